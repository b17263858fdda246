#include "tfvars/text/json_string.h"

#include <cstddef>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

namespace deltaplan::tfvars {
namespace {

std::string JsonString(std::string_view text) {
  std::string json;
  AppendJsonString(text, json);
  return json;
}

TEST(JsonStringTest, IsAppendedWithItsQuotes) {
  std::string json = "[";
  AppendJsonString("api", json);
  EXPECT_EQ(json, "[\"api\"");
  EXPECT_EQ(JsonString(""), "\"\"");
}

TEST(JsonStringTest, OnlyWhatJsonDemandsIsEscaped) {
  EXPECT_EQ(JsonString("a\"b\\c/d # <>&\x7f"), "\"a\\\"b\\\\c/d # <>&\x7f\"");
  EXPECT_EQ(JsonString("\b\f\n\r\t"), R"("\b\f\n\r\t")");
  EXPECT_EQ(JsonString(std::string_view("\0\x01\x1b\x1f", 4)), R"("\u0000\u0001\u001b\u001f")");
  EXPECT_EQ(JsonString("ü 测试 😀 \u202e\u2028"), "\"ü 测试 😀 \u202e\u2028\"");
}

TEST(JsonStringTest, TheCallerMayWantMoreEscapes) {
  const auto escape = [](std::string_view text, EscapesToo too) {
    std::string json;
    AppendJsonString(text, json, too);
    return json;
  };
  EXPECT_EQ(escape("a#ü\x7f\u2028z", [](const Character&, std::string_view) { return true; }),
            R"("a\u0023\u00fc\u007f\u2028z")");
  EXPECT_EQ(escape("##x ##[x",
                   [](const Character& first, std::string_view text) {
                     return first.code == '#' && text.starts_with("##[");
                   }),
            R"("##x \u0023#[x")");
}

TEST(JsonStringTest, BytesThatAreNoUtf8BecomeOneReplacementEach) {
  EXPECT_EQ(JsonString("a\xff"), "\"a\uFFFD\"");
  EXPECT_EQ(JsonString("\xe6\xb5 seventeen letters"), "\"\uFFFD\uFFFD seventeen letters\"");
  EXPECT_EQ(JsonString("\xed\xa0\x80"), "\"\uFFFD\uFFFD\uFFFD\"") << "a surrogate";
  EXPECT_EQ(JsonString("\xc0\xaf"), "\"\uFFFD\uFFFD\"") << "an overlong form";
}

TEST(JsonStringTest, AnyByteAtAnyPlaceIsReadBack) {
  for (int byte = 0; byte < 256; ++byte) {
    for (std::size_t place = 0; place < 17; ++place) {
      std::string text = "seventeen letters";
      text[place] = static_cast<char>(byte);
      const nlohmann::json read = nlohmann::json::parse(JsonString(text), nullptr, false);
      if (byte >= 0x80) text.replace(place, 1, "\uFFFD");
      EXPECT_EQ(read, text) << byte;
    }
  }
}

}  // namespace
}  // namespace deltaplan::tfvars
