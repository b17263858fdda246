#include "planner/report/roll_out_text.h"

#include <gtest/gtest.h>

namespace deltaplan::planner {
namespace {

TEST(RollOutText, IsACommandThatCanBeCopied) {
  EXPECT_EQ(RollOutText({.directory = "infra",
                         .var_file = "/repo/my tags.tfvars",
                         .targets = {"x.y[\"api\"]", "x.z"}}),
            R"(
To roll this out, run in infra:
  terraform apply \
    '-var-file=/repo/my tags.tfvars' \
    '-target=x.y["api"]' \
    -target=x.z
)");
}

TEST(RollOutText, TheRepositorysRootHasNoName) {
  EXPECT_EQ(RollOutText({.directory = "", .var_file = std::nullopt, .targets = {"x.z"}}),
            "\nTo roll this out, run in the root:\n  terraform apply \\\n    -target=x.z\n");
}

}  // namespace
}  // namespace deltaplan::planner
