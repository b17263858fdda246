#include "tfvars/json_value.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deltaplan::tfvars {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Kind = JsonValue::Kind;

JsonDocument Parsed(std::string_view text, JsonComments comments = JsonComments::kRefused) {
  auto parsed = ParseJson(text, comments);
  if (const auto* error = std::get_if<JsonSyntaxError>(&parsed)) ADD_FAILURE() << error->message;
  return std::holds_alternative<JsonDocument>(parsed) ? std::get<JsonDocument>(std::move(parsed))
                                                      : JsonDocument{};
}

JsonSyntaxError Refused(std::string_view text, JsonComments comments = JsonComments::kRefused) {
  auto parsed = ParseJson(text, comments);
  if (std::holds_alternative<JsonDocument>(parsed)) {
    ADD_FAILURE() << "accepted: " << text;
    return {};
  }
  return std::get<JsonSyntaxError>(std::move(parsed));
}

TEST(JsonValueTest, MembersKeepTheOrderOfTheText) {
  const JsonDocument document = Parsed(R"({"z": [1, null, -2.5], "a": {"b": true, "ä": "x\ny"}})");
  ASSERT_EQ(document.root.members.size(), 2U);
  EXPECT_EQ(document.root.members[0].name, "z");
  const JsonValue& list = document.root.members[0].value;
  ASSERT_EQ(list.items.size(), 3U);
  EXPECT_EQ(list.items[0].number, 1);
  EXPECT_EQ(list.items[1].kind, Kind::kNull);
  EXPECT_EQ(list.items[2].number, -2.5);
  const JsonValue* object = document.root.Find("a");
  ASSERT_NE(object, nullptr);
  EXPECT_TRUE(object->Find("b")->boolean);
  EXPECT_EQ(object->Find("ä")->string, "x\ny");
  EXPECT_EQ(object->Find("c"), nullptr);
  EXPECT_EQ(list.Find("a"), nullptr);
  EXPECT_THAT(document.doubled, IsEmpty());
}

TEST(JsonValueTest, DoubledKeysAreNamedOnceEachWithTheirPointer) {
  EXPECT_THAT(
      Parsed(R"({"a": 1, "b": [{}, {"x/y": 1, "x/y": 2, "x/y": 3, "~": 4, "~": 5}], "a": 2})")
          .doubled,
      ElementsAre("/b/1/x~1y", "/b/1/~0", "/a"));
  EXPECT_THAT(Parsed(R"({"a": {"a": 1}, "b": {"a": 1}})").doubled, IsEmpty());
}

TEST(JsonValueTest, CommentsAreReadOnlyWhereAllowed) {
  const std::string_view text = "// one\n{ /* two */ }";
  EXPECT_EQ(Parsed(text, JsonComments::kAllowed).root.kind, Kind::kObject);
  EXPECT_EQ(Refused(text).line, 1U);
}

TEST(JsonValueTest, SyntaxErrorsPointAtTheOffendingToken) {
  struct Case {
    std::string_view text;
    std::size_t line;
    std::size_t column;
    std::string_view line_text;
    std::string_view message;
  };
  for (const Case& c : {
           Case{"", 1, 1, "", "unexpected end of input; expected '[', '{', or a literal"},
           Case{"{\n  \"ä\": 1,\n}", 3, 1, "}", "unexpected '}' after a comma"},
           Case{"[1,\n]", 2, 1, "]", "unexpected ']' after a comma"},
           Case{"[]]", 1, 3, "[]]", "unexpected ']'; expected end of input"},
           Case{"{\"ä\": nil}", 1, 7, "{\"ä\": nil}", "invalid literal"},
           Case{"[1 2]\r\n", 1, 4, "[1 2]", "unexpected number literal; expected ']'"},
           Case{"{} {}", 1, 4, "{} {}", "unexpected '{'; expected end of input"},
           Case{"{\"a\": 1\n\n", 3, 1, "", "unexpected end of input; expected '}'"},
           Case{"[1e999]", 1, 2, "[1e999]", "number overflow parsing '1e999'"},
           Case{"[\"a\nb\"]", 1, 4, "[\"a",
                "invalid string: control character U+000A (LF) must be escaped to \\u000A or \\n"},
           Case{"[\"\xff\"]", 1, 2, "[\"\xff\"]", "invalid string: ill-formed UTF-8 byte"},
       }) {
    const JsonSyntaxError error = Refused(c.text);
    EXPECT_EQ(error.message, c.message) << c.text;
    EXPECT_EQ(error.line, c.line) << c.text;
    EXPECT_EQ(error.column, c.column) << c.text;
    EXPECT_EQ(error.line_text, c.line_text) << c.text;
  }
}

TEST(JsonValueTest, DeepNestingIsRefused) {
  EXPECT_EQ(Parsed(std::string(64, '[') + std::string(64, ']')).root.kind, Kind::kArray);
  const JsonSyntaxError error = Refused(std::string(1'000'000, '['));
  EXPECT_EQ(error.message, "values are nested more than 64 levels deep");
  EXPECT_EQ(error.line, 0U);
}

TEST(JsonValueTest, PointersEscapeTildeAndSlash) {
  EXPECT_EQ(JsonPointerTo("", "a"), "/a");
  EXPECT_EQ(JsonPointerTo("/a", "~x/y"), "/a/~0x~1y");
  EXPECT_EQ(JsonPointerTo("", ""), "/");
}

}  // namespace
}  // namespace deltaplan::tfvars
