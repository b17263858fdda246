#include <gtest/gtest.h>
#include <optional>
#include <string>

#include "tfvars/hcl/evaluate.h"
#include "tfvars/hcl/parser.h"

namespace deltaplan::tfvars {
namespace {

class NothingNamed : public Scope {
 public:
  std::optional<Value> Lookup(std::string_view, std::string_view) const override {
    return std::nullopt;
  }
};

std::optional<Value> ValueOfText(const std::string& text) {
  Diagnostics diagnostics;
  const ExpressionPtr expression = ParseHclExpression({"x", text}, diagnostics);
  return expression == nullptr ? std::nullopt : Evaluate(*expression, NothingNamed());
}

// Terraform 1.6, 1.11 and OpenTofu 1.6 print the same.
TEST(PatternFunctionsTest, GiveWhatTerraformGives) {
  const struct {
    const char* text;
    const char* value;
  } cases[] = {
      {R"~(regex("[a-z]+", "53453453.345345aaabbbccc23454"))~", "aaabbbccc"},
      {R"~(join("|", regex("(\\d+)-(\\w+)", "x 12-ab y")))~", "12|ab"},
      {R"~(regex("(?P<dir>[^/]+)/(?P<file>.+)", "services/api.yaml").file)~", "api.yaml"},
      {R"~(regex("(a)(b)?", "a")[1] == null)~", "true"},
      {R"~(join("|", regexall("[a-z]", "1a2b")))~", "a|b"},
      {R"~(length(regexall("x", "abc")))~", "0"},
      {R"~(join("|", regexall("a*", "baac")))~", "|aa|"},
      {R"~(join("|", regexall("", "ab")))~", "||"},
      {R"~(replace("services/api.yaml", "/^services/(.*)\\.yaml$/", "$1"))~", "api"},
      {R"~(replace("services/api.yaml", "/\\.[^.]*$/", ""))~", "services/api"},
      {R"~(replace("a-b", "/(?P<x>a)-(b)/", "$${2}$${x}$1$$$3y$$"))~", "baa$$"},
      {R"~(replace("abc", "/b*/", "-"))~", "-a-c-"},
      {R"~(replace("äö", "/x*/", "."))~", ".ä.ö."},
      {R"~(replace("a/b", "/", "_"))~", "a_b"},
      {R"~(replace("a1b22", "/[0-9]+/", "<$0>"))~", "a<1>b<22>"},
      {R"~(replace("ab", "/^|$/", "\""))~", "\"ab\""},
  };
  for (const auto& [text, value] : cases) {
    const std::optional<Value> result = ValueOfText(text);
    ASSERT_TRUE(result) << text;
    EXPECT_EQ(result->ToString(), value) << text;
  }
}

TEST(PatternFunctionsTest, WithoutAMatchThereIsNoValue) {
  EXPECT_EQ(ValueOfText(R"~(regex("x", "abc"))~"), std::nullopt);
  EXPECT_EQ(ValueOfText(R"~(try(regex("x", "abc"), "none"))~"), Value(std::string("none")));
  EXPECT_EQ(ValueOfText(R"~(regex("(?P<a>a)(b)", "ab"))~"), std::nullopt);
  EXPECT_EQ(ValueOfText(R"~(regex("(", "ab"))~"), Value(Unknown()));
}

}  // namespace
}  // namespace deltaplan::tfvars
