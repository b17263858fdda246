// Says what our parsers make of Terraform's files, in the form that tests/support/hcl_oracle uses
// for the reference implementation: reads file names from standard input, one a line, and answers
// each with one line of JSON. Beside each constant, `open` tells whether there is reason not to
// compare it.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tfvars/hcl/evaluate.h"
#include "tfvars/hcl/expression_walk.h"
#include "tfvars/hcl/json_syntax.h"
#include "tfvars/hcl/parser.h"

namespace deltaplan::tfvars {
namespace {

using Json = nlohmann::ordered_json;

Json Span(Range range) { return Json::array({range.begin, range.end}); }

Json Constant(const Value& value) {
  if (value.IsNull()) return {{"type", "null"}, {"value", nullptr}};
  if (const bool* boolean = value.AsBool()) return {{"type", "bool"}, {"value", *boolean}};
  if (const Number* number = value.AsNumber()) {
    const bool is_zero = number->AsInteger() == 0;  // without its sign
    return {{"type", "number"}, {"value", is_zero ? "0" : number->text()}};
  }
  if (const std::string* text = value.AsString()) return {{"type", "string"}, {"value", *text}};
  if (const Value::Sequence* items = value.AsSequence()) {
    Json list = Json::array();
    for (const Value& item : *items) list.push_back(Constant(item));
    return {{"type", "sequence"}, {"value", std::move(list)}};
  }
  Json members = Json::object();
  if (const Value::Object* all = value.AsObject()) {
    for (const auto& [name, member] : *all) members[name] = Constant(member);
  }
  return {{"type", "object"}, {"value", std::move(members)}};
}

// Numbers that have no digits are not written out, nor is anything with one of them inside.
bool IsWritten(const Value& value) {
  if (const Number* number = value.AsNumber()) return !number->IsInfinite();
  if (const Value::Sequence* items = value.AsSequence()) {
    return std::ranges::all_of(*items, IsWritten);
  }
  if (const Value::Object* members = value.AsObject()) {
    return std::ranges::all_of(*members, IsWritten, &Value::Member::value);
  }
  return !value.IsUnknown();
}

Json ConstantOf(const Expression& expression) {
  const std::optional<Value> value = EvaluateConstant(expression);
  return value && IsWritten(*value) ? Constant(*value) : Json();
}

// Whether a conditional inside has a result whose type the value does not show: which kind of
// collection it is and of what, or what a null is instead of.
bool HasHiddenType(const Expression& expression) {
  bool has = false;
  ForEachPart(expression, [&](const Expression& part) {
    if (part.As<Conditional>() != nullptr) {
      const std::optional<Value> value = EvaluateConstant(part);
      has |= !value || !value->ToString();
    }
    has |= HasHiddenType(part);
  });
  return has;
}

bool ComparesTypes(const Expression& expression) {
  const auto* binary = expression.As<Binary>();
  return expression.As<Conditional>() != nullptr ||
         (binary != nullptr && (binary->rest.front().op == BinaryOperator::kEqual ||
                                binary->rest.front().op == BinaryOperator::kNotEqual));
}

// Whether the value depends on names or functions, passes over a result of a conditional that has
// none, or on a type that a value does not show: the reference keeps types of all of them, we do
// not. `bound` are the variables of the `for` expressions around.
bool IsOpen(const Expression& expression, std::vector<std::string_view>& bound) {
  if (expression.As<Call>() != nullptr) return true;
  if (ComparesTypes(expression) && HasHiddenType(expression)) return true;
  if (const auto* variable = expression.As<Variable>()) {
    return std::ranges::find(bound, variable->name) == bound.end();
  }
  if (const auto* conditional = expression.As<Conditional>()) {
    if (!EvaluateConstant(*conditional->if_true) || !EvaluateConstant(*conditional->if_false)) {
      return true;
    }
  }
  const std::size_t outer = bound.size();
  if (const auto* loop = expression.As<For>()) {
    if (IsOpen(*loop->collection, bound)) return true;
    bound.insert(bound.end(), {loop->key_variable, loop->value_variable});
  }
  bool is_open = false;
  ForEachPart(expression, [&](const Expression& part) {
    const auto* loop = expression.As<For>();
    if (loop == nullptr || &part != loop->collection.get()) is_open |= IsOpen(part, bound);
  });
  bound.resize(outer);
  return is_open;
}
bool IsOpen(const Expression& expression) {
  std::vector<std::string_view> bound;
  return IsOpen(expression, bound);
}

Json BodyJson(const Body& body) {
  Json attributes = Json::array();
  for (const Attribute& attribute : body.attributes) {
    attributes.push_back({{"name", attribute.name},
                          {"range", Span(attribute.range)},
                          {"expression_range", Span(attribute.expression->range)},
                          {"constant", ConstantOf(*attribute.expression)},
                          {"open", IsOpen(*attribute.expression)}});
  }
  Json blocks = Json::array();
  for (const Block& block : body.blocks) {
    blocks.push_back({{"type", block.type},
                      {"labels", block.labels},
                      {"range", Span(block.range)},
                      {"body", BodyJson(block.body)}});
  }
  return {{"attributes", std::move(attributes)}, {"blocks", std::move(blocks)}};
}

// What a string means where Terraform evaluates it.
Json TemplateJson(const std::string& text) {
  Diagnostics diagnostics;
  const ExpressionPtr parsed = ParseHclTemplate({"", text}, diagnostics);
  if (parsed == nullptr) return {{"valid", false}, {"constant", nullptr}};
  return {{"valid", true}, {"constant", ConstantOf(*parsed)}, {"open", IsOpen(*parsed)}};
}

Json JsonNode(const Expression& node) {
  Json result{
      {"kind", nullptr}, {"range", Span(node.range)}, {"value", nullptr}, {"template", nullptr}};
  if (const auto* object = node.As<Object>()) {
    result["kind"] = "object";
    result["value"] = Json::array();
    for (const Object::Item& item : object->items) {
      result["value"].push_back(
          {{"key", Constant(std::get<Literal>(item.key->node).value)["value"]},
           {"key_range", Span(item.key->range)},
           {"value", JsonNode(*item.value)}});
    }
  } else if (const auto* tuple = node.As<Tuple>()) {
    result["kind"] = "array";
    result["value"] = Json::array();
    for (const ExpressionPtr& item : tuple->items) result["value"].push_back(JsonNode(*item));
  } else if (const Value& value = std::get<Literal>(node.node).value; value.IsUnknown()) {
    result["kind"] = "number";
  } else {
    result["kind"] = Constant(value)["type"];
    result["value"] = Constant(value)["value"];
    if (const std::string* text = value.AsString()) result["template"] = TemplateJson(*text);
  }
  return result;
}

Json Answer(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  const Source source{name, std::move(text).str()};
  const bool is_json = name.ends_with(".json");
  Diagnostics diagnostics;
  Body body;
  ExpressionPtr value;
  if (is_json) {
    value = ParseJsonSyntax(source, diagnostics);
  } else {
    body = ParseHcl(source, diagnostics);
  }
  Json list = Json::array();
  for (const Diagnostic& diagnostic : diagnostics) {
    list.push_back({{"severity", "error"},
                    {"summary", diagnostic.summary},
                    {"range", Span(diagnostic.subject)}});
  }
  const bool accepted = !HasErrors(diagnostics);
  return {{"file", name},
          {"syntax", is_json ? "json" : "native"},
          {"accepted", accepted},
          {"diagnostics", std::move(list)},
          {"body", accepted && !is_json ? BodyJson(body) : Json()},
          {"value", accepted && is_json ? JsonNode(*value) : Json()}};
}

}  // namespace
}  // namespace deltaplan::tfvars

int main() {
  std::ios::sync_with_stdio(false);
  for (std::string name; std::getline(std::cin, name);) {
    std::cout << deltaplan::tfvars::Answer(name).dump() << '\n';
  }
}
