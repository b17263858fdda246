#include "planner/report/plan_files.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "planner/report/plan_json.h"
#include "planner/report/plan_markdown.h"
#include "tests/planner/report/sample_plans.h"

namespace deltaplan::planner {
namespace {

TEST(ImageTagsJson, HoldsEveryServiceUnderTheConfiguredVariable) {
  Plan plan = testing::SandboxPlan();
  plan.image_tags_variable = "tags";
  EXPECT_EQ(ImageTagsJson(plan), R"({
  "tags": {
    "clinical-api": "9f1c2ab",
    "gateway": "9f1c2ab",
    "ledger": "1a2b3c4",
    "mailer": "9f1c2ab",
    "web": "77aa001"
  }
}
)");
}

TEST(TargetsText, HasOneAddressALine) {
  EXPECT_EQ(TargetsText(testing::SandboxPlan()),
            "aws_ecs_service.service[\"clinical-api\"]\naws_ecs_service.service[\"mailer\"]\n");
}

TEST(TargetArgsText, HasOneArgumentALine) {
  EXPECT_EQ(TargetArgsText(testing::SandboxPlan()),
            "-target=aws_ecs_service.service[\"clinical-api\"]\n"
            "-target=aws_ecs_service.service[\"mailer\"]\n");
}

TEST(TargetLists, AreNeverEmptyWhichWouldBeAnUntargetedApply) {
  const Plan plan = testing::NothingToDeployPlan();
  EXPECT_EQ(TargetsText(plan), "terraform_data.deltaplan_nothing_to_roll\n");
  EXPECT_EQ(TargetArgsText(plan), "-target=terraform_data.deltaplan_nothing_to_roll\n");
  EXPECT_EQ(TargetsJson(plan), "[\n  \"terraform_data.deltaplan_nothing_to_roll\"\n]\n");
}

TEST(PlanFiles, AreThoseOfTheContractAndTheHandOver) {
  const Plan plan = testing::SandboxPlan();
  const std::vector<OutputFile> files = PlanFiles(plan, PlanJson(plan));
  ASSERT_EQ(files.size(), 8U);
  EXPECT_EQ(files[0].name, "plan.json");
  EXPECT_EQ(files[0].content, PlanJson(plan));
  EXPECT_EQ(files[1].name, "image_tags.auto.tfvars.json");
  EXPECT_EQ(files[1].content, ImageTagsJson(plan));
  EXPECT_EQ(files[2].name, "targets.txt");
  EXPECT_EQ(files[2].content, TargetsText(plan));
  EXPECT_EQ(files[3].name, "target_args.txt");
  EXPECT_EQ(files[3].content, TargetArgsText(plan));
  EXPECT_EQ(files[4].name, "plan.md");
  EXPECT_EQ(files[4].content, PlanMarkdown(plan));
  EXPECT_EQ(files[5].name, "targets.json");
  EXPECT_EQ(files[5].content, TargetsJson(plan));
  EXPECT_EQ(files[6].name, "docker-bake.json");
  EXPECT_EQ(files[6].content, BakeJson(plan));
  EXPECT_EQ(files[7].name, "releases.json");
  EXPECT_EQ(files[7].content, ReleasesJson(plan));
}

}  // namespace
}  // namespace deltaplan::planner
