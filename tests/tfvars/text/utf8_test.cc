#include "tfvars/text/utf8.h"

#include <array>
#include <gtest/gtest.h>
#include <vector>

namespace deltaplan::tfvars {
namespace {

bool IsScalarValue(char32_t code) {
  return code <= 0x10FFFF && !(code >= 0xD800 && code <= 0xDFFF);
}

TEST(Utf8Test, EveryCharacterIsReadAsItIsWritten) {
  std::string text;
  for (char32_t code = 0; code <= 0x10FFFF; ++code) {
    if (!IsScalarValue(code)) continue;
    const auto number = static_cast<unsigned>(code);
    text.clear();
    AppendUtf8(code, text);
    const std::size_t size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    ASSERT_EQ(DecodeUtf8(text), (Character{code, size})) << std::hex << number;
    ASSERT_FALSE(FirstBadUtf8(text)) << std::hex << number;
    ASSERT_EQ(DecodeUtf8(text + "x"), (Character{code, size})) << std::hex << number;
    text.pop_back();
    if (text.empty()) continue;
    ASSERT_FALSE(DecodeUtf8(text)) << std::hex << number;
    ASSERT_FALSE(DecodeUtf8(text + "x")) << std::hex << number;
  }
}

// All sequences of three bytes with a byte behind them, by the table of Unicode, "Well-formed UTF-8
// byte sequences".
TEST(Utf8Test, OnlyWellFormedSequencesAreCharacters) {
  struct Row {
    int first_low, first_high, second_low, second_high;
    std::size_t size;
  };
  constexpr std::array<Row, 8> kRows{{{0xC2, 0xDF, 0x80, 0xBF, 2},
                                      {0xE0, 0xE0, 0xA0, 0xBF, 3},
                                      {0xE1, 0xEC, 0x80, 0xBF, 3},
                                      {0xED, 0xED, 0x80, 0x9F, 3},
                                      {0xEE, 0xEF, 0x80, 0xBF, 3},
                                      {0xF0, 0xF0, 0x90, 0xBF, 4},
                                      {0xF1, 0xF3, 0x80, 0xBF, 4},
                                      {0xF4, 0xF4, 0x80, 0x8F, 4}}};
  const std::vector<int> thirds{0x00, 0x7F, 0x80, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF};
  for (int first = 0; first < 0x100; ++first) {
    for (int second = 0; second < 0x100; ++second) {
      for (const int third : thirds) {
        std::size_t size = first < 0x80 ? 1 : 0;
        for (const Row& row : kRows) {
          const bool fits = first >= row.first_low && first <= row.first_high &&
                            second >= row.second_low && second <= row.second_high;
          if (fits && (row.size == 2 || (third >= 0x80 && third <= 0xBF))) size = row.size;
        }
        const std::string text{static_cast<char>(first), static_cast<char>(second),
                               static_cast<char>(third), '\x80'};
        const std::optional<Character> character = DecodeUtf8(text);
        ASSERT_EQ(character ? character->size : 0, size)
            << std::hex << first << " " << second << " " << third;
      }
    }
  }
}

TEST(Utf8Test, BytesThatAreNoCharacterAreReadOneAtATime) {
  EXPECT_EQ(FirstCharacter("\xe6\xb5"), (Character{0xFFFD, 1}));
  EXPECT_EQ(FirstCharacter("\xff"), (Character{0xFFFD, 1}));
  EXPECT_EQ(FirstCharacter("\xef\xbf\xbd"), (Character{0xFFFD, 3})) << "that one is written out";
  EXPECT_EQ(FirstCharacter("ab"), (Character{U'a', 1}));
}

TEST(Utf8Test, TheFirstBadByteIsFoundWhereverItStands) {
  EXPECT_FALSE(FirstBadUtf8(""));
  for (std::size_t before = 0; before < 20; ++before) {
    const std::string good = std::string(before, 'a') + "\u00e9" + std::string(before, 'b');
    EXPECT_FALSE(FirstBadUtf8(good));
    EXPECT_EQ(FirstBadUtf8(good + "\x80" + good), good.size());
    EXPECT_EQ(FirstBadUtf8(good + "\xc3"), good.size());
    EXPECT_EQ(AsciiPrefix(good), before);
    EXPECT_EQ(AsciiPrefix(std::string(before, 'a')), before);
  }
}

TEST(Utf8Test, BytesThatAreNoCharacterAreReplacedOneAtATime) {
  EXPECT_EQ(CharactersOf(""), U"");
  EXPECT_EQ(CharactersOf("a\u00e9\u6d4b"), U"a\u00e9\u6d4b");
  EXPECT_EQ(CharactersOf("a\xC3(\xE6\xB5"), U"a\uFFFD(\uFFFD\uFFFD");
}

}  // namespace
}  // namespace deltaplan::tfvars
