#include "planner/report/next_step.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

#include "planner/report/plan_files.h"
#include "planner/report/plan_json.h"
#include "tests/planner/report/sample_plans.h"

namespace deltaplan::planner {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

ApplyPlaces PlacesAt(const std::string& top, const std::string& plan) {
  return {.top = top,
          .plan = plan,
          .verify = {"deltaplan", "verify", "--plan", plan},
          .set_tags = {"deltaplan", "tags", "set", "--from", plan, "--config", "/etc/d p.json"},
          .begin = {"deltaplan", "release", "begin", "--plan", plan},
          .wait = {"deltaplan", "release", "wait", "--plan", plan}};
}

TEST(NextApply, IsGuardedAndEndsWhereAStepFails) {
  const TerraformRoot root{.dir = "infra/a b",
                           .workspace = "$(id)",
                           .var_files = {"env/it's.tfvars"},
                           .vars = {{"region", "eu-west-1"}}};
  const ApplyNeeds needs{
      .roots = {{.root = root, .has_tags_file = true}}, .rolls = true, .has_tag_map = true};
  EXPECT_EQ(NextApply(needs, PlacesAt("/repo", "/tmp/plan"), "Then"),
            R"(Then, in bash:
  (cd '/repo/infra/a b' &&
   export 'TF_WORKSPACE=$(id)' &&
   mapfile -t targets < /tmp/plan/target_args.txt &&
   [ "${#targets[@]}" -gt 0 ] &&
   terraform plan -out=tfplan '-var-file=/repo/env/it'\''s.tfvars' -var-file=/tmp/plan/image_tags.auto.tfvars.json -var=region=eu-west-1 "${targets[@]}" &&
   terraform show -json tfplan > tfplan.json &&
   deltaplan verify --plan /tmp/plan tfplan.json &&
   deltaplan tags set --from /tmp/plan --config '/etc/d p.json' &&
   deltaplan release begin --plan /tmp/plan &&
   terraform apply tfplan &&
   deltaplan release wait --plan /tmp/plan)
)");
}

// What a terminal shows in other bytes would, copied, name another thing.
TEST(NextApply, IsLeftOutWhereAWordCannotBeShown) {
  const ApplyNeeds needs{.roots = {{.root = {.dir = "infra/\x1b[2J"}}}, .rolls = true};
  EXPECT_THAT(NextApply(needs, PlacesAt("/repo", "/plan"), "Next"), IsEmpty());
  EXPECT_THAT(NextApply({.roots = {{.root = {.dir = "infra"}}}, .rolls = true},
                        PlacesAt("/repo", "/pl\nan"), "Next"),
              IsEmpty());
}

// Two of them in one directory, whose Terraform plans must not be one file.
ApplyNeeds NeedsOfThreeRoots() {
  return {.roots = {{.root = {.dir = "infra", .workspace = "eu"},
                     .directory = "roots/0",
                     .has_tags_file = true},
                    {.root = {.dir = "infra", .workspace = "us", .var_files = {"us.tfvars"}},
                     .directory = "roots/1",
                     .has_tags_file = true},
                    {.root = {.dir = "old"}, .directory = "roots/3", .has_tags_file = true}},
          .rolls = true,
          .has_tag_map = true};
}

TEST(NextApply, PlansInEachRootVerifiesAllAndThenApplies) {
  EXPECT_EQ(NextApply(NeedsOfThreeRoots(), PlacesAt("/repo", "/plan"), "Next"),
            R"(Next, in bash:
  (cd /repo/infra &&
   export TF_WORKSPACE=eu &&
   mapfile -t targets < /plan/roots/0/target_args.txt &&
   [ "${#targets[@]}" -gt 0 ] &&
   terraform plan -out=tfplan-0 -var-file=/plan/roots/0/image_tags.auto.tfvars.json "${targets[@]}" &&
   terraform show -json tfplan-0 > tfplan-0.json) &&
  (cd /repo/infra &&
   export TF_WORKSPACE=us &&
   mapfile -t targets < /plan/roots/1/target_args.txt &&
   [ "${#targets[@]}" -gt 0 ] &&
   terraform plan -out=tfplan-1 -var-file=/repo/us.tfvars -var-file=/plan/roots/1/image_tags.auto.tfvars.json "${targets[@]}" &&
   terraform show -json tfplan-1 > tfplan-1.json) &&
  (cd /repo/old &&
   mapfile -t targets < /plan/roots/3/target_args.txt &&
   [ "${#targets[@]}" -gt 0 ] &&
   terraform plan -out=tfplan -var-file=/plan/roots/3/image_tags.auto.tfvars.json "${targets[@]}" &&
   terraform show -json tfplan > tfplan.json) &&
  (cd /repo &&
   deltaplan verify --plan /plan --root roots/0=/repo/infra/tfplan-0.json --root roots/1=/repo/infra/tfplan-1.json --root roots/3=/repo/old/tfplan.json &&
   deltaplan tags set --from /plan --config '/etc/d p.json' &&
   deltaplan release begin --plan /plan) &&
  (cd /repo/infra &&
   export TF_WORKSPACE=eu &&
   terraform apply tfplan-0) &&
  (cd /repo/infra &&
   export TF_WORKSPACE=us &&
   terraform apply tfplan-1) &&
  (cd /repo/old &&
   terraform apply tfplan) &&
  (cd /repo &&
   deltaplan release wait --plan /plan)
)");
}

// Where one of them is given the tags by no variable, its plan needs them where they stand.
TEST(NextApply, WritesTagsBeforeAnyRootIsPlannedWhereOneTakesNoVariable) {
  ApplyNeeds needs = NeedsOfThreeRoots();
  needs.roots.back().has_tags_file = false;
  const std::string lines = NextApply(needs, PlacesAt("/repo", "/plan"), "Next");
  EXPECT_THAT(lines, StartsWith("Next, in bash:\n  (cd /repo &&\n   deltaplan tags set "));
  EXPECT_THAT(lines, HasSubstr("--root roots/3=/repo/old/tfplan.json &&\n"
                               "   deltaplan release begin --plan /plan) &&\n"));
}

TEST(NextApply, NamesThePlaceWhereThereAreTooManyRoots) {
  const ApplyNeeds needs{.roots = std::vector<RootNeeds>(11), .rolls = true};
  EXPECT_EQ(NextApply(needs, PlacesAt("/repo", "/tmp/plan"), "Next"),
            "Next: 11 root modules have files of their own in /tmp/plan/roots.\n"
            "  docs/output.md#several-root-modules goes through them.\n");
}

// The steps of this plan for the root module at the top.
std::string StepsAfter(Plan plan) {
  plan.terraform = TerraformTerms{.roots = {RootTerms{}}, .review = {}};
  return NextApply(ApplyNeedsOf(plan), PlacesAt("/repo", "/plan"), "Next");
}

TEST(NextApply, WritesTagsBeforeTerraformPlansWhereNoVariableGivesThem) {
  Plan plan = testing::SandboxPlan();
  plan.tag_map = TagMapFacts{.file = "main.tf", .variable = "locals", .digest = {}, .tags = {}};
  plan.tags_file.content.reset();
  EXPECT_THAT(StepsAfter(plan),
              StartsWith("Next, in bash:\n  (cd /repo &&\n   deltaplan tags set --from /plan "));
  EXPECT_THAT(StepsAfter(plan),
              HasSubstr("tfplan.json &&\n   deltaplan release begin --plan /plan &&\n"
                        "   terraform apply tfplan &&\n"));
}

TEST(NextApply, WritesNoTagMapWhereThereIsNoneOrItHasTheTagsAlready) {
  Plan plan = testing::SandboxPlan();
  plan.tag_map.reset();
  plan.tags_file.content = "{}";
  EXPECT_THAT(StepsAfter(plan), Not(HasSubstr("tags set")));
  plan.tags_file.content.reset();
  EXPECT_THAT(StepsAfter(plan),
              StartsWith("Next, when the tags are set where they stand "
                         "(docs/tags.md#tags-in-parameters), in bash:\n  (cd /repo &&\n"));
  plan.tag_map = TagMapFacts{.file = "main.tf", .variable = "locals", .digest = {}, .tags = {}};
  plan.to_map = true;
  EXPECT_THAT(StepsAfter(plan),
              AllOf(StartsWith("Next, in bash:\n  (cd"), Not(HasSubstr("tags set"))));
}

TEST(NextApply, IsWhatIsThereToDo) {
  const ApplyPlaces places = PlacesAt("/repo", "/tmp/plan");
  EXPECT_THAT(NextApply({.roots = {}, .rolls = true}, places, "Next"), IsEmpty());
  EXPECT_EQ(NextApply({.roots = {}, .rolls = true, .has_tag_map = true}, places, "Then"),
            "Then: deltaplan tags set --from /tmp/plan --config '/etc/d p.json'\n  writes the tags "
            "of the plan.\n");
  EXPECT_THAT(NextApply(ApplyNeedsOf(testing::NothingToDeployPlan()), places, "Next"), IsEmpty());
}

// What was written and is read again leads to the same steps.
void ExpectTheSameOfItsDocument(const Plan& plan, const std::vector<std::string>& files) {
  std::map<std::string, std::string> digests;
  for (const std::string& file : files) digests[file] = "sha256:" + std::string(64, '0');
  const auto document = ReadPlanDocument(PlanJson(plan, {}, &digests));
  ASSERT_TRUE(document);
  const ApplyPlaces places = PlacesAt("/repo", "/plan");
  const std::string steps = NextApply(ApplyNeedsOf(plan), places, "Next");
  EXPECT_THAT(steps, HasSubstr("terraform plan"));
  EXPECT_EQ(steps, NextApply(ApplyNeedsOf(*document), places, "Next"));
}

TEST(ApplyNeedsOf, APlanAndItsDocumentNeedTheSame) {
  Plan plan = testing::SandboxPlan();
  plan.terraform = TerraformTerms{.roots = {RootTerms{}}, .review = {}};
  plan.tags_file.content = "{}";
  ExpectTheSameOfItsDocument(plan, {kTagsFile});
}

TEST(ApplyNeedsOf, OfSeveralRootsOnlyThoseThatRollSomething) {
  Plan plan = testing::SandboxPlan();
  std::vector<RootTerms> roots{{.root = {.dir = "idle"}, .services = {}, .review = {}},
                               {.root = {.dir = "infra"}, .services = {}, .review = {}}};
  for (const PlannedService& service : plan.services) {
    roots.back().services.push_back(service.name);
  }
  plan.terraform = TerraformTerms{.roots = roots, .review = {}};
  const ApplyNeeds needs = ApplyNeedsOf(plan);
  ASSERT_EQ(needs.roots.size(), 1U);
  EXPECT_EQ(needs.roots.front().root.dir, "infra");
  EXPECT_EQ(needs.roots.front().directory, "roots/1");
  ExpectTheSameOfItsDocument(plan, {"roots/1/target_args.txt"});
}

}  // namespace
}  // namespace deltaplan::planner
