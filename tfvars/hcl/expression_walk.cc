#include "tfvars/hcl/expression_walk.h"

#include <algorithm>
#include <variant>

namespace deltaplan::tfvars {
namespace {

using Visit = std::function<void(const Expression&)>;

void Maybe(const ExpressionPtr& part, const Visit& visit) {
  if (part != nullptr) visit(*part);
}

struct Parts {
  const Visit& visit;

  void operator()(const Literal&) const {}
  void operator()(const Variable&) const {}
  void operator()(const SplatElement&) const {}
  void operator()(const Template& node) const { All(node.parts); }
  void operator()(const Joined& node) const { Maybe(node.list, visit); }
  void operator()(const Traversal& node) const {
    Maybe(node.source, visit);
    for (const Step& step : node.steps) {
      if (const auto* index = std::get_if<IndexStep>(&step)) Maybe(index->key, visit);
    }
  }
  void operator()(const Splat& node) const {
    Maybe(node.source, visit);
    Maybe(node.each, visit);
  }
  void operator()(const Call& node) const { All(node.arguments); }
  void operator()(const Unary& node) const { Maybe(node.operand, visit); }
  void operator()(const Binary& node) const {
    Maybe(node.first, visit);
    for (const Binary::Operand& operand : node.rest) Maybe(operand.value, visit);
  }
  void operator()(const Conditional& node) const {
    Maybe(node.condition, visit);
    Maybe(node.if_true, visit);
    Maybe(node.if_false, visit);
  }
  void operator()(const Tuple& node) const { All(node.items); }
  void operator()(const Object& node) const {
    for (const Object::Item& item : node.items) {
      if (BareKey(*item.key) == nullptr) visit(*item.key);
      Maybe(item.value, visit);
    }
  }
  void operator()(const For& node) const {
    Maybe(node.collection, visit);
    Maybe(node.key, visit);
    Maybe(node.value, visit);
    Maybe(node.condition, visit);
  }
  void operator()(const Parentheses& node) const { Maybe(node.inner, visit); }

  void All(const std::vector<ExpressionPtr>& parts) const {
    for (const ExpressionPtr& part : parts) Maybe(part, visit);
  }
};

}  // namespace

void ForEachPart(const Expression& expression, const Visit& visit) {
  std::visit(Parts{visit}, expression.node);
}

WholeTraversal WholeOf(const Expression& expression) {
  WholeTraversal whole{&expression, {}};
  while (const auto* traversal = whole.source->As<Traversal>()) {
    for (auto step = traversal->steps.rbegin(); step != traversal->steps.rend(); ++step) {
      whole.steps.push_back(&*step);
    }
    whole.source = traversal->source.get();
  }
  std::ranges::reverse(whole.steps);
  return whole;
}

Reference ReferenceOf(const Expression& expression) {
  const WholeTraversal whole = WholeOf(expression);
  const auto* variable = whole.source->As<Variable>();
  if (variable == nullptr) return {};
  const auto* first =
      whole.steps.empty() ? nullptr : std::get_if<AttributeStep>(whole.steps.front());
  return {variable->name, first == nullptr ? std::string_view() : first->name};
}

}  // namespace deltaplan::tfvars
