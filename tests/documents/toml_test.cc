#include "documents/toml.h"

#include <gtest/gtest.h>
#include <string>
#include <variant>

namespace deltaplan::documents {
namespace {

TEST(Toml, IsReadByName) {
  const auto read = ReadToml(
      "[package]\nname = \"api\"\nversion = '1.0'\n[[bin]]\nname = \"a\"\n[[bin]]\nname = \"b\"\n"
      "[dependencies]\nx = {path = \"../x\", optional = true}\nn = 1_000\nf = 1.5\nd = "
      "2026-01-02\n");
  const Value root = std::get<Document>(read).root();
  EXPECT_EQ(root["package"]["name"].text(), "api");
  EXPECT_EQ(root["bin"].size(), 2U);
  EXPECT_EQ(root["dependencies"]["x"]["path"].text(), "../x");
  EXPECT_TRUE(root["dependencies"]["x"]["optional"].IsTrue());
  EXPECT_EQ(root["dependencies"]["n"].text(), "1000");
  EXPECT_EQ(root["dependencies"]["f"].text(), "1.5");
  EXPECT_EQ(root["dependencies"]["d"].text(), "2026-01-02");
  EXPECT_EQ(root["dependencies"]["x"].line(), 9U);
}

TEST(Toml, WhatCantBeReadHasItsCause) {
  const auto doubled = ReadToml("a = 1\na = 2\n");
  EXPECT_EQ(std::get<ReadError>(doubled).line, 2U);
  const auto conflict = ReadToml("a = 1\n<<<<<<< HEAD\n");
  EXPECT_EQ(std::get<ReadError>(conflict).cause, ReadError::Cause::kConflict);
}

// Where white space may stand toml++ looks at them, and takes them for none that there are.
TEST(Toml, LettersThatAreNotAsciiAreReadWhereWhiteSpaceMayStand) {
  for (const char* letter : {"\xc2\xa1", "\xc3\xa9", "\xd0\x96", "\xe3\x80\x81", "\xef\xbb\xbe"}) {
    const std::string text =
        "a = \"\"\"\\\n  " + std::string(letter) + "\"\"\"\nb = '" + letter + "' # x\n";
    const auto read = ReadToml(text);
    ASSERT_TRUE(std::holds_alternative<Document>(read)) << letter;
    EXPECT_EQ(std::get<Document>(read).root()["a"].text(), letter);
    EXPECT_EQ(std::get<Document>(read).root()["b"].text(), letter);
    const auto wrong = ReadToml("a = 1\n" + std::string(letter) + " = 2\n");
    ASSERT_TRUE(std::holds_alternative<ReadError>(wrong)) << letter;
    EXPECT_EQ(std::get<ReadError>(wrong).line, 2U);
  }
}

// toml++ asserts that a key begins behind the brackets.
TEST(Toml, AHeaderWithoutAKeyIsAnErrorWithItsLine) {
  using namespace std::string_literals;
  for (const std::string& header :
       {"[!]"s, "[[!]]"s, "[=]"s, "[\n]"s, "[[\n"s, "[\xc3\xa9]"s, "[\0]"s, "[[\0\0\0"s}) {
    for (const char* rest : {"", "\n", "\n[b]\nx = 1\n"}) {
      const auto read = ReadToml("a = 1\n[c]\n" + header + rest);
      ASSERT_TRUE(std::holds_alternative<ReadError>(read)) << header;
      EXPECT_EQ(std::get<ReadError>(read).cause, ReadError::Cause::kSyntax) << header;
      EXPECT_EQ(std::get<ReadError>(read).line, 3U) << header << rest;
    }
  }
}

}  // namespace
}  // namespace deltaplan::documents
