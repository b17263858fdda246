#include "tfvars/carriers/object_edit.h"

#include <gtest/gtest.h>
#include <string>

#include "tfvars/carriers/tag_carrier.h"

namespace deltaplan::tfvars {
namespace {

// A map of the root with these entries more; "<" and what is wrong where it can't have them.
std::string WithEntries(const std::string& name, const std::string& text, const TagMap& entries,
                        const std::string& path = "tags") {
  Diagnostics diagnostics;
  const auto written = WriteTags({name, text}, {.path = path}, {}, entries, diagnostics);
  return written ? *written : "<" + diagnostics.front().summary;
}

std::string WithB(const std::string& inside) {
  const std::string text = WithEntries("x.tfvars", "tags = {" + inside + "}", {{"b", "2"}});
  return text.substr(8, text.size() - 9);
}

TEST(ObjectEditTest, AMapThatIsNotSortedGetsEntriesAtItsEnd) {
  EXPECT_EQ(WithB("\n  c = \"3\"\n  a = \"1\"\n"), "\n  c = \"3\"\n  a = \"1\"\n  b = \"2\"\n");
  EXPECT_EQ(WithB(" c = \"3\", a = \"1\" "), " c = \"3\", a = \"1\", b = \"2\" ");
}

TEST(ObjectEditTest, OnOneLineAnEntryIsWrittenLikeTheOneBehindIt) {
  EXPECT_EQ(WithB("a = \"1\", c=\"3\""), "a = \"1\", b=\"2\", c=\"3\"");
  EXPECT_EQ(WithB("a=\"1\", c   =   \"3\""), "a=\"1\", b =   \"2\", c   =   \"3\"");
}

TEST(ObjectEditTest, SignsStandOneBelowTheOtherWhereTheyAreSetOff) {
  EXPECT_EQ(WithB("\n  aaa = \"1\"\n"), "\n  aaa = \"1\"\n  b   = \"2\"\n");
  EXPECT_EQ(WithB("\n  aaa=\"1\"\n"), "\n  aaa=\"1\"\n  b=\"2\"\n");
  EXPECT_EQ(WithEntries("x.tfvars", "tags = {\n  a = \"1\"\n}", {{"bbb", "2"}}),
            "tags = {\n  a = \"1\"\n  bbb = \"2\"\n}");
}

TEST(ObjectEditTest, ACommentAboveAnEntryIsPassedWhateverItHolds) {
  for (const char* comment :
       {"# a, b", "// a, b", "# see /* there", "// # //", "/* a, b */", "/*/ a, b */"}) {
    const std::string above = std::string("\n\n  ") + comment + "\n  c = \"3\"\n";
    EXPECT_EQ(WithB(above), "\n\n  b = \"2\"" + above.substr(1));
    EXPECT_EQ(WithB("\n  a = \"1\"" + above), "\n  a = \"1\"\n  b = \"2\"" + above);
  }
}

TEST(ObjectEditTest, ACommentMayFollowAnotherAtOnce) {
  for (const char* comment : {"/*x*//* y,\n */", "/*xx*//* y,\n  */", "/* * *//**//* y\n */ # z"}) {
    const std::string before = std::string("\n  a = \"1\" ") + comment;
    EXPECT_EQ(WithB(before + "\n  c = \"3\"\n"), before + "\n  b = \"2\"\n  c = \"3\"\n");
    EXPECT_EQ(WithB(before + "\n"), before + "\n  b = \"2\"\n");
  }
}

TEST(ObjectEditTest, WhatIsSaidAtTheEndOfAMapStaysThere) {
  EXPECT_EQ(WithB("\n  a = \"1\" # one\n\n  # more to come\n"),
            "\n  a = \"1\" # one\n  b = \"2\"\n\n  # more to come\n");
}

TEST(ObjectEditTest, ALineWithBlanksAloneIsEmpty) {
  EXPECT_EQ(WithB("\n  # of all\n \t\r\n  # of c\n  c = \"3\"\n"),
            "\n  # of all\n \t\r\n  b = \"2\"\n  # of c\n  c = \"3\"\n");
}

TEST(ObjectEditTest, AMapInsideOfABlockKeepsTheBlocksIndentation) {
  EXPECT_EQ(
      WithEntries("x.tf", "locals {\n  tags = { b = \"2\" }\n}\n", {{"a", "1"}}, "locals.tags"),
      "locals {\n  tags = { a = \"1\", b = \"2\" }\n}\n");
  EXPECT_EQ(WithEntries("x.tf", "locals {\n  tags = { b = \"2\",\n  c = \"3\" }\n}\n", {{"a", "1"}},
                        "locals.tags"),
            "locals {\n  tags = { a = \"1\",\n  b = \"2\",\n  c = \"3\" }\n}\n");
  EXPECT_EQ(WithEntries("x.tf", "locals {\n  tags = {}\n}\n", {{"a", "1"}}, "locals.tags"),
            "locals {\n  tags = {\n    a = \"1\"\n  }\n}\n");
}

TEST(ObjectEditTest, ACommaBehindTheLastEntryAloneIsNoRule) {
  EXPECT_EQ(WithB("\n  a = \"1\"\n  aa = \"1\",\n"),
            "\n  a = \"1\"\n  aa = \"1\",\n  b  = \"2\"\n");
}

TEST(ObjectEditTest, JsonHoldsNamesInTheirOwnLetters) {
  EXPECT_EQ(WithEntries("x.json", R"({"tags": {"a": "1"}})", {{"\u00e9", "2"}}),
            "{\"tags\": {\"a\": \"1\", \"\u00e9\": \"2\"}}");
}

}  // namespace
}  // namespace deltaplan::tfvars
