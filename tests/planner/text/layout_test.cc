#include "planner/text/layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(DisplayWidth, CountsColumnsNotBytes) {
  EXPECT_EQ(DisplayWidth(""), 0U);
  EXPECT_EQ(DisplayWidth("abc"), 3U);
  EXPECT_EQ(DisplayWidth("naïve"), 5U);
  EXPECT_EQ(DisplayWidth("测试"), 4U);
  EXPECT_EQ(DisplayWidth("ｗ한😀"), 6U);
  EXPECT_EQ(DisplayWidth("e\xCC\x81"), 1U);  // a combining accent
}

TEST(PadRight, PadsByColumnsAndNeverCuts) {
  EXPECT_EQ(PadRight("测", 4), "测  ");
  EXPECT_EQ(PadRight("abc", 2), "abc");
}

TEST(ShortenMiddle, LeavesAloneWhatFits) {
  EXPECT_EQ(ShortenMiddle("abcdef", 6), "abcdef");
  EXPECT_EQ(ShortenMiddle("测试", 4), "测试");
}

TEST(ShortenMiddle, KeepsBothEnds) {
  EXPECT_EQ(ShortenMiddle("abcdefghij", 9), "abc...hij");
  EXPECT_EQ(ShortenMiddle("abcdefghij", 8), "abc...ij");
  EXPECT_EQ(ShortenMiddle("abcdefghij", 3), "...");
  EXPECT_EQ(ShortenMiddle("abcdefghij", 0), "...");
}

TEST(ShortenMiddle, NeverCutsThroughACharacter) {
  EXPECT_EQ(ShortenMiddle("测试测试测试", 9), "测...试");
  EXPECT_EQ(ShortenMiddle("äöüäöüäöü", 7), "äö...öü");
}

TEST(WrapWords, BreaksAtSpacesOnly) {
  EXPECT_THAT(WrapWords("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(WrapWords("  one   two ", 80), ElementsAre("one two"));
  EXPECT_THAT(WrapWords("测 试", 4), ElementsAre("测", "试"));
  EXPECT_THAT(WrapWords("   ", 10), IsEmpty());
}

TEST(WrapWords, KeepsTheGapsOfColumnsWhereThatIsAskedFor) {
  EXPECT_THAT(WrapWords("api    services/api  packages a, b", 24, Gaps::kKept),
              ElementsAre("api    services/api", "packages a, b"));
}

TEST(Columns, AreTwoSpacesApartAndTheLastOneIsNotPadded) {
  EXPECT_EQ(Columns({{"a", "b"}, {"long", "c", "d"}, {"测"}}, 2),
            "  a     b\n  long  c  d\n  测\n");
}

TEST(WrapWords, KeepsALongWordWhole) {
  EXPECT_THAT(WrapWords("a unbreakable b", 4), ElementsAre("a", "unbreakable", "b"));
}

TEST(WrapWords, LetsNoLineBeginWithWhatACiSystemTakesForACommand) {
  EXPECT_THAT(WrapWords("a b ::error::c d", 4), ElementsAre("a", "b ::error::c", "d"));
  EXPECT_THAT(WrapWords("a  ::x  ::y", 2), ElementsAre("a  ::x  ::y"));
  EXPECT_THAT(WrapWords("a \xE2\x80\x83::x b", 2), ElementsAre("a \xE2\x80\x83::x", "b"));
  EXPECT_THAT(WrapWords("api  a ::x", 4, Gaps::kKept), ElementsAre("api", "a ::x"));
  EXPECT_THAT(WrapWords("a :: b c::d e", 3), ElementsAre("a ::", "b", "c::d", "e"));
}

}  // namespace
}  // namespace deltaplan::planner
