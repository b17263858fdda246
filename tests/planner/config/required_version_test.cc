#include "planner/config/required_version.h"

#include <gtest/gtest.h>
#include <optional>
#include <tuple>

namespace deltaplan::planner {
namespace {

TEST(RequiredVersionTest, ConstraintsMeanWhatTerraformMakesOfThem) {
  const std::tuple<const char*, const char*, std::optional<bool>> cases[] = {
      {"1.2.3", "1.2.3", true},
      {"1.2.3", "= 1.2", false},
      {"1.2.0", "=1.2", true},
      {"1.2.3", "!= 1.2.3", false},
      {"1.2.3", "> 1.2.3", false},
      {"1.2.3", ">= 1.2.3", true},
      {"1.2.3", "< 1.3", true},
      {"1.2.3", "<= 1.2.2", false},
      {"1.2.3", "~> 1.2.0", true},
      {"1.3.0", "~> 1.2.0", false},
      {"1.9.0", "~> 1.2", true},
      {"2.0.0", "~> 1.2", false},
      {"1.1.0", "~> 1.2", false},
      {"1.2.3", ">= 1, < 1.2", false},
      {"0.3.0-dev", ">= 0.3", true},
      {"1.2.3", "", std::nullopt},
      {"1.2.3", "=> 1", std::nullopt},
      {"1.2.3", ">= 1.x", std::nullopt},
      {"1.2.3", ">= 1.2.3.4", std::nullopt},
      {"1.2.3", ">= 1,", std::nullopt}};
  for (const auto& [version, constraints, meets] : cases) {
    EXPECT_EQ(Meets(version, constraints), meets) << version << ' ' << constraints;
  }
}

}  // namespace
}  // namespace deltaplan::planner
