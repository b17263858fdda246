#include "tfvars/json/json_value.h"

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
  EXPECT_EQ(Refused(text).place->line, 1U);
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
           Case{"[1 2]\r\n", 1, 4, "[1 2]", "unexpected number literal; expected ',' or ']'"},
           Case{"{\"a\": 1 \"b\": 2}", 1, 9, "{\"a\": 1 \"b\": 2}",
                "unexpected string literal; expected ',' or '}'"},
           Case{"{} {}", 1, 4, "{} {}", "unexpected '{'; expected end of input"},
           Case{"{\"a\": 1\n\n", 3, 1, "", "unexpected end of input; expected ',' or '}'"},
           Case{"[1e999]", 1, 2, "[1e999]", "number overflow parsing '1e999'"},
           Case{"[\"a\nb\"]", 1, 4, "[\"a",
                "invalid string: control character U+000A (LF) must be escaped to \\u000A or \\n"},
           Case{"[\"\xff\"]", 1, 2, "[\"\xff\"]", "invalid string: ill-formed UTF-8 byte"},
       }) {
    const JsonSyntaxError error = Refused(c.text);
    EXPECT_EQ(error.message, c.message) << c.text;
    ASSERT_TRUE(error.place) << c.text;
    EXPECT_EQ(error.place->line, c.line) << c.text;
    EXPECT_EQ(error.place->column, c.column) << c.text;
    EXPECT_EQ(error.place->line_text, c.line_text) << c.text;
  }
}

TEST(JsonValueTest, DeepNestingIsRefused) {
  EXPECT_EQ(Parsed(std::string(64, '[') + std::string(64, ']')).root.kind, Kind::kArray);
  const JsonSyntaxError error = Refused(std::string(1'000'000, '['));
  EXPECT_EQ(error.message, "values are nested more than 64 levels deep");
  EXPECT_FALSE(error.place);
  EXPECT_EQ(error.WithPlace(), error.message);
}

// Chooses by the member's name, and writes down what it is given.
class NotingReader : public JsonPartReader {
 public:
  Part Choose(std::string_view name) override {
    notes.push_back("choose " + std::string(name));
    return name.starts_with("skip")    ? Part::kSkip
           : name.starts_with("items") ? Part::kItems
                                       : Part::kWhole;
  }
  void Take(std::string_view name, std::size_t index, JsonValue value) override {
    notes.push_back(std::string(name) + " " + std::to_string(index) + " " +
                    JsonKindName(value.kind) + " " + std::to_string(value.items.size()) + " " +
                    value.string);
  }
  std::vector<std::string> notes;
};

TEST(JsonValueTest, PartsComeOneByOne) {
  NotingReader reader;
  const auto error =
      ReadJsonParts(R"({"skip": {"a": [[{}]]}, "w": {"x": [1]}, "items": ["a", [1, 2],
                                      {}], "items2": null, "items3": [], "n": 1.50})",
                    reader);
  EXPECT_FALSE(error);
  EXPECT_THAT(reader.notes, ElementsAre("choose skip", "choose w", "w 0 an object 0 ",
                                        "choose items", "items 0 a string 0 a", "items 1 a list 2 ",
                                        "items 2 an object 0 ", "choose items2", "items2 0 null 0 ",
                                        "choose items3", "choose n", "n 0 a number 0 1.50"));
}

TEST(JsonValueTest, PartsOfABrokenDocumentEndInAnError) {
  const auto message = [](std::string_view text) {
    NotingReader reader;
    const auto error = ReadJsonParts(text, reader);
    return error ? error->message : "none";
  };
  EXPECT_EQ(message("[]"), "expected an object");
  EXPECT_EQ(message("7"), "expected an object");
  EXPECT_EQ(message(R"({"items": })"), "unexpected '}'; expected '[', '{', or a literal");
  EXPECT_EQ(message(R"({"skip": 1, "skip": 2})"), "the root object has two members \"skip\"");
  EXPECT_EQ(message(R"({"skip": [1, })"), "unexpected '}' after a comma");
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_EQ(message(R"({"skip": )" + deep + "}"), "none");
  EXPECT_EQ(message(R"({"items": [)" + deep + "]}"), "values are nested more than 64 levels deep");
}

TEST(JsonValueTest, WhatIsNoListIsNotReadAsOne) {
  for (const std::string value : {"{}", R"({"name": "api"})", R"("text")", "7", "true"}) {
    NotingReader reader;
    const auto error = ReadJsonParts("{\"n\": 1,\n \"items\": " + value + "}", reader);
    ASSERT_TRUE(error) << value;
    EXPECT_EQ(error->message, "/items: expected a list") << value;
    EXPECT_THAT(reader.notes, ElementsAre("choose n", "n 0 a number 0 1", "choose items"));
  }
}

TEST(JsonValueTest, PointersEscapeTildeAndSlash) {
  EXPECT_EQ(JsonPointerTo("", "a"), "/a");
  EXPECT_EQ(JsonPointerTo("/a", "~x/y"), "/a/~0x~1y");
  EXPECT_EQ(JsonPointerTo("", ""), "/");
}

}  // namespace
}  // namespace deltaplan::tfvars
