#include "tfvars/modules/file_readers.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "tfvars/hcl/evaluate.h"
#include "tfvars/hcl/expression_walk.h"

namespace deltaplan::tfvars {
namespace {

class PathsOfRoot : public Scope {
 public:
  std::optional<Value> Lookup(std::string_view root, std::string_view) const override {
    return root == "path" ? Value(std::string(".")) : Value(Unknown());
  }
};

// What the text ends with, whatever it is made of.
std::string_view EndOf(const Expression& expression) {
  const auto* text = expression.As<Template>();
  const auto* last = text == nullptr ? nullptr : text->parts.back()->As<Literal>();
  const std::string* end = last == nullptr ? nullptr : last->value.AsString();
  return end == nullptr ? std::string_view() : std::string_view(*end);
}

bool MayName(const Expression& expression, const std::string& directory, const std::string& path) {
  const std::optional<Value> value = Evaluate(expression, PathsOfRoot());
  const std::string* text = value ? value->AsString() : nullptr;
  return text == nullptr ? path.ends_with(EndOf(expression)) : PathFrom(directory, *text) == path;
}

bool MayRead(const Expression& expression, const std::string& directory, const std::string& path) {
  const Call* call = expression.As<Call>();
  bool may = call != nullptr && call->name == "file" && call->arguments.size() == 1 &&
             MayName(*call->arguments.front(), directory, path);
  ForEachPart(expression,
              [&](const Expression& part) { may = may || MayRead(part, directory, path); });
  return may;
}

bool MayRead(const Body& body, const std::string& directory, const std::string& path) {
  return std::ranges::any_of(body.attributes,
                             [&](const Attribute& attribute) {
                               return MayRead(*attribute.expression, directory, path);
                             }) ||
         std::ranges::any_of(
             body.blocks, [&](const Block& block) { return MayRead(block.body, directory, path); });
}

}  // namespace

bool MayRead(const ModuleSource& root, const std::string& path) {
  return std::ranges::any_of(
      root.files, [&](const auto& file) { return MayRead(file->body, root.directory, path); });
}

}  // namespace deltaplan::tfvars
