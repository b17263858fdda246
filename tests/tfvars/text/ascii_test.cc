#include "tfvars/text/ascii.h"

#include <gtest/gtest.h>
#include <string_view>

namespace deltaplan::tfvars {
namespace {

TEST(AsciiTest, OnlyTheDigitsAndLettersOfAsciiAreSome) {
  constexpr std::string_view kDigits = "0123456789";
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  for (int i = 0; i < 256; ++i) {
    const char c = static_cast<char>(i);
    const bool is_digit = kDigits.find(c) != std::string_view::npos;
    const bool is_letter = kLetters.find(c) != std::string_view::npos;
    EXPECT_EQ(IsDigit(c), is_digit) << i;
    EXPECT_EQ(IsLetter(c), is_letter) << i;
    EXPECT_EQ(IsSmallLetter(c), kLetters.substr(0, 26).find(c) != std::string_view::npos) << i;
    EXPECT_EQ(IsLetterOrDigit(c), is_digit || is_letter) << i;
  }
}

}  // namespace
}  // namespace deltaplan::tfvars
