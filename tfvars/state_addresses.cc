#include "tfvars/state_addresses.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "tfvars/json_value.h"

namespace deltaplan::tfvars {
namespace {

// Adds what the module and those inside of it hold; what is wrong, or nothing.
std::optional<StateError> AddModule(const JsonValue& module,
                                    std::vector<AbsResourceInstance>& instances) {
  if (const JsonValue* resources = module.Find("resources")) {
    for (const JsonValue& resource : resources->items) {
      const JsonValue* mode = resource.Find("mode");
      if (mode != nullptr && mode->string == "data") continue;
      const JsonValue* address = resource.Find("address");
      if (address == nullptr || address->kind != JsonValue::Kind::kString) {
        return StateError{"a resource has no address"};
      }
      auto parsed = ParseResourceInstance(address->string);
      if (const auto* error = std::get_if<AddressError>(&parsed)) {
        return StateError{"'" + address->string + "' is no address: " + error->message};
      }
      instances.push_back(std::get<AbsResourceInstance>(std::move(parsed)));
    }
  }
  if (const JsonValue* children = module.Find("child_modules")) {
    for (const JsonValue& child : children->items) {
      if (auto error = AddModule(child, instances)) return error;
    }
  }
  return std::nullopt;
}

}  // namespace

std::variant<std::vector<AbsResourceInstance>, StateError> ReadStateAddresses(
    std::string_view text) {
  auto parsed = ParseJson(text, JsonComments::kRefused);
  if (const auto* error = std::get_if<JsonSyntaxError>(&parsed)) {
    return StateError{"line " + std::to_string(error->line) + ": " + error->message};
  }
  const JsonValue& root = std::get<JsonDocument>(parsed).root;
  if (root.Find("format_version") == nullptr) {
    return StateError{
        "it has no \"format_version\", so it is not what terraform show -json prints"};
  }
  if (root.Find("planned_values") != nullptr) {
    return StateError{"it is a plan, not a state"};
  }
  std::vector<AbsResourceInstance> instances;
  const JsonValue* values = root.Find("values");
  const JsonValue* module = values == nullptr ? nullptr : values->Find("root_module");
  if (module != nullptr) {
    if (auto error = AddModule(*module, instances)) return *std::move(error);
  }
  std::ranges::sort(instances);
  return instances;
}

}  // namespace deltaplan::tfvars
