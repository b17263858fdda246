#include "tfvars/hcl/yaml_value.h"

#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

namespace deltaplan::tfvars {
namespace {

Value Text(const char* text) { return Value(std::string(text)); }
Value Digits(const char* text) { return Value(*Number::Parse(text)); }

// What Terraform 1.6 and 1.11 print for these is the same.
TEST(YamlValueTest, ScalarsAreWhatTerraformMakesOfThem) {
  const std::vector<std::pair<const char*, Value>> cases{
      {"api", Text("api")},       {"256", Digits("256")},
      {"-1.50", Digits("-1.5")},  {"1e3", Digits("1000")},
      {"007", Digits("7")},       {"true", Value(true)},
      {"No", Value(false)},       {"on", Value(true)},
      {"tRue", Text("tRue")},     {"~", Value()},
      {"null", Value()},          {"", Value()},
      {".5", Digits("0.5")},      {"5.", Digits("5")},
      {"+1", Digits("1")},        {"00", Digits("0")},
      {"09", Digits("9")},        {"1e", Text("1e")},
      {"1-2", Text("1-2")},       {"10_a", Text("10_a")},
      {"_1", Text("_1")},         {"1.2.3", Text("1.2.3")},
      {"v1", Text("v1")},         {"12-a", Text("12-a")},
      {"\"true\"", Text("true")}, {"'256'", Text("256")},
      {"<<", Text("<<")},         {"e\xCC\x81", Text("\xC3\xA9")},
  };
  for (const auto& [text, value] : cases) EXPECT_EQ(ValueOfYaml(text), value) << text;
}

TEST(YamlValueTest, WhatVersionsOfTerraformReadDifferentlyIsUnknown) {
  for (const char* text : {"1_000", "0x1F", "0o17", "-0b1", "2024-01-05", ".inf", "-.Inf", ".nan",
                           "!!str 5", "a: b: c", "[", "a: 1\n---\nb: 2\n"}) {
    EXPECT_EQ(ValueOfYaml(text), Value(Unknown())) << text;
  }
  // A key that may not be the text that stands there.
  EXPECT_EQ(ValueOfYaml("yes: 1"), Value(Unknown()));
  EXPECT_EQ(ValueOfYaml("1.10: a"), Value(Unknown()));
  // One value alone: the rest is known.
  EXPECT_EQ(ValueOfYaml("{a: 1_0, b: 2}"),
            Value(Value::Object{{"a", Value(Unknown())}, {"b", Digits("2")}}));
}

TEST(YamlValueTest, CollectionsAliasesAndMerges) {
  EXPECT_EQ(ValueOfYaml("[a, {b: [1]}]"),
            Value(Value::Sequence{
                Text("a"), Value(Value::Object{{"b", Value(Value::Sequence{Digits("1")})}})}));
  EXPECT_EQ(ValueOfYaml("a: &x {cpu: 1}\nb: *x\n"),
            Value(Value::Object{{"a", Value(Value::Object{{"cpu", Digits("1")}})},
                                {"b", Value(Value::Object{{"cpu", Digits("1")}})}}));
  // The last of one name counts, merged or not.
  const Value::Object base{{"cpu", Digits("1")}};
  EXPECT_EQ(*ValueOfYaml("d: &d {cpu: 1}\na: {<<: *d, cpu: 2}\n").Find("a"),
            Value(Value::Object{{"cpu", Digits("2")}}));
  EXPECT_EQ(*ValueOfYaml("d: &d {cpu: 1}\na: {cpu: 2, <<: *d}\n").Find("a"), Value(base));
  EXPECT_EQ(ValueOfYaml("a: 1\na: 2\n"), Value(Value::Object{{"a", Digits("2")}}));
}

}  // namespace
}  // namespace deltaplan::tfvars
