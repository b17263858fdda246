#include "planner/report/roll_out_text.h"

#include <gtest/gtest.h>

namespace deltaplan::planner {
namespace {

TEST(RollOutText, IsACommandThatCanBeCopied) {
  EXPECT_EQ(RollOutText({.directory = "infra",
                         .var_files = {"/repo/my tags.tfvars"},
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

TEST(RollOutText, Scenario56SaysAllThatTerraformIsGivenThere) {
  EXPECT_EQ(RollOutText({.directory = "infra",
                         .workspace = "prod",
                         .var_files = {"/repo/env/prod.tfvars", "/repo/tags.tfvars"},
                         .vars = {{"names", "[\"a\"]"}, {"region", "eu-west-1"}},
                         .targets = {"x.z"}}),
            R"(
To roll this out, run in infra:
  env TF_WORKSPACE=prod terraform apply \
    -var-file=/repo/env/prod.tfvars \
    -var-file=/repo/tags.tfvars \
    '-var=names=["a"]' \
    -var=region=eu-west-1 \
    -target=x.z
)");
}

TEST(RollOutText, TheRepositorysRootHasNoName) {
  EXPECT_EQ(RollOutText({.directory = "", .targets = {"x.z"}, .unreached = {}}),
            "\nTo roll this out, run in the root:\n  terraform apply \\\n    -target=x.z\n");
}

TEST(RollOutText, WithoutTargetsThereIsNoCommand) {
  EXPECT_EQ(RollOutText({.directory = "infra",
                         .var_files = {"/repo/tags.tfvars"},
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
      RollOutText({.directory = "infra", .targets = {"x.z"}, .unreached = {"api", "a\nb"}}),
      "\nTo roll this out, run in infra:\n  terraform apply \\\n    -target=x.z\n"
      "\nNo Terraform address is known for api, \"a\\nb\": no targeted apply rolls them out.\n");
}

}  // namespace
}  // namespace deltaplan::planner
