#include "planner/text/json_writer.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

namespace deltaplan::planner {
namespace {

std::string StringAsJson(std::string_view text) {
  std::string out;
  JsonWriter(out).String(text);
  return out;
}

TEST(JsonWriter, LaysOutLinesWithTwoSpacesForEachLevel) {
  std::string out;
  JsonWriter json(out);
  json.BeginObject();
  json.Key("a").BeginArray().Number(1).Bool(true).BeginObject().Key("x").Null().EndObject();
  json.EndArray();
  json.Key("b").String("c");
  json.EndObject();
  EXPECT_EQ(out, R"({
  "a": [
    1,
    true,
    {
      "x": null
    }
  ],
  "b": "c"
})");
}

TEST(JsonWriter, LaysOutOneLineWithSpaces) {
  std::string out;
  JsonWriter json(out);
  json.BeginObject(JsonLayout::kInline);
  json.Key("a").BeginArray().Number(1).Number(2).EndArray();
  json.Key("b").BeginObject().Key("c").Bool(false).EndObject();
  json.EndObject();
  EXPECT_EQ(out, R"({ "a": [1, 2], "b": { "c": false } })");
}

TEST(JsonWriter, LaysOutOneLineWithoutSpaces) {
  std::string out;
  JsonWriter json(out);
  json.BeginObject(JsonLayout::kCompact).Key("a").BeginArray().BeginObject().Key("b").Number(1);
  json.Key("c").Null().EndObject().Number(2).EndArray().EndObject();
  EXPECT_EQ(out, R"({"a":[{"b":1,"c":null},2]})");
}

TEST(JsonWriter, KeepsEmptyContainersTogetherInEveryLayout) {
  for (const JsonLayout layout : {JsonLayout::kLines, JsonLayout::kInline, JsonLayout::kCompact}) {
    std::string out;
    JsonWriter(out).BeginObject(layout).EndObject();
    JsonWriter(out).BeginArray(layout).EndArray();
    EXPECT_EQ(out, "{}[]");
  }
}

TEST(JsonWriter, WritesTheWholeRangeOfNumbers) {
  std::string out;
  JsonWriter(out)
      .BeginArray(JsonLayout::kInline)
      .Number(0)
      .Number(18446744073709551615U)
      .NumberOrNull(std::nullopt)
      .EndArray();
  EXPECT_EQ(out, "[0, 18446744073709551615, null]");
}

TEST(JsonWriter, EscapesQuotesBackslashesAndControls) {
  EXPECT_EQ(StringAsJson("a\"b\\c/d"), R"("a\"b\\c/d")");
  EXPECT_EQ(StringAsJson("\b\f\n\r\t"), R"("\b\f\n\r\t")");
  EXPECT_EQ(StringAsJson(std::string_view("\0\x01\x1b\x1f\x7f", 5)),
            R"("\u0000\u0001\u001b\u001f\u007f")");
  EXPECT_EQ(StringAsJson("测试 😀"), "\"测试 😀\"");
}

TEST(JsonWriter, EscapesWhatATerminalWouldObey) {
  EXPECT_EQ(StringAsJson("\xC2\x9B"
                         "31m \xE2\x80\xAEgpj \xE2\x80\xA8"),
            R"("\u009b31m \u202egpj \u2028")");
  EXPECT_EQ(StringAsJson("a ##[error]b ##vso[x] #c ## d[e] seventeen#letters"),
            R"("a \u0023#[error]b \u0023#vso[x] #c ## d[e] seventeen#letters")");
}

TEST(JsonWriter, EveryByteAtEveryPlaceGivesAValidDocument) {
  for (int byte = 0; byte < 256; ++byte) {
    for (std::size_t place = 0; place < 17; ++place) {
      std::string text = "seventeen letters";
      text[place] = static_cast<char>(byte);
      std::string out;
      JsonWriter(out).BeginObject().Key(text).String(text).EndObject();
      const nlohmann::json parsed = nlohmann::json::parse(out, nullptr, false);
      ASSERT_FALSE(parsed.is_discarded()) << byte;
      if (byte >= 0x80) text.replace(place, 1, "\xEF\xBF\xBD");
      EXPECT_EQ(parsed.begin().key(), text) << byte;
      EXPECT_EQ(parsed.begin().value(), text) << byte;
    }
  }
}

TEST(JsonWriter, WritesAStringBetweenTwoPiecesAsOneValue) {
  std::string out;
  JsonWriter json(out);
  json.BeginArray();
  json.StringWithin("{ \"a\": ", "x\"y", " }").StringWithin("", "z", "");
  json.EndArray();
  EXPECT_EQ(out, R"([
  { "a": "x\"y" },
  "z"
])");
}

TEST(JsonWriter, RepeatsAValueThatStoodAsDeep) {
  std::string out;
  JsonWriter json(out);
  json.BeginObject().Key("a");
  const std::size_t begin = json.position();
  json.BeginArray().Number(1).EndArray();
  const std::size_t end = json.position();
  for (const char* key : {"b", "c"}) json.Key(key).Repeat(begin, end);
  json.EndObject();
  EXPECT_EQ(out, R"({
  "a": [
    1
  ],
  "b": [
    1
  ],
  "c": [
    1
  ]
})");
}

}  // namespace
}  // namespace deltaplan::planner
