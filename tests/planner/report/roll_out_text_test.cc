#include "planner/report/roll_out_text.h"

#include <gtest/gtest.h>

namespace deltaplan::planner {
namespace {

TEST(RollOutText, IsACommandThatCanBeCopied) {
  EXPECT_EQ(RollOutText({.directory = "infra",
                         .var_file = "/repo/my tags.tfvars",
                         .targets = {"x.y[\"api\"]", "x.z"},
                         .unreached = {}}),
            R"(
To roll this out, run in infra:
  terraform apply \
    '-var-file=/repo/my tags.tfvars' \
    '-target=x.y["api"]' \
    -target=x.z
)");
}

TEST(RollOutText, TheRepositorysRootHasNoName) {
  EXPECT_EQ(
      RollOutText({.directory = "", .var_file = std::nullopt, .targets = {"x.z"}, .unreached = {}}),
      "\nTo roll this out, run in the root:\n  terraform apply \\\n    -target=x.z\n");
}

TEST(RollOutText, WithoutTargetsThereIsNoCommand) {
  EXPECT_EQ(RollOutText({.directory = "infra",
                         .var_file = "/repo/tags.tfvars",
                         .targets = {},
                         .unreached = {"api"}}),
            "\nNo Terraform address is known for api: no targeted apply rolls it out.\n");
}

TEST(RollOutText, OfTagsThatTerraformDoesNotReadIsNoCommandOfTerraforms) {
  EXPECT_EQ(
      RollOutText(
          {.directory = "infra", .foreign_file = "live/terragrunt.hcl", .targets = {"x.z"}}),
      "\nTerraform does not read live/terragrunt.hcl. To roll this out, apply with what does, "
      "and with:\n  -target=x.z\n");
}

TEST(RollOutText, NamesWhatTheCommandLeavesOut) {
  EXPECT_EQ(
      RollOutText({.directory = "infra",
                   .var_file = std::nullopt,
                   .targets = {"x.z"},
                   .unreached = {"api", "a\nb"}}),
      "\nTo roll this out, run in infra:\n  terraform apply \\\n    -target=x.z\n"
      "\nNo Terraform address is known for api, \"a\\nb\": no targeted apply rolls them out.\n");
}

}  // namespace
}  // namespace deltaplan::planner
