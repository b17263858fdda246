#include "tfvars/carriers/tag_file.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <utility>

#include "tfvars/carriers/service_path.h"
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
  std::string name;
  Node node;
  std::size_t steps = 1;  // that it takes
};

// The children of `node` that the first step may lead to. A block's labels are steps, too.
std::vector<TagFile::Child> TagFile::Children(const Node& node,
                                              std::span<const std::string> steps) {
  std::vector<Child> children;
  if (const auto* body = std::get_if<const Body*>(&node)) {
    for (const Attribute& attribute : (*body)->attributes) {
      children.push_back({attribute.name, attribute.expression.get()});
    }
    for (const Block& block : (*body)->blocks) {
      const bool fits = block.type == steps.front() && block.labels.size() < steps.size() &&
                        std::equal(block.labels.begin(), block.labels.end(), steps.begin() + 1);
      if (fits) children.push_back({block.type, &block.body, 1 + block.labels.size()});
    }
    return children;
  }
  if (const auto* object = Unwrapped(*std::get<const Expression*>(node)).As<Object>()) {
    for (const Object::Item& item : object->items) {
      if (const std::string* name = PlainKey(*item.key)) {
        children.push_back({*name, item.value.get()});
      }
    }
  }
  return children;
}

void TagFile::Follow(const Node& node, std::span<const std::string> steps,
                     const std::string& service, std::vector<TagEntry>& found) const {
  if (steps.empty()) {
    if (const auto* value = std::get_if<const Expression*>(&node)) {
      found.push_back({service, *value});
    }
    return;
  }
  const std::vector<Child> children = Children(node, steps);
  if (service.empty() && NamesService(steps.front())) {
    const ServiceStep step(steps.front(), *services_);
    for (const Child& child : children) {
      const std::optional<std::string> named = step.ServiceOf(child.name);
      if (named) Follow(child.node, steps.subspan(child.steps), AsConfigured(*named), found);
    }
    return;
  }
  const std::string name = NormalFormC(FillService(steps.front(), service));
  for (const Child& child : children) {
    if (child.name == name) Follow(child.node, steps.subspan(child.steps), service, found);
  }
}

std::vector<TagEntry> TagFile::Find(std::span<const std::string> steps,
                                    const std::string& service) const {
  std::vector<TagEntry> found;
  Follow(root_ ? Node(root_.get()) : Node(&body_), steps, service, found);
  return found;
}

std::vector<TagEntry> TagFile::Find() const { return Find(SplitPath(place_->path)); }

const Expression* TagFile::FindOnly() {
  const std::vector<TagEntry> found = Find();
  if (found.size() == 1) return found.front().value;
  if (found.empty()) {
    Report({}, "Missing tags",
           fmt::format("There is no {} in this file. Add it, or say in the configuration's "
                       "\"image_tags\" where the tags stand.",
                       place_->path));
  } else {
    Report(found[1].value->range, "Doubled value",
           fmt::format("{} stands in this file more than once.", place_->path));
  }
  return nullptr;
}

bool TagFile::CheckHoldsVariables() {
  if (!root_ || root_->As<Object>() != nullptr) return true;
  Report(root_->range, "Not a file of variables", "The file has to hold an object.");
  return false;
}

}  // namespace deltaplan::tfvars
