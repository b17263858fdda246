// Says what our parsers make of Terraform's files, in the form that tests/support/hcl_oracle uses
// for the reference implementation: reads file names from standard input, one a line, and answers
// each with one line of JSON.
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <utility>

#include "tfvars/evaluate.h"
#include "tfvars/hcl_parser.h"
#include "tfvars/json_syntax.h"

namespace deltaplan::tfvars {
namespace {

using Json = nlohmann::ordered_json;

Json Span(Range range) { return Json::array({range.begin, range.end}); }

Json Constant(const Value& value) {
  if (value.IsNull()) return {{"type", "null"}, {"value", nullptr}};
  if (const bool* boolean = value.AsBool()) return {{"type", "bool"}, {"value", *boolean}};
  if (const Number* number = value.AsNumber()) {
    return {{"type", "number"}, {"value", number->text()}};
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

Json ConstantOf(const Expression& expression) {
  const std::optional<Value> value = EvaluateConstant(expression);
  return value && !value->IsUnknown() ? Constant(*value) : Json();
}

Json BodyJson(const Body& body) {
  Json attributes = Json::array();
  for (const Attribute& attribute : body.attributes) {
    attributes.push_back({{"name", attribute.name},
                          {"range", Span(attribute.range)},
                          {"expression_range", Span(attribute.expression->range)},
                          {"constant", ConstantOf(*attribute.expression)}});
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
  return {{"valid", true}, {"constant", ConstantOf(*parsed)}};
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
