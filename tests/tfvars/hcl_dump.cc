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

Json BodyJson(const Body& body) {
  Json attributes = Json::array();
  for (const Attribute& attribute : body.attributes) {
    const std::optional<Value> value = EvaluateConstant(*attribute.expression);
    attributes.push_back({{"name", attribute.name},
                          {"range", Span(attribute.range)},
                          {"expression_range", Span(attribute.expression->range)},
                          {"constant", value && !value->IsUnknown() ? Constant(*value) : Json()}});
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

Json Answer(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  const Source source{name, std::move(text).str()};
  Diagnostics diagnostics;
  const Body body = ParseHcl(source, diagnostics);
  Json list = Json::array();
  for (const Diagnostic& diagnostic : diagnostics) {
    list.push_back({{"severity", "error"},
                    {"summary", diagnostic.summary},
                    {"range", Span(diagnostic.subject)}});
  }
  const bool accepted = !HasErrors(diagnostics);
  return {{"file", name},
          {"syntax", "native"},
          {"accepted", accepted},
          {"diagnostics", std::move(list)},
          {"body", accepted ? BodyJson(body) : Json()}};
}

}  // namespace
}  // namespace deltaplan::tfvars

int main() {
  std::ios::sync_with_stdio(false);
  for (std::string name; std::getline(std::cin, name);) {
    std::cout << deltaplan::tfvars::Answer(name).dump() << '\n';
  }
}
