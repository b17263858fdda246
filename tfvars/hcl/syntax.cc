#include "tfvars/hcl/syntax.h"

#include <algorithm>

namespace deltaplan::tfvars {

const Attribute* Body::Find(std::string_view name) const {
  const auto found = std::ranges::find(attributes, name, &Attribute::name);
  return found == attributes.end() ? nullptr : &*found;
}

const std::string* LiteralText(const Expression& expression) {
  const auto* literal = expression.As<Literal>();
  return literal == nullptr ? nullptr : literal->value.AsString();
}

const std::string* BareKey(const Expression& key) {
  const auto* variable = key.As<Variable>();
  return variable == nullptr ? nullptr : &variable->name;
}

std::string HeaderText(const Block& block) {
  std::string text = block.type;
  for (const std::string& label : block.labels) text += " \"" + label + '"';
  return text;
}

}  // namespace deltaplan::tfvars
