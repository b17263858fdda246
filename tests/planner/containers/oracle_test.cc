// What BuildKit has said about our Dockerfiles, recorded: fixtures/containers/NAME/buildkit.json.
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/planner/containers/oracle_case.h"

namespace deltaplan::planner {
namespace {

using ::testing::UnorderedElementsAre;

TEST(Oracle, WeReadWhatBuildKitReads) {
  std::vector<std::string> refused;
  std::vector<std::string> undecided;
  std::size_t compared = 0;
  for (const auto& entry : std::filesystem::directory_iterator(DELTAPLAN_CONTAINER_CASES)) {
    const OracleVerdict verdict = CompareWithBuildKit(entry.path());
    EXPECT_EQ(verdict.difference, "") << entry.path();
    const std::string name = entry.path().filename().string();
    if (verdict.is_refused) {
      refused.push_back(name);
    } else if (verdict.is_undecided) {
      undecided.push_back(name);
    } else {
      ++compared;
    }
  }
  // All others are compared.
  EXPECT_THAT(refused, UnorderedElementsAre("directive_twice", "from_upper_is_image",
                                            "from_variable", "mount_quoted_csv", "no_instruction",
                                            "unknown_flag", "unknown_instruction"));
  EXPECT_THAT(undecided, UnorderedElementsAre("arg_before_from", "substitutions"));
  EXPECT_EQ(compared, 71U);
}

}  // namespace
}  // namespace deltaplan::planner
