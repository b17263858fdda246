#include "tfvars/text/quoted_string.h"

#include <gtest/gtest.h>

namespace deltaplan::tfvars {
namespace {

// The whole inside of a quoted string, or "error: ...".
std::string Read(std::string_view text) {
  std::string read;
  while (!text.empty()) {
    const QuotedPiece piece = FirstQuotedPiece(text);
    if (piece.error) return "error: " + *piece.error;
    read += piece.text;
    text.remove_prefix(piece.size);
  }
  return read;
}

TEST(QuotedStringTest, WhatIsEscapedIsReadTheSame) {
  for (const std::string_view text :
       {"", "a b", "a\"b", "a\\b", "a${b}", "a%{b}", "$${x", "$$", "$", "%", "{x}", "a\nb\r\tc",
        "\x01\x7f", "测试 é😀", "a\u00a0b\u200bc", "\U000e0001", "\u0378 has no meaning yet",
        "%%%{$$${\\\"\\"}) {
    EXPECT_EQ(Read(EscapeHclString(text)), text);
  }
  EXPECT_EQ(EscapeHclString("\u0378\ufdd0"), R"(\u0378\ufdd0)");
}

TEST(QuotedStringTest, EveryEscapeIsUndone) {
  EXPECT_EQ(Read(R"(\n\r\t\"\\\u00e9\U0001F600\u00E9)"), "\n\r\t\"\\é😀é");
  EXPECT_EQ(Read("$${a} %%{b} $$ % $$$${"), "${a} %{b} $$ % $$${");
}

TEST(QuotedStringTest, WhatStandsForNothingIsAnError) {
  const std::string template_error = "error: a template has no place here; write ";
  EXPECT_EQ(Read("a${b}"), template_error + "'$${' for the characters themselves");
  EXPECT_EQ(Read("%{if"), template_error + "'%%{' for the characters themselves");
  EXPECT_EQ(Read(R"(\)"), R"(error: '\' is no escape; write the character itself)");
  EXPECT_EQ(Read(R"(\ä)"), R"(error: '\ä' is no escape; write the character itself)");
  EXPECT_EQ(Read(R"(\u12)"), R"(error: '\u' is followed by four hexadecimal digits)");
  EXPECT_EQ(Read(R"(\u12g4)"), R"(error: '\u' is followed by four hexadecimal digits)");
  EXPECT_EQ(Read(R"(\U0001F60)"), R"(error: '\U' is followed by eight hexadecimal digits)");
  EXPECT_EQ(Read(R"(\ud800)"), R"(error: '\ud800' is no character)");
  EXPECT_EQ(Read(R"(\U00110000)"), R"(error: '\U00110000' is no character)");
  EXPECT_EQ(Read("a\nb"), R"(error: a line ends inside of the quotes; write '\n')");
  EXPECT_EQ(Read("a\xff"), "error: these bytes are not UTF-8");
}

}  // namespace
}  // namespace deltaplan::tfvars
