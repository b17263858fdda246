// What BuildKit has said about our Dockerfiles, recorded: fixtures/containers/NAME/buildkit.json.
#include <filesystem>
#include <gtest/gtest.h>

#include "tests/planner/containers/oracle_case.h"

namespace deltaplan::planner {
namespace {

TEST(Oracle, WeReadWhatBuildKitReads) {
  std::size_t decided = 0;
  for (const auto& entry : std::filesystem::directory_iterator(DELTAPLAN_CONTAINER_CASES)) {
    const OracleVerdict verdict = CompareWithBuildKit(entry.path());
    EXPECT_EQ(verdict.difference, "") << entry.path();
    if (!verdict.is_refused && !verdict.is_undecided) ++decided;
  }
  EXPECT_GE(decided, 30U);
}

}  // namespace
}  // namespace deltaplan::planner
