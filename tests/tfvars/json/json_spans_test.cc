#include "tfvars/json/json_spans.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tfvars/json/json_value.h"

namespace deltaplan::tfvars {
namespace {

// Adds to the member "x" of a text; "" means the root.
std::string Added(const std::string& text, const std::vector<std::string>& texts,
                  const std::string& member = "x") {
  const JsonSpan root = SpansOf(text);
  JsonAdditions additions(text);
  additions.Add(member.empty() ? root : *root.Find(member), texts);
  const std::string result = std::move(additions).Applied();
  EXPECT_TRUE(std::holds_alternative<JsonDocument>(ParseJson(result, JsonComments::kAllowed)))
      << result;
  return result;
}

TEST(JsonSpans, ValuesAreFoundBehindCommentsAndInStrings) {
  const std::string text =
      "\xEF\xBB\xBF// { \"x\": 1 }\n{ /* [ */ \"a\\u0062\": \"}\\\"]\", \"x\" : [1, {\"y\": null}] "
      "}\n";
  const JsonSpan root = SpansOf(text);
  EXPECT_EQ(root.names, (std::vector<std::string>{"ab", "x"}));
  const JsonSpan& list = *root.Find("x");
  EXPECT_EQ(text.substr(list.begin, list.end - list.begin), "[1, {\"y\": null}]");
  ASSERT_EQ(list.values.size(), 2U);
  EXPECT_EQ(text.substr(list.values[0].begin, 1), "1");
  const JsonSpan& inner = *list.values[1].Find("y");
  EXPECT_EQ(text.substr(inner.begin, inner.end - inner.begin), "null");
  EXPECT_EQ(root.Find("z"), nullptr);
}

TEST(JsonSpans, WhatIsAddedFollowsTheLayout) {
  EXPECT_EQ(Added(R"({ "x": [] })", {"1", "2"}), R"({ "x": [1, 2] })");
  EXPECT_EQ(Added(R"({ "x": [0] })", {"1"}), R"({ "x": [0, 1] })");
  EXPECT_EQ(Added(R"({ "x": {} })", {R"("y": 1)"}), R"({ "x": { "y": 1 } })");
  EXPECT_EQ(Added(R"({ "x": { "a": 1 } })", {R"("y": 1)"}), R"({ "x": { "a": 1, "y": 1 } })");
  EXPECT_EQ(Added("{\n  \"x\": [\n    0\n  ]\n}\n", {"1", "2"}),
            "{\n  \"x\": [\n    0,\n    1,\n    2\n  ]\n}\n");
  EXPECT_EQ(Added("{\r\n\t\"x\": [\r\n\t\t0\r\n\t]\r\n}", {"1"}),
            "{\r\n\t\"x\": [\r\n\t\t0,\r\n\t\t1\r\n\t]\r\n}");
  EXPECT_EQ(Added("{\n  \"x\": 1\n}", {R"("y": 2)"}, ""), "{\n  \"x\": 1,\n  \"y\": 2\n}");
}

TEST(JsonSpans, CommentsStayWithWhatTheyAreAbout) {
  EXPECT_EQ(Added("{ \"x\": [\n  0 // zero, \"]\"\n  // the end\n] }", {"1"}),
            "{ \"x\": [\n  0, // zero, \"]\"\n  1\n  // the end\n] }");
  EXPECT_EQ(Added("{ \"x\": [\n  0 /* a\n b */\n] }", {"1"}),
            "{ \"x\": [\n  0,\n  1 /* a\n b */\n] }");
  EXPECT_EQ(Added("{ \"x\": [ // none\n] }", {"1"}), "{ \"x\": [1 // none\n] }");
  EXPECT_EQ(Added("{ \"x\": [\n  0 ] }", {"1"}), "{ \"x\": [\n  0,\n  1 ] }");
}

}  // namespace
}  // namespace deltaplan::tfvars
