#include "planner/report/plan_files.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

#include "planner/report/plan_document.h"
#include "planner/report/plan_json.h"
#include "planner/report/plan_markdown.h"
#include "planner/report/plan_page.h"
#include "planner/text/digest.h"
#include "tests/planner/report/sample_plans.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAreArray;

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

TEST(TargetLists, HaveFurtherAddressesOnce) {
  const std::vector<std::string> further{"module.a", "aws_ecs_service.service[\"mailer\"]"};
  EXPECT_EQ(TargetsText(testing::SandboxPlan(), {further}),
            "aws_ecs_service.service[\"clinical-api\"]\naws_ecs_service.service[\"mailer\"]\n"
            "module.a\n");
  EXPECT_EQ(TargetArgsText(testing::NothingToDeployPlan(), {{"module.a"}}), "-target=module.a\n");
}

// clinical-api and mailer deploy, each in a root of its own; web, in a third one, does not.
Plan PlanOfSeveralRoots() {
  Plan plan = testing::SandboxPlan();
  plan.tags_file = {.content = "{}\n", .variables = {"image_tags"}, .why_not = {}};
  plan.terraform.emplace();
  const auto add = [&](const char* dir, std::vector<std::string> services) {
    plan.terraform->roots.push_back(
        {.root = {.dir = dir}, .services = std::move(services), .review = {}});
  };
  add("infra/idle", {"gateway"});
  add("infra/mail", {"mailer"});
  add("infra/rest", {"clinical-api"});
  plan.terraform->roots[1].root.workspace = "prod";
  plan.terraform->roots[1].root.vars = {{"region", "eu-west-1"}};
  return plan;
}

TEST(PlanFiles, Scenario57EachRootHasItsOwnAndTheCommonOnesRollNothing) {
  const auto [files, obsolete] =
      PlanFiles(PlanOfSeveralRoots(), testing::SampleInputs(), {"0", "1", "9"});
  const auto content = [&files = files](const std::string& name) {
    const auto file = std::ranges::find(files, name, &OutputFile::name);
    return file == files.end() ? std::string("<none>") : file->content;
  };
  EXPECT_EQ(content("roots/1/target_args.txt"), "-target=aws_ecs_service.service[\"mailer\"]\n");
  EXPECT_EQ(content("roots/2/targets.txt"), "aws_ecs_service.service[\"clinical-api\"]\n");
  EXPECT_EQ(content("roots/2/image_tags.auto.tfvars.json"), "{}\n");
  EXPECT_EQ(content("roots/0/targets.txt"), "<none>");
  EXPECT_EQ(content("target_args.txt"), "-target=terraform_data.deltaplan_nothing_to_roll\n");
  EXPECT_EQ(files.back().name, "plan.json");
  EXPECT_EQ(content("targets.json"), R"({
  "format_version": "1.0",
  "roots": [
    {
      "directory": "roots/1",
      "dir": "infra/mail",
      "workspace": "prod",
      "var_files": [],
      "vars": { "region": "eu-west-1" },
      "targets": [
        "aws_ecs_service.service[\"mailer\"]"
      ]
    },
    {
      "directory": "roots/2",
      "dir": "infra/rest",
      "workspace": null,
      "var_files": [],
      "vars": {},
      "targets": [
        "aws_ecs_service.service[\"clinical-api\"]"
      ]
    }
  ]
}
)");
  // An earlier plan's lists would be applied by who looks for all of them.
  EXPECT_THAT(obsolete,
              ElementsAre("roots/0/targets.txt", "roots/0/target_args.txt",
                          "roots/0/image_tags.auto.tfvars.json", "roots/9/targets.txt",
                          "roots/9/target_args.txt", "roots/9/image_tags.auto.tfvars.json"));
}

TEST(PlanFiles, EveryFileOfTheContractIsWritten) {
  Plan plan = testing::SandboxPlan();
  plan.tags_file = {.content = "{}\n", .variables = {"image_tags"}, .why_not = {}};
  const auto [files, obsolete] = PlanFiles(plan, testing::SampleInputs());
  ASSERT_EQ(files.size(), 9U);
  EXPECT_EQ(files[0].name, "image_tags.auto.tfvars.json");
  EXPECT_EQ(files[0].content, "{}\n");
  EXPECT_EQ(files[1].name, "targets.txt");
  EXPECT_EQ(files[1].content, TargetsText(plan));
  EXPECT_EQ(files[2].name, "target_args.txt");
  EXPECT_EQ(files[2].content, TargetArgsText(plan));
  EXPECT_EQ(files[3].name, "plan.md");
  EXPECT_EQ(files[3].content, PlanMarkdown(plan));
  EXPECT_EQ(files[4].name, "plan.html");
  EXPECT_EQ(files[4].content, PlanPage(&plan, testing::SampleInputs()));
  EXPECT_EQ(files[5].name, "targets.json");
  EXPECT_EQ(files[5].content, TargetsJson(plan));
  EXPECT_EQ(files[6].name, "docker-bake.json");
  EXPECT_EQ(files[6].content, BakeJson(plan));
  EXPECT_EQ(files[7].name, "releases.json");
  EXPECT_EQ(files[7].content, ReleasesJson(plan));
  EXPECT_EQ(files[8].name, "plan.json");
  const auto digests = DigestsOf({files.begin(), files.end() - 1});
  EXPECT_EQ(files[8].content, PlanJson(plan, {}, &digests));
  EXPECT_THAT(obsolete, IsEmpty());
  std::vector<std::string> names;
  for (const OutputFile& file : files) names.push_back(file.name);
  EXPECT_THAT(PlanFileNames(), UnorderedElementsAreArray(names));
}

TEST(PlanFiles, TheBodyOfACommentHasTheShapeThatWasAskedFor) {
  const Plan plan = testing::SandboxPlan();
  const MarkdownOptions shape = {.max_bytes = 2'000, .marker = MarkerPlace::kFooter, .html = false};
  const PlanFileSet set = PlanFiles(plan, testing::SampleInputs(), {}, shape);
  const auto body = std::ranges::find(set.files, "plan.md", &OutputFile::name);
  ASSERT_NE(body, set.files.end());
  EXPECT_EQ(body->content, PlanMarkdown(plan, {}, shape));
}

TEST(PlanFiles, OfAnEarlierPlanAreRemovedWhereThisOneHasNone) {
  Plan plan = testing::SandboxPlan();
  plan.tags_file = {.content = std::nullopt, .variables = {}, .why_not = "no"};
  EXPECT_THAT(PlanFiles(plan, testing::SampleInputs()).obsolete,
              ElementsAre("image_tags.auto.tfvars.json"));
  EXPECT_THAT(PlanFiles(testing::PreviewPlan(), testing::SampleInputs()).obsolete,
              ElementsAre("image_tags.auto.tfvars.json", "targets.txt", "target_args.txt",
                          "targets.json", "releases.json"));
}

TEST(PlanFiles, ArePinnedByTheirDigests) {
  const std::vector<OutputFile> files =
      PlanFiles(testing::SandboxPlan(), testing::SampleInputs()).files;
  const Result<PlanDocument> read = ReadPlanDocument(files.back().content);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->files.size() + 1, files.size());
  for (const auto& [name, digest] : read->files) {
    const auto file = std::ranges::find(files, name, &OutputFile::name);
    ASSERT_NE(file, files.end()) << name;
    EXPECT_EQ(digest, Sha256Digest(file->content)) << name;
  }
}

}  // namespace
}  // namespace deltaplan::planner
