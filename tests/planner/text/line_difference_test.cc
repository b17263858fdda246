#include "planner/text/line_difference.h"

#include <gtest/gtest.h>
#include <string>

namespace deltaplan::planner {
namespace {

TEST(LineDifference, EqualTextsHaveNone) {
  EXPECT_EQ(UnifiedDifference("f", "", ""), "");
  EXPECT_EQ(UnifiedDifference("f", "a\n", "a\n"), "");
}

TEST(LineDifference, ChangesHaveThreeLinesAround) {
  EXPECT_EQ(UnifiedDifference("deltaplan.json", "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
                              "1\n2\n3\n4\n5\nnew\n7\n8\n9\n"),
            "--- a/deltaplan.json\n+++ b/deltaplan.json\n@@ -3,7 +3,7 @@\n 3\n 4\n 5\n-6\n+new\n "
            "7\n 8\n 9\n");
}

TEST(LineDifference, ChangesFarApartStandInPartsOfTheirOwn) {
  EXPECT_EQ(
      UnifiedDifference("f", "a\n1\n2\n3\n4\n5\n6\n7\nz\n", "0\na\n1\n2\n3\n4\n5\n6\n7\nz\n9\n"),
      "--- a/f\n+++ b/f\n@@ -1,3 +1,4 @@\n+0\n a\n 1\n 2\n@@ -7,3 +8,4 @@\n 6\n 7\n z\n+9\n");
}

TEST(LineDifference, TheEndOfATextWithoutALineEnd) {
  EXPECT_EQ(UnifiedDifference("f", "a", "b\n"),
            "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n");
  EXPECT_EQ(UnifiedDifference("f", "", "b\n"), "--- a/f\n+++ b/f\n@@ -0,0 +1 @@\n+b\n");
}

TEST(LineDifference, NothingInALineBecomesMore) {
  EXPECT_EQ(UnifiedDifference("f", "", "\tx\x1b[2J\r\n"),
            "--- a/f\n+++ b/f\n@@ -0,0 +1 @@\n+\tx\\033[2J\r\n");
}

}  // namespace
}  // namespace deltaplan::planner
