#include "tfvars/hcl/type_constraint.h"

#include <gtest/gtest.h>
#include <string>
#include <utility>

#include "tfvars/hcl/evaluate.h"
#include "tfvars/hcl/parser.h"

namespace deltaplan::tfvars {
namespace {

ExpressionPtr Parsed(const std::string& text) {
  Diagnostics diagnostics;
  return ParseHclExpression({"x", text}, diagnostics);
}

Value Constant(const std::string& text) {
  return EvaluateConstant(*Parsed(text)).value_or(Value());
}

std::optional<Value> Typed(const std::string& value, const std::string& type) {
  return InType(Constant(value), *Parsed(type));
}

TEST(TypeConstraintTest, Scenario58OptionalAttributesHaveTheirDefaults) {
  EXPECT_EQ(Typed("{ a = {}, b = { on = false, cpu = \"2\" } }",
                  "map(object({ on = optional(bool, true), cpu = optional(number), n = "
                  "optional(object({ x = optional(string, \"d\") }), {}) }))"),
            Constant("{ a = { on = true, cpu = null, n = { x = \"d\" } },"
                     "  b = { on = false, cpu = 2, n = { x = \"d\" } } }"));
  EXPECT_EQ(Typed("{ on = null }", "object({ on = optional(bool, true) })"),
            Constant("{ on = true }"));
}

TEST(TypeConstraintTest, ValuesBecomeOfTheType) {
  const struct {
    const char* value;
    const char* type;
    const char* typed;
  } cases[] = {
      {"7", "string", "\"7\""},
      {"\"7\"", "number", "7"},
      {"\"true\"", "bool", "true"},
      {"{ a = 1 }", "any", "{ a = 1 }"},
      {"{ a = 1, b = 2 }", "object({ a = string })", "{ a = \"1\" }"},
      {"[\"b\", \"a\", \"b\"]", "set(string)", "[\"a\", \"b\"]"},
      {"[\"b\", \"a\", \"b\"]", "list(string)", "[\"b\", \"a\", \"b\"]"},
      {"[{ a = 1 }, { a = 1 }]", "set(object({ a = number }))", "[{ a = 1 }]"},
      {"[1, \"2\"]", "tuple([string, number])", "[\"1\", 2]"},
      {"{ a = 1 }", "map", "{ a = 1 }"},
      {"[1]", "\"list\"", "[1]"},
      {"{ a = 1 }", "\"map(string)\"", "{ a = \"1\" }"},
      {"null", "map(string)", "null"},
  };
  for (const auto& [value, type, typed] : cases) {
    EXPECT_EQ(Typed(value, type), Constant(typed)) << value << " as " << type;
  }
  EXPECT_EQ(InType(Value(Unknown()), *Parsed("map(string)")), Value(Unknown()));
}

TEST(TypeConstraintTest, WhatTerraformRefusesHasNoValue) {
  for (const auto& [value, type] :
       {std::pair{"\"x\"", "number"}, std::pair{"[1]", "map(string)"},
        std::pair{"{}", "object({ a = string })"}, std::pair{"{}", "list(string)"},
        std::pair{"[1]", "tuple([string, string])"}, std::pair{"1", "strnig"},
        std::pair{"{ a = {} }", "map(string)"}}) {
    EXPECT_EQ(Typed(value, type), std::nullopt) << value << " as " << type;
  }
}

}  // namespace
}  // namespace deltaplan::tfvars
