#include "tfvars/carriers/tag_file.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <set>
#include <utility>

#include "tfvars/carriers/service_path.h"
#include "tfvars/carriers/written_elsewhere.h"
#include "tfvars/hcl/json_syntax.h"
#include "tfvars/hcl/parser.h"
#include "tfvars/text/unicode.h"

namespace deltaplan::tfvars {

Syntax SyntaxOf(std::string_view name) {
  return name.ends_with(".json") ? Syntax::kJson : Syntax::kNative;
}

const Expression& Unwrapped(const Expression& expression) {
  if (const auto* parentheses = expression.As<Parentheses>()) return Unwrapped(*parentheses->inner);
  const auto* call = expression.As<Call>();
  const bool is_wrapper = call != nullptr && call->arguments.size() == 1 &&
                          (call->name == "jsonencode" || call->name == "tomap");
  return is_wrapper ? Unwrapped(*call->arguments.front()) : expression;
}

TagFile::TagFile(const Source& source, const TagPlace& place,
                 const std::vector<std::string>& services, Diagnostics& diagnostics)
    : source_(&source),
      syntax_(SyntaxOf(source.name)),
      place_(&place),
      services_(&services),
      diagnostics_(&diagnostics) {
  for (const std::string& service : services) {
    std::string normal = NormalFormC(service);
    if (normal != service) configured_.emplace(std::move(normal), service);
  }
}

std::optional<TagFile> TagFile::Parse(const Source& source, const TagPlace& place,
                                      const std::vector<std::string>& services,
                                      Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.size();
  TagFile file(source, place, services, diagnostics);
  if (source.name.ends_with(".yaml") || source.name.ends_with(".yml")) {
    file.Report({}, "Tags in YAML",
                "Tags in YAML are neither read nor written. Keep them in JSON, which jsondecode() "
                "reads as yamldecode() does this file, or in a file of variables.");
    return std::nullopt;
  }
  if (file.syntax_ == Syntax::kJson) {
    file.root_ = ParseJsonSyntax(source, diagnostics);
  } else {
    file.body_ = ParseHcl(source, diagnostics);
  }
  return diagnostics.size() == before ? std::optional(std::move(file)) : std::nullopt;
}

std::string TagFile::AsConfigured(const std::string& name) const {
  const auto found = configured_.find(name);
  return found == configured_.end() ? name : found->second;
}

void TagFile::Report(Range range, std::string summary, std::string detail) {
  Report({.summary = std::move(summary), .detail = std::move(detail), .subject = range});
}

struct TagFile::Child {
  std::string_view name;
  Node node;
};

// By which an item of a list is found: { name = "api", image_tag = "1a2b3c4" }.
const std::string* TagFile::NameOf(const Expression& item) {
  const auto* object = Unwrapped(item).As<Object>();
  if (object == nullptr) return nullptr;
  const auto named = std::ranges::find_if(object->items, [](const Object::Item& member) {
    const std::string* key = PlainKey(*member.key);
    return key != nullptr && *key == "name";
  });
  return named == object->items.end() ? nullptr : LiteralText(*named->value);
}

// What one name can lead to from `node`. A block's labels are names, too, one after the other.
std::vector<TagFile::Child> TagFile::Children(const Node& node) {
  std::vector<Child> children;
  const auto add = [&children](std::string_view name, const Block& block, std::size_t labels) {
    if (labels == block.labels.size()) {
      children.push_back({name, &block.body});
    } else {
      children.push_back({name, LabeledBlock{&block, labels}});
    }
  };
  if (const auto* body = std::get_if<const Body*>(&node)) {
    for (const Attribute& attribute : (*body)->attributes) {
      children.push_back({attribute.name, attribute.expression.get()});
    }
    for (const Block& block : (*body)->blocks) add(block.type, block, 0);
    return children;
  }
  if (const auto* labeled = std::get_if<LabeledBlock>(&node)) {
    add(labeled->block->labels[labeled->labels], *labeled->block, labeled->labels + 1);
    return children;
  }
  const Expression& value = Unwrapped(*std::get<const Expression*>(node));
  if (const auto* object = value.As<Object>()) {
    for (const Object::Item& item : object->items) {
      if (const std::string* name = PlainKey(*item.key)) {
        children.push_back({*name, item.value.get()});
      }
    }
  } else if (const auto* list = value.As<Tuple>()) {
    for (const ExpressionPtr& item : list->items) {
      if (const std::string* name = NameOf(*item)) children.push_back({*name, item.get()});
    }
  }
  return children;
}

// Steps, each with the means to read it backwards where it names a service.
struct TagFile::Route {
  std::span<const std::string> steps;
  std::vector<std::optional<ServiceStep>> services;
};

void TagFile::Follow(const Node& node, const Route& route, std::size_t at,
                     const std::string& service, std::vector<TagEntry>& found) const {
  if (at == route.steps.size()) {
    if (const auto* value = std::get_if<const Expression*>(&node)) {
      found.push_back({service, *value});
    }
    return;
  }
  if (service.empty() && route.services[at]) {
    for (const Child& child : Children(node)) {
      for (const std::string& named : route.services[at]->ServicesOf(child.name)) {
        Follow(child.node, route, at + 1, AsConfigured(named), found);
      }
    }
    return;
  }
  const std::string name = NormalFormC(FillService(route.steps[at], service, place_->words));
  for (const Child& child : Children(node)) {
    if (child.name == name) Follow(child.node, route, at + 1, service, found);
  }
}

std::vector<TagEntry> TagFile::Find(std::span<const std::string> steps,
                                    const std::string& service) const {
  Route route{.steps = steps, .services = {}};
  for (const std::string& step : steps) {
    const ServiceWords& words = place_->words;
    route.services.push_back(NamesService(step, words)
                                 ? std::optional(ServiceStep(step, *services_, words))
                                 : std::nullopt);
  }
  std::vector<TagEntry> found;
  Follow(root_ ? Node(root_.get()) : Node(&body_), route, 0, service, found);
  // Where two services lead to one value, it is the first one's.
  std::set<const Expression*> known;
  std::erase_if(found, [&](const TagEntry& entry) { return !known.insert(entry.value).second; });
  return found;
}

std::vector<TagEntry> TagFile::Find() const { return Find(SplitPath(place_->path)); }

const Expression* TagFile::FindOnly() {
  const std::vector<TagEntry> found = Find();
  if (found.size() == 1) return found.front().value;
  if (found.empty()) {
    Report({}, "Missing tags",
           fmt::format("There is no {} in this file. Add it, or say in the configuration's "
                       "\"image_tags\" where the tags stand.{}",
                       place_->path, WhereComputed()));
  } else {
    Report(found[1].value->range, "Doubled value",
           fmt::format("{} stands in this file more than once.", place_->path));
  }
  return nullptr;
}

// A part of the path leads to a value that is read from elsewhere.
std::string TagFile::WhereComputed() const {
  const std::vector<std::string> steps = SplitPath(place_->path);
  for (std::size_t size = steps.size(); size-- > 1;) {
    const std::vector<TagEntry> found = Find(std::span(steps).first(size));
    if (found.size() != 1) continue;
    return WrittenElsewhere(*this, *found.front().value, std::span(steps).subspan(size));
  }
  return {};
}

bool TagFile::IsEmpty() const {
  if (root_ == nullptr) return body_.attributes.empty() && body_.blocks.empty();
  const auto* object = root_->As<Object>();
  return object != nullptr && object->items.empty();
}

bool TagFile::CheckHoldsVariables() {
  if (!root_ || root_->As<Object>() != nullptr) return true;
  Report(root_->range, "Not a file of variables", "The file has to hold an object.");
  return false;
}

}  // namespace deltaplan::tfvars
