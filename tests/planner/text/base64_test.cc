#include "planner/text/base64.h"

#include <gtest/gtest.h>
#include <optional>
#include <string>

namespace deltaplan::planner {
namespace {

TEST(Base64, WhatIsWrittenIsReadAgain) {
  EXPECT_EQ(Base64Encoded("AWS:pass"), "QVdTOnBhc3M=");
  for (const std::string& bytes :
       {std::string(), std::string("a"), std::string("ab"), std::string("abc"),
        std::string("\0\xFF\x80", 3), std::string(1000, '\xFE')}) {
    EXPECT_EQ(Base64Decoded(Base64Encoded(bytes)), bytes);
  }
}

TEST(Base64, OnlyWhatIsWrittenIsRead) {
  for (const char* text :
       {"QQ", "QQ=", "QR==", "Q===", "====", "QQ==QQ==", "QU I", "QUI-", "QUI=\n"}) {
    EXPECT_EQ(Base64Decoded(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace deltaplan::planner
