#include "planner/text/fitted_lines.h"

#include <gtest/gtest.h>

namespace deltaplan::planner {
namespace {

TEST(FittedLines, LeavesWhatFitsAndBreaksTheRestAtSpaces) {
  EXPECT_EQ(FittedLines("", 10), "");
  EXPECT_EQ(FittedLines("a  b\n\n  c\n", 10), "a  b\n\n  c\n");
  EXPECT_EQ(FittedLines("one two three four\n  five six seven\n", 10),
            "one two\n  three\n  four\n  five\n    six\n    seven\n");
}

TEST(FittedLines, KeepsWordsThatAreWider) {
  EXPECT_EQ(FittedLines("  services/a-long-name x\n", 10), "  services/a-long-name\n    x\n");
  EXPECT_EQ(FittedLines("a b\n", 1), "a\n  b\n");
}

}  // namespace
}  // namespace deltaplan::planner
