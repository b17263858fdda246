#include "documents/json.h"

#include <gtest/gtest.h>
#include <string>
#include <variant>

namespace deltaplan::documents {
namespace {

std::string JsonCanonical(std::string_view text, JsonDialect dialect = JsonDialect::kPlain) {
  const auto read = ReadJson(text, dialect);
  if (const auto* error = std::get_if<ReadError>(&read)) {
    return "line " + std::to_string(error->line) + ": " + error->message;
  }
  return CanonicalText(std::get<Document>(read).root());
}

TEST(Json, IsReadAsItIsWritten) {
  EXPECT_EQ(JsonCanonical(R"({"b": [1, -2, 1.50, true, null], "a": "x\"\u00e4"})"),
            "{\"a\":\"x\\\"\u00e4\",\"b\":[1,-2,1.50,true,null]}");
}

TEST(Json, TheLastOfSeveralMembersCounts) {
  const auto read = ReadJson(R"({"a": 1, "a": 2})", JsonDialect::kPlain);
  EXPECT_EQ(std::get<Document>(read).root()["a"].text(), "2");
}

TEST(Json, CommentsAndLastCommasAreBlanks) {
  const std::string_view text =
      "{\n  // a comment, with a comma\n  \"a\": [1, 2,], /* and */ \"b//\": \"/*x*/\",\n}\n";
  EXPECT_EQ(JsonCanonical(text, JsonDialect::kWithComments), "{\"a\":[1,2],\"b//\":\"/*x*/\"}");
  EXPECT_EQ(BlankComments(text).size(), text.size());
  EXPECT_EQ(JsonCanonical(text), "line 2: it is not valid JSON");
}

TEST(Json, OtherCommasStayErrors) {
  EXPECT_EQ(JsonCanonical("[1,,]", JsonDialect::kWithComments), "line 1: it is not valid JSON");
  EXPECT_EQ(JsonCanonical("{\"a\":1", JsonDialect::kWithComments), "line 1: it is not valid JSON");
  EXPECT_EQ(JsonCanonical("/* open", JsonDialect::kWithComments), "line 1: it is not valid JSON");
}

TEST(Json, DepthHasALimit) {
  EXPECT_EQ(JsonCanonical(std::string(100, '[') + std::string(100, ']')),
            "line 0: it has too many values, or too deep ones");
}

}  // namespace
}  // namespace deltaplan::documents
