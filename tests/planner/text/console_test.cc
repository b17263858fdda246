#include "planner/text/console.h"

#include <gtest/gtest.h>

namespace deltaplan::planner {
namespace {

TEST(ConsoleText, KeepsLinesAndEscapesEveryOtherControlCharacter) {
  EXPECT_EQ(ConsoleText("one\n  two\n\nthree\n"), "one\n  two\n\nthree\n");
  EXPECT_EQ(ConsoleText("a\r\x1b[2Jb\nc\td\x7f"), "a\\r\\033[2Jb\nc\\td\\177");
  EXPECT_EQ(ConsoleText("caf\xe9 \xE2\x80\xAEgpj"), "caf\\351 \\342\\200\\256gpj");
  EXPECT_EQ(ConsoleText(""), "");
}

TEST(ConsoleText, NoLineIsACommandToACiSystem) {
  EXPECT_EQ(ConsoleText("a ::b\n::error::c\n \xE3\x80\x80::stop-commands::d"),
            "a ::b\n\\072:error::c\n \xE3\x80\x80\\072:stop-commands::d");
  EXPECT_EQ(ConsoleText("a ##[error]b\n##vso[task]c"), "a \\043#[error]b\n\\043#vso[task]c");
  EXPECT_EQ(ConsoleText("# a\n## [b]\n##x\n###"), "# a\n## [b]\n##x\n###");
}

TEST(ConsoleText, WhatIsSafeStaysAsItIs) {
  const std::string once = ConsoleText("::a\x1b\n##[b]\xff");
  EXPECT_EQ(ConsoleText(once), once);
}

}  // namespace
}  // namespace deltaplan::planner
