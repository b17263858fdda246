#include "planner/text/duration.h"

#include <gtest/gtest.h>

namespace deltaplan::planner {
namespace {

using std::chrono::seconds;

TEST(ReadDuration, IsAWholeNumberAndOneUnit) {
  EXPECT_EQ(ReadDuration("0s"), seconds(0));
  EXPECT_EQ(ReadDuration("90s"), seconds(90));
  EXPECT_EQ(ReadDuration("30m"), seconds(1800));
  EXPECT_EQ(ReadDuration("1h"), seconds(3600));
  EXPECT_EQ(ReadDuration("2d"), seconds(172'800));
  EXPECT_EQ(ReadDuration("999999999d"), seconds(86'399'999'913'600));
}

TEST(ReadDuration, IsNothingElse) {
  for (const char* text : {"", "s", "10", "10 m", "-1s", "-0s", "+1s", "1.5h", "1w", "10M", "1h30m",
                           "1000000000s", "99999999999999999999s"}) {
    EXPECT_EQ(ReadDuration(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace deltaplan::planner
