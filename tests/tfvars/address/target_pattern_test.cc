#include "tfvars/address/target_pattern.h"

#include <gtest/gtest.h>

#include "tfvars/text/quoted_string.h"

namespace deltaplan::tfvars {
namespace {

std::string Expand(std::string_view pattern, const std::string& service) {
  const auto expanded =
      ExpandTargetPattern(pattern, {{"service", service}, {"env", "prod"}, {"image", "web"}});
  if (const auto* error = std::get_if<TargetPatternError>(&expanded)) {
    return "error: " + error->message;
  }
  return std::get<std::string>(expanded);
}

// What the real Terraform (1.11) prints for these keys, and takes as -target.
TEST(TargetPatternTest, KeysAreEscapedAsTerraformPrintsThem) {
  struct Case {
    std::string_view key;
    std::string_view escaped;
  };
  for (const Case& c : {
           Case{"clinical-api", "clinical-api"},
           Case{"a b", "a b"},
           Case{"a\"b", R"(a\"b)"},
           Case{"a\\b", R"(a\\b)"},
           Case{"a${b}", "a$${b}"},
           Case{"a%{b}", "a%%{b}"},
           Case{"$${x", "$$${x"},
           Case{"$$", "$$"},
           Case{"$", "$"},
           Case{"{x}", "{x}"},
           Case{"a\nb", R"(a\nb)"},
           Case{"a\r\tb", R"(a\r\tb)"},
           Case{"a\x01"
                "b",
                R"(a\u0001b)"},
           Case{"a\x7f"
                "b",
                R"(a\u007fb)"},
           Case{"测试", "测试"},
           Case{"é😀", "é😀"},
           Case{"a\u00a0b", R"(a\u00a0b)"},
           Case{"a\u200bb", R"(a\u200bb)"},
           Case{"a\U000e0001b", R"(a\U000e0001b)"},
           Case{"🏳️‍🌈", R"(🏳️\u200d🌈)"},
       }) {
    EXPECT_EQ(EscapeHclString(c.key), c.escaped);
    EXPECT_EQ(Expand(R"(x.y["{service}"])", std::string(c.key)),
              "x.y[\"" + std::string(c.escaped) + "\"]");
  }
}

TEST(TargetPatternTest, PlaceholdersAreFilledInEveryPartOfAnAddress) {
  struct Case {
    std::string_view pattern;
    std::string_view address;
  };
  for (const Case& c : {
           Case{R"(aws_ecs_service.service["{service}"])", R"(aws_ecs_service.service["api"])"},
           Case{R"(module.services["{service}"].aws_ecs_service.this[0])",
                R"(module.services["api"].aws_ecs_service.this[0])"},
           Case{"module.{service}", "module.api"},
           Case{"module.{env}-{service}_v1[10].module.x", "module.prod-api_v1[10].module.x"},
           Case{"module.eu_west_1[0].aws_ecs_service.use",
                "module.eu_west_1[0].aws_ecs_service.use"},
           Case{"module.module.a.b", "module.module.a.b"},
           Case{R"(x.y["{env}/{service}.{image}"])", R"(x.y["prod/api.web"])"},
           Case{R"(x.y["a\\\"\n$${b}"])", R"(x.y["a\\\"\n$${b}"])"},
           Case{"x.y[\"a\nb ]\"]", R"(x.y["a\nb ]"])"},
       }) {
    EXPECT_EQ(Expand(c.pattern, "api"), c.address);
  }
}

TEST(TargetPatternTest, TwoValuesSideBySideMakeNoTemplate) {
  const auto expanded = ExpandTargetPattern(R"(x.y["{a}{b}"])", {{"a", "$"}, {"b", "{c}"}});
  EXPECT_EQ(std::get<std::string>(expanded), R"(x.y["$${c}"])");
}

TEST(TargetPatternTest, AValueCantBreakOutOfItsStep) {
  const std::string advice =
      " can't stand outside of quotes: a step holds letters, digits, \"_\" and \"-\"";
  for (const std::string value : {"a b", "a.b", "a[0]", "a\"", "测试", "a\nb", "*"}) {
    EXPECT_EQ(Expand("module.{service}", value), "error: '" + value + "'" + advice);
  }
  EXPECT_EQ(Expand("module.{service}", "1a"),
            "error: '1a' is no name: a step begins with a letter or \"_\"");
  EXPECT_EQ(Expand("module.s_{service}", "1a"), "module.s_1a");
}

TEST(TargetPatternTest, PatternsThatAreNoAddressAreRefused) {
  struct Case {
    std::string_view pattern;
    std::string_view message;
  };
  for (const Case& c : {
           Case{"", "an address can't have an empty step"},
           Case{"aws_ecs_service", "a resource is written <type>.<name>, or <type>.<name>[<key>]"},
           Case{"a.b.c", "a resource is written <type>.<name>, or <type>.<name>[<key>]"},
           Case{"a[0].b", "a resource is written <type>.<name>, or <type>.<name>[<key>]"},
           Case{"a.b.", "an address can't have an empty step"},
           Case{"a..b", "an address can't have an empty step"},
           Case{"module", "\"module\" is followed by a module's name"},
           Case{"module[0].a", "\"module\" is followed by a module's name"},
           Case{"data.aws_ami.x", "a data source is nothing to target"},
           Case{"module.a.data.aws_ami.x", "a data source is nothing to target"},
           Case{"a.b[{service}]", "an instance key is a number or a string in double quotes"},
           Case{"a.b[]", "an instance key is a number or a string in double quotes"},
           Case{"a.b[1", "an instance key ends with \"]\""},
           Case{"a.b[1]x", "unexpected 'x': steps are separated by dots"},
           Case{R"(a.b["x)", "a double quote is missing"},
           Case{R"(a.b["x\)", R"('\' is no escape; write the character itself)"},
           Case{R"(a.b["\d"])", R"('\d' is no escape; write the character itself)"},
           Case{R"(a.b["x"y])", "an instance key ends with \"]\""},
           Case{R"(a.b["{service"])", "a placeholder is not closed: '}' is missing"},
           Case{R"(a.b["{servise}"])",
                "there is no value for {servise} here; known: {env}, {image}, {service}"},
           Case{"a.{x}", "there is no value for {x} here; known: {env}, {image}, {service}"},
           Case{"a.{Service}",
                "there is no value for {Service} here; known: {env}, {image}, {service}"},
           Case{"a.{service:1}",
                "there is no value for {service:1} here; known: {env}, {image}, {service}"},
           Case{"a.{ser{vice}",
                "there is no value for {ser{vice} here; known: {env}, {image}, {service}"},
           Case{R"(a.b["${service}"])",
                "a template has no place in an address; write {service}, without '$'"},
           Case{"a b.c",
                "'a b' can't stand outside of quotes: a step holds letters, digits, \"_\" and "
                "\"-\""},
       }) {
    EXPECT_EQ(Expand(c.pattern, "api"), "error: " + std::string(c.message)) << c.pattern;
  }
}

}  // namespace
}  // namespace deltaplan::tfvars
