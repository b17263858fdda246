#include "tfvars/plan/state.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

#include "tfvars/plan/image_mention.h"
#include "tfvars/text/sorted.h"

namespace deltaplan::tfvars {
namespace {

using Kind = JsonValue::Kind;

JsonValue* FindMutable(JsonValue& object, std::string_view name) {
  const auto found = std::ranges::find(object.members, name, &JsonMember::name);
  return found == object.members.end() ? nullptr : &found->value;
}

JsonValue TakeValues(JsonValue& object, std::string_view name) {
  JsonValue* values = FindMutable(object, name);
  return values == nullptr ? JsonValue() : std::move(*values);
}

std::variant<AbsResourceInstance, StateError> ReadAddress(const std::string& text) {
  auto parsed = ParseResourceInstance(text);
  if (const auto* error = std::get_if<AddressError>(&parsed)) {
    return StateError{"'" + text + "' is no address: " + error->message};
  }
  return std::get<AbsResourceInstance>(std::move(parsed));
}

// Adds what the module and those inside of it hold; what is wrong, or nothing.
std::optional<StateError> AddModule(JsonValue& module, State& state) {
  if (JsonValue* resources = FindMutable(module, "resources")) {
    for (JsonValue& resource : resources->items) {
      const std::string* mode = resource.FindString("mode");
      if (mode != nullptr && *mode == "data") continue;
      if (resource.Find("deposed_key") != nullptr) continue;
      const std::string* address = resource.FindString("address");
      if (address == nullptr) return StateError{"a resource has no address"};
      auto read = ReadAddress(*address);
      if (auto* error = std::get_if<StateError>(&read)) return std::move(*error);
      const JsonValue* tainted = resource.Find("tainted");
      state.push_back({.address = std::get<AbsResourceInstance>(std::move(read)),
                       .values = TakeValues(resource, "values"),
                       .tainted = tainted != nullptr && tainted->boolean});
    }
  }
  if (JsonValue* children = FindMutable(module, "child_modules")) {
    for (JsonValue& child : children->items) {
      if (auto error = AddModule(child, state)) return error;
    }
  }
  return std::nullopt;
}

std::variant<InstanceKey, StateError> ReadIndexKey(const JsonValue* key) {
  if (key == nullptr || key->kind == Kind::kNull) return InstanceKey(NoKey());
  if (key->kind == Kind::kString) return InstanceKey(key->string);
  std::int64_t number = 0;
  const char* end = key->string.data() + key->string.size();
  if (key->kind == Kind::kNumber) {
    const auto [stop, failure] = std::from_chars(key->string.data(), end, number);
    if (failure == std::errc() && stop == end) return InstanceKey(number);
  }
  return StateError{"the index key of an instance is neither text nor a whole number"};
}

// Whether `type` is a type as a state file writes it: "string", ["object", {...}], ...
bool IsTypeName(const JsonValue& type) {
  constexpr std::string_view kPlain[] = {"string", "number", "bool", "dynamic"};
  constexpr std::string_view kCompound[] = {"list", "set", "map", "object", "tuple"};
  if (type.kind == Kind::kString) return std::ranges::find(kPlain, type.string) != std::end(kPlain);
  return type.kind == Kind::kArray && type.items.size() == 2 &&
         std::ranges::find(kCompound, type.items.front().string) != std::end(kCompound);
}

// In a state file an attribute of no fixed type stands as {"value": ..., "type": ...}.
JsonValue WithoutTypes(JsonValue values) {
  for (JsonMember& member : values.members) {
    if (member.value.members.size() != 2) continue;
    const JsonValue* type = member.value.Find("type");
    JsonValue* value = FindMutable(member.value, "value");
    if (type == nullptr || value == nullptr || !IsTypeName(*type)) continue;
    JsonValue inner = std::move(*value);
    member.value = std::move(inner);
  }
  return values;
}

// One entry of a state file's "resources".
std::optional<StateError> AddResource(JsonValue& resource, State& state) {
  const std::string* mode = resource.FindString("mode");
  if (mode != nullptr && *mode == "data") return std::nullopt;
  const std::string* type = resource.FindString("type");
  const std::string* name = resource.FindString("name");
  if (type == nullptr || name == nullptr) return StateError{"a resource has no type or no name"};
  const std::string* module = resource.FindString("module");
  const std::string of_module = module == nullptr || module->empty() ? "" : *module + ".";
  auto read = ReadAddress(of_module + *type + "." + *name);
  if (auto* error = std::get_if<StateError>(&read)) return std::move(*error);
  JsonValue* instances = FindMutable(resource, "instances");
  if (instances == nullptr) return std::nullopt;
  for (JsonValue& instance : instances->items) {
    if (instance.Find("deposed") != nullptr) continue;
    auto key = ReadIndexKey(instance.Find("index_key"));
    if (auto* error = std::get_if<StateError>(&key)) return std::move(*error);
    AbsResourceInstance address = std::get<AbsResourceInstance>(read);
    address.key = std::get<InstanceKey>(std::move(key));
    state.push_back({.address = std::move(address),
                     .values = WithoutTypes(TakeValues(instance, "attributes")),
                     .tainted = instance.StringAt("status") == "tainted"});
  }
  return std::nullopt;
}

std::optional<StateError> AddAll(JsonValue& root, State& state) {
  if (root.Find("format_version") != nullptr) {
    if (root.Find("planned_values") != nullptr) return StateError{"it is a plan, not a state"};
    JsonValue* values = FindMutable(root, "values");
    JsonValue* module = values == nullptr ? nullptr : FindMutable(*values, "root_module");
    return module == nullptr ? std::nullopt : AddModule(*module, state);
  }
  const JsonValue* version = root.Find("version");
  if (version == nullptr || root.Find("serial") == nullptr) {
    return StateError{
        "it is neither what terraform show -json prints (no \"format_version\") nor a state file "
        "(no \"version\" and \"serial\")"};
  }
  if (version->kind != Kind::kNumber || version->string != "4") {
    return StateError{"it is a state file of another version than 4"};
  }
  JsonValue* resources = FindMutable(root, "resources");
  if (resources == nullptr) return std::nullopt;
  for (JsonValue& resource : resources->items) {
    if (auto error = AddResource(resource, state)) return error;
  }
  return std::nullopt;
}

// Text that is a JSON object or list, read; nullopt for all other text.
std::optional<JsonValue> ReadInner(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos || (text[begin] != '{' && text[begin] != '[')) return std::nullopt;
  auto parsed = ParseJson(text, JsonComments::kRefused);
  if (auto* document = std::get_if<JsonDocument>(&parsed)) return std::move(document->root);
  return std::nullopt;
}

// Each JSON text inside of JSON text is a level: real ones have one.
constexpr int kMaxInnerTexts = 4;

void CollectImages(const JsonValue& value, int inner, std::vector<StateImage>& images) {
  if (value.kind == Kind::kString && inner < kMaxInnerTexts) {
    if (const std::optional<JsonValue> text = ReadInner(value.string)) {
      CollectImages(*text, inner + 1, images);
    }
  }
  for (const JsonValue& item : value.items) CollectImages(item, inner, images);
  for (const JsonMember& member : value.members) {
    // "image_tag" is a tag alone: nothing tells of which image.
    const bool is_image = member.value.kind == Kind::kString && !member.value.string.empty() &&
                          IsImageAttribute(member.name) && member.name != "image_tag";
    if (is_image) {
      const std::string* container = value.FindString("name");
      images.push_back(
          {.container = container == nullptr ? "" : *container, .image = member.value.string});
    } else {
      CollectImages(member.value, inner, images);
    }
  }
}

std::optional<std::string> TextAt(const JsonValue& value, std::string_view path, int inner) {
  if (value.kind == Kind::kString) {
    if (path.empty()) return value.string;
    const std::optional<JsonValue> text =
        inner < kMaxInnerTexts ? ReadInner(value.string) : std::nullopt;
    return text ? TextAt(*text, path, inner + 1) : std::nullopt;
  }
  const std::string_view step = path.substr(0, path.find('.'));
  const std::string_view rest =
      step.size() == path.size() ? std::string_view() : path.substr(step.size() + 1);
  if (value.kind == Kind::kObject) {
    const JsonValue* member = value.Find(step);
    return member == nullptr ? std::nullopt : TextAt(*member, rest, inner);
  }
  if (value.kind != Kind::kArray) return std::nullopt;
  std::size_t index = 0;
  const auto [stop, failure] = std::from_chars(step.data(), step.data() + step.size(), index);
  const bool fits = failure == std::errc() && stop == step.data() + step.size();
  return fits && index < value.items.size() ? TextAt(value.items[index], rest, inner)
                                            : std::nullopt;
}

}  // namespace

std::variant<State, StateError> ReadState(std::string_view text) {
  auto parsed = ParseJson(text, JsonComments::kRefused);
  if (const auto* error = std::get_if<JsonSyntaxError>(&parsed)) {
    return StateError{error->WithPlace()};
  }
  State state;
  if (auto error = AddAll(std::get<JsonDocument>(parsed).root, state)) return *std::move(error);
  std::ranges::stable_sort(state, {}, &StateInstance::address);
  return state;
}

std::vector<StateImage> FindStateImages(const JsonValue& values) {
  std::vector<StateImage> images;
  CollectImages(values, 0, images);
  SortWithoutDoubles(images);
  return images;
}

std::optional<std::string> FindStateText(const JsonValue& values, std::string_view path) {
  return TextAt(values, path, 0);
}

}  // namespace deltaplan::tfvars
