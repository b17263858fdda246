#include "planner/report/next_step.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <tuple>

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
          .set_tags = {"deltaplan", "tags", "set", "--from", plan, "--config", "/etc/d p.json"}};
}

TEST(NextApply, IsGuardedAndEndsWhereAStepFails) {
  const ApplyNeeds needs{.roots = {{.dir = "infra/a b",
                                    .workspace = "$(id)",
                                    .var_files = {"env/it's.tfvars"},
                                    .vars = {{"region", "eu-west-1"}}}},
                         .rolls = true,
                         .has_tags_file = true,
                         .has_tag_map = true};
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
   terraform apply tfplan)
)");
}

// What a terminal shows in other bytes would, copied, name another thing.
TEST(NextApply, IsLeftOutWhereAWordCannotBeShown) {
  const ApplyNeeds needs{.roots = {{.dir = "infra/\x1b[2J"}}, .rolls = true};
  EXPECT_THAT(NextApply(needs, PlacesAt("/repo", "/plan"), "Next"), IsEmpty());
  EXPECT_THAT(
      NextApply({.roots = {{.dir = "infra"}}, .rolls = true}, PlacesAt("/repo", "/pl\nan"), "Next"),
      IsEmpty());
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
  EXPECT_THAT(StepsAfter(plan), HasSubstr("tfplan.json &&\n   terraform apply tfplan)\n"));
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
  EXPECT_EQ(NextApply({.roots = {TerraformRoot{}, TerraformRoot{}}, .rolls = true}, places, "Next"),
            "Next: each root module has files of its own in /tmp/plan/roots "
            "(docs/output.md#several-root-modules).\n");
  EXPECT_THAT(NextApply({.roots = {}, .rolls = true}, places, "Next"), IsEmpty());
  EXPECT_EQ(NextApply({.roots = {}, .rolls = true, .has_tag_map = true}, places, "Then"),
            "Then: deltaplan tags set --from /tmp/plan --config '/etc/d p.json'\n  writes the tags "
            "of the plan.\n");
  EXPECT_THAT(NextApply(ApplyNeedsOf(testing::NothingToDeployPlan()), places, "Next"), IsEmpty());
}

// What was written and is read again leads to the same steps.
TEST(ApplyNeedsOf, APlanAndItsDocumentNeedTheSame) {
  Plan plan = testing::SandboxPlan();
  plan.tags_file.content = "{}";
  const std::map<std::string, std::string> digests{{kTagsFile, "sha256:" + std::string(64, '0')}};
  const auto document = ReadPlanDocument(PlanJson(plan, {}, &digests));
  ASSERT_TRUE(document);
  const ApplyNeeds needs = ApplyNeedsOf(plan);
  const ApplyNeeds again = ApplyNeedsOf(*document);
  EXPECT_EQ(needs.roots, again.roots);
  EXPECT_EQ(std::tuple(needs.rolls, needs.has_tags_file, needs.has_tag_map, needs.has_its_tags),
            std::tuple(again.rolls, again.has_tags_file, again.has_tag_map, again.has_its_tags));
}

}  // namespace
}  // namespace deltaplan::planner
