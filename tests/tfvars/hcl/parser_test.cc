#include "tfvars/hcl/parser.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tfvars/hcl/evaluate.h"
#include "tfvars/hcl/expression_walk.h"

namespace deltaplan::tfvars {
namespace {

struct Parsed {
  Source source;
  Diagnostics diagnostics;
  Body body;
};

Parsed Parse(std::string text) {
  Parsed parsed{.source = {"main.tf", std::move(text)}, .diagnostics = {}, .body = {}};
  parsed.body = ParseHcl(parsed.source, parsed.diagnostics);
  return parsed;
}

std::vector<std::string> Summaries(const std::string& text) {
  std::vector<std::string> summaries;
  for (const Diagnostic& diagnostic : Parse(text).diagnostics)
    summaries.push_back(diagnostic.summary);
  return summaries;
}

// The string that `a = EXPRESSION` gives; "<none>" when it gives none.
std::string Text(const std::string& expression) {
  const Parsed parsed = Parse("a = " + expression + "\n");
  if (!parsed.diagnostics.empty()) return "<" + parsed.diagnostics.front().summary + ">";
  const auto value = EvaluateConstant(*parsed.body.attributes.front().expression);
  return value ? value->ToString().value_or("<no text>") : "<none>";
}

TEST(HclParserTest, BlocksAndAttributesKeepTheirRanges) {
  const Parsed parsed = Parse("# first\nresource \"aws_x\" y {\n  count = 1 // one\n}\n");
  ASSERT_TRUE(parsed.diagnostics.empty());
  ASSERT_EQ(parsed.body.blocks.size(), 1U);
  const Block& block = parsed.body.blocks.front();
  EXPECT_EQ(block.labels, (std::vector<std::string>{"aws_x", "y"}));
  EXPECT_EQ(parsed.source.Slice(block.header), "resource \"aws_x\" y");
  const Attribute* count = block.body.Find("count");
  ASSERT_NE(count, nullptr);
  EXPECT_EQ(parsed.source.Slice(count->range), "count = 1");
  EXPECT_EQ(parsed.source.Slice(count->expression->range), "1");
}

TEST(HclParserTest, OperatorsBindAsInTerraform) {
  EXPECT_EQ(Text("1 + 2 * 3"), "7");
  EXPECT_EQ(Text("10 - 4 - 3"), "3");
  EXPECT_EQ(Text("-2 * 3 == 0 - 6 && !false"), "true");
  EXPECT_EQ(Text("1 < 2 ? \"yes\" : \"no\""), "yes");
  EXPECT_EQ(Text("[1, 2][1] + {a = 5}.a"), "7");
}

TEST(HclParserTest, TemplatesAndEscapes) {
  EXPECT_EQ(Text(R"("a\t\"\u00e9\\ $${x} %%{y}")"), "a\t\"\u00e9\\ ${x} %{y}");
  EXPECT_EQ(Text(R"("${"nested ${"deep"}"}!")"), "nested deep!");
  EXPECT_EQ(Text(R"("a   ${~ 1 ~}   b")"), "a1b");
  EXPECT_EQ(Text(R"("%{ if false }x%{ else }y%{ endif }")"), "y");
  EXPECT_EQ(Text(R"("%{ for i, x in ["a", "b"] }${i}${x},%{ endfor }")"), "0a,1b,");
}

TEST(HclParserTest, HeredocsKeepOrLoseTheirIndentation) {
  EXPECT_EQ(Text("<<EOT\n  a\n b\nEOT"), "  a\n b\n");
  EXPECT_EQ(Text("<<-EOT\n    a\n\n      b\n    EOT"), "a\n\n  b\n");
  EXPECT_EQ(Text("<<EOT\r\nEOT but more\r\n\tEOT\r"), "EOT but more\r\n");
  EXPECT_EQ(Text("<<EOT\r\n%\r\n${~1}\r\n$\r\nEOT\r"), "%\r1\r\n$\r\n");
  EXPECT_EQ(Text("<<EOT\na\n\u00a0EOT\v"), "a\n");
  EXPECT_EQ(Text("<<-EOT\n\u00a0\u00a0a\n \u2003 b\n EOT"), "a\n b\n");
}

TEST(HclParserTest, ForAndSplat) {
  EXPECT_EQ(Text("[for k, v in {b = 1, a = 2} : \"${k}${v}\"][0]"), "a2");
  EXPECT_EQ(Text("{for x in [\"p\", \"q\"] : x => upper}[\"p\"]"), "<none>");
  EXPECT_EQ(Text("{for x in [1, 2, 3] : x % 2 == 1 ? \"odd\" : \"even\" => x...}.odd[1]"), "3");
  EXPECT_EQ(Text("[{a = 1}, {a = 2}][*].a[1]"), "<none>");
  EXPECT_EQ(Text("[{a = 1}, {a = 2}].*.a[1]"), "2");
  EXPECT_EQ(Text("[1, 2].*[1]"), "2");
}

TEST(HclParserTest, AMissingElseStandsBeforeTheEnd) {
  Diagnostics diagnostics;
  const Source source{"x", "\"%{ if true }x%{ endif }\""};
  const ExpressionPtr expression = ParseHclExpression(source, diagnostics);
  std::vector<Range> results;
  ForEachPart(*expression, [&](const Expression& conditional) {
    ForEachPart(conditional, [&](const Expression& part) { results.push_back(part.range); });
  });
  const auto end = static_cast<std::uint32_t>(source.text.find("%{ endif"));
  ASSERT_EQ(results.size(), 3U);
  EXPECT_EQ(results[2], (Range{end, end}));
}

// Since Terraform 1.8.
TEST(HclParserTest, FunctionsOfProvidersHaveNamesInSteps) {
  EXPECT_TRUE(Parse("a = provider::time::parse(1)\n").diagnostics.empty());
  EXPECT_FALSE(Parse("a = provider::time\n").diagnostics.empty());
}

TEST(HclParserTest, AllCommentsAndLineEndings) {
  const Parsed parsed = Parse(
      "\xEF\xBB\xBF"
      "a = 1 # one\r\nb = 2 // two\r\nc = /* three */ 3\r\n");
  EXPECT_TRUE(parsed.diagnostics.empty());
  EXPECT_EQ(parsed.body.attributes.size(), 3U);
}

TEST(HclParserTest, EveryMistakeIsReportedOnceWithItsPlace) {
  const Parsed parsed =
      Parse("a = [1,\n  2 3\n]\nb = \"x\nresource {\n  c = 1 d = 2\n  e = \n}\nf = 1\n");
  std::vector<std::string> found;
  for (const Diagnostic& diagnostic : parsed.diagnostics) {
    found.push_back(std::to_string(parsed.source.PositionAt(diagnostic.subject.begin).line) + ": " +
                    diagnostic.summary);
  }
  EXPECT_EQ(found, (std::vector<std::string>{"2: Missing item separator", "4: Unterminated string",
                                             "6: Missing newline after argument",
                                             "7: Invalid expression"}));
  EXPECT_NE(parsed.body.Find("f"), nullptr) << "what comes after is read all the same";
}

TEST(HclParserTest, MistakesInABlockThatIsNotClosedAreReportedOnce) {
  const Parsed parsed = Parse("a {\n  b {\n    c = 1 d = 2\n    e = 1 f = 2\n");
  std::vector<std::string> found;
  for (const Diagnostic& diagnostic : parsed.diagnostics) {
    found.push_back(std::to_string(parsed.source.PositionAt(diagnostic.subject.begin).line) + ": " +
                    diagnostic.summary);
  }
  EXPECT_EQ(found, (std::vector<std::string>{
                       "3: Missing newline after argument", "4: Missing newline after argument",
                       "2: Unclosed configuration block", "1: Unclosed configuration block"}));
}

TEST(HclParserTest, RefusesWhatTerraformRefuses) {
  for (const auto& [text, summary] : std::vector<std::pair<std::string, std::string>>{
           {"a = 1\na = 2\n", "Attribute redefined"},
           {"a { b = 1 c = 2 }\n", "Invalid single-argument block definition"},
           {"a { b { } }\n", "Invalid single-argument block definition"},
           {"a {\n", "Unclosed configuration block"},
           {"a = \"x\ry\"\n", "Unterminated string"},
           {"a = <<EOT\nx\ry\nEOT\n", "Invalid character"},
           {"a = <<EOT\nEOT\r\r\n", "Invalid character"},
           {"a \"${x}\" {}\n", "Invalid string literal"},
           {"a = 'x'\n", "Invalid expression"},
           {"a = \"\\x\"\n", "Invalid escape sequence"},
           {"a = 1.2.3\n", "Invalid number literal"},
           {"a = <<E\nx\n", "Unterminated heredoc"},
           {"a = x.0.1\n", "Invalid legacy index syntax"},
           {"a = \"%{ if x }\"\n", "Unclosed template directive"},
           {"a = \"%{ endfor }\"\n", "Unexpected template directive"},
           {"a = \"\xFF\"\n", "Invalid character encoding"},
           {"a = f(x..., y)\n", "Missing closing parenthesis"},
           {"}\n", "Argument or block definition required"},
           {"\"a\" = 1\n", "Argument or block definition required"}}) {
    EXPECT_EQ(Summaries(text), std::vector<std::string>{summary}) << text;
  }
}

TEST(HclParserTest, AnArgumentIsSetOnceHoweverManyThereAre) {
  for (const int count : {1, 15, 16, 17, 40}) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "a" + std::to_string(i) + " = 1\n";
    EXPECT_EQ(Summaries(text), std::vector<std::string>());
    EXPECT_EQ(Summaries(text + "b = 1\na0 = 2\nb = 2\n"),
              (std::vector<std::string>{"Attribute redefined", "Attribute redefined"}));
  }
}

TEST(HclParserTest, StepsFollowOneAnotherInOneTraversal) {
  const Parsed parsed = Parse("a = x.y[0].z\nb = x.y.*.z\nc = x.y[*].z[0]\n");
  const auto text = [&](const Expression& expression) {
    return std::string(parsed.source.Slice(expression.range));
  };
  const auto* whole = parsed.body.Find("a")->expression->As<Traversal>();
  ASSERT_NE(whole, nullptr);
  EXPECT_EQ(text(*whole->source), "x");
  EXPECT_EQ(whole->steps.size(), 3U);
  for (const char* name : {"b", "c"}) {
    const auto* splat = parsed.body.Find(name)->expression->As<Splat>();
    ASSERT_NE(splat, nullptr);
    EXPECT_EQ(text(*splat->source), "x.y");
  }
}

TEST(HclParserTest, DeepNestingIsAnErrorAndLongSumsAreNot) {
  for (const char* open : {"(", "[", "{a=", "-", "f(", "\"${", "x[", "x[*][*]", "true?"}) {
    std::string text = "a = ";
    for (int i = 0; i < 100'000; ++i) text += open;
    EXPECT_FALSE(Summaries(text).empty()) << open;
  }
  std::string blocks;
  for (int i = 0; i < 100'000; ++i) blocks += "b {\n";
  EXPECT_FALSE(Summaries(blocks).empty());

  std::string sum = "0";
  for (int i = 0; i < 10'000; ++i) sum += " + 1";
  EXPECT_EQ(Text(sum), "10000");
}

TEST(HclParserTest, NoMoreMistakesThanAnyoneReads) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "a = \n";
  EXPECT_EQ(Summaries(text).size(), kMaxDiagnostics);
}

TEST(HclParserTest, DiagnosticsShowThePlace) {
  const Parsed parsed = Parse("resource \"a\" \"b\" {\n\tname = \"\u6d4b\" count = 1\n}\n");
  ASSERT_EQ(parsed.diagnostics.size(), 1U);
  EXPECT_EQ(DiagnosticText(parsed.diagnostics.front(), parsed.source, "resource \"a\" \"b\""),
            "Error: Missing newline after argument\n"
            "\n"
            "  on main.tf line 2, in resource \"a\" \"b\":\n"
            "   2: \tname = \"\u6d4b\" count = 1\n"
            "      \t           ^^^^^\n"
            "\n"
            "Only one argument may stand on a line; here follows \"count\".\n");
}

TEST(HclParserTest, StringsOfJsonSyntaxAreTemplatesWithoutEscapes) {
  Diagnostics diagnostics;
  const Source source{"x", "a\\n ${1 + 1} \"q\""};
  const ExpressionPtr expression = ParseHclTemplate(source, diagnostics);
  ASSERT_NE(expression, nullptr);
  EXPECT_EQ(EvaluateConstant(*expression)->ToString(), "a\\n 2 \"q\"");
}

}  // namespace
}  // namespace deltaplan::tfvars
