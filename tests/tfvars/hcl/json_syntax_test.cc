#include "tfvars/hcl/json_syntax.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tfvars/hcl/evaluate.h"

namespace deltaplan::tfvars {
namespace {

std::vector<std::string> Summaries(const std::string& text) {
  Diagnostics diagnostics;
  ParseJsonSyntax({"x.tf.json", text}, diagnostics);
  std::vector<std::string> summaries;
  for (const Diagnostic& diagnostic : diagnostics) summaries.push_back(diagnostic.summary);
  return summaries;
}

TEST(JsonSyntaxTest, RangesCoverQuotesAndBrackets) {
  Diagnostics diagnostics;
  const Source source{"x.json", "{ \"a\": [1, \"b\\u0063\"] }"};
  const ExpressionPtr root = ParseJsonSyntax(source, diagnostics);
  ASSERT_NE(root, nullptr);
  const auto& item = std::get<Object>(root->node).items.front();
  EXPECT_EQ(source.Slice(item.key->range), "\"a\"");
  EXPECT_EQ(source.Slice(item.value->range), "[1, \"b\\u0063\"]");
  EXPECT_EQ(EvaluateConstant(*std::get<Tuple>(item.value->node).items.at(1)),
            Value(std::string("bc")));
}

TEST(JsonSyntaxTest, RefusesWhatIsNoJson) {
  for (const auto& [text, summary] : std::vector<std::pair<std::string, std::string>>{
           {"", "Missing JSON value"},
           {"1", "Root value must be object"},
           {"{\"a\":1,}", "Trailing comma in object"},
           {"[1,]", "Trailing comma in array"},
           {"[1 2]", "Missing separator in array"},
           {"{a:1}", "Invalid object property name"},
           {"{\"a\" 1}", "Missing property value colon"},
           {"[01]", "Invalid JSON number"},
           {"[nul]", "Invalid JSON keyword"},
           {"[\"a\nb\"]", "Unterminated string"},
           {"[\"\\x\"]", "Invalid escape sequence"},
           {"[] []", "Extraneous data after value"},
           {"\xEF\xBB\xBF{}", "Invalid start of value"},
           {std::string(100'000, '['), "Nested too deeply"}}) {
    EXPECT_EQ(Summaries(text), std::vector<std::string>{summary}) << text.substr(0, 40);
  }
}

TEST(JsonSyntaxTest, ConfigurationBecomesBlocksAndTemplates) {
  Diagnostics diagnostics;
  const Source source{"x.tf.json", R"({
    "//": "a comment",
    "locals": {"a": "${1 + 1}", "b": "plain"},
    "resource": {"t": {"one": {"name": "x-${local.a}", "lifecycle": {"ignore_changes": ["name"]}},
                       "two": [{"count": 2}]}}
  })"};
  const Body body = ParseTerraformJson(source, diagnostics);
  ASSERT_TRUE(diagnostics.empty());
  ASSERT_EQ(body.blocks.size(), 3U);
  EXPECT_EQ(EvaluateConstant(*body.blocks[0].body.Find("a")->expression), Value(Number(2)));
  EXPECT_EQ(body.blocks[1].labels, (std::vector<std::string>{"t", "one"}));
  EXPECT_EQ(body.blocks[1].body.blocks.front().type, "lifecycle");
  EXPECT_EQ(body.blocks[2].labels, (std::vector<std::string>{"t", "two"}));
  EXPECT_NE(body.blocks[2].body.Find("count"), nullptr);
}

TEST(JsonSyntaxTest, WrongTemplatesAreShownAtTheirString) {
  Diagnostics diagnostics;
  const Source source{"x.tf.json", R"({"locals": {"a": "${"}})"};
  ParseTerraformJson(source, diagnostics);
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(source.Slice(diagnostics.front().subject), "\"${\"");
}

TEST(JsonSyntaxTest, VariablesAreTextAndTheLastOfANameCounts) {
  Diagnostics diagnostics;
  const Source source{"x.tfvars.json", R"({"a": "${x}", "b": 1, "a": "last"})"};
  const Body body = ParseTfvarsJson(source, diagnostics);
  ASSERT_EQ(body.attributes.size(), 2U);
  EXPECT_EQ(EvaluateConstant(*body.Find("a")->expression), Value(std::string("last")));
}

}  // namespace
}  // namespace deltaplan::tfvars
