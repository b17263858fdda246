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

}  // namespace
}  // namespace deltaplan::tfvars
