#include "planner/report/next_step.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "tests/planner/report/sample_plans.h"

namespace deltaplan::planner {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(NextAfterPlan, LeadsToAnApplyThatIsGuarded) {
  Plan plan = testing::SandboxPlan();
  plan.tags_file.content = "{}";
  plan.tag_map =
      TagMapFacts{.file = "tags.tfvars.json", .variable = "image_tags", .digest = {}, .tags = {}};
  plan.terraform = TerraformTerms{.roots = {RootTerms{}}, .review = {}};
  TerraformRoot& root = plan.terraform->roots.front().root;
  root.dir = "infra/a b";
  root.workspace = "$(id)";
  root.var_files = {"env/it's.tfvars"};
  root.vars = {{"region", "eu-west-1"}};
  EXPECT_EQ(NextAfterPlan(plan, {.top = "/repo", .out = "/tmp/plan"}),
            R"(Next: build and push the images of /tmp/plan/docker-bake.json.
Then, in bash:
  cd '/repo/infra/a b'
  export 'TF_WORKSPACE=$(id)'
  mapfile -t targets < /tmp/plan/target_args.txt
  [ "${#targets[@]}" -gt 0 ] &&
    terraform plan -out=tfplan '-var-file=/repo/env/it'\''s.tfvars' -var-file=/tmp/plan/image_tags.auto.tfvars.json -var=region=eu-west-1 "${targets[@]}" &&
    terraform show -json tfplan > tfplan.json &&
    deltaplan verify --plan /tmp/plan tfplan.json &&
    deltaplan tags set --from /tmp/plan --env sandbox &&
    terraform apply tfplan
)");
}

// The steps of this plan for the root module at the top, without images to build.
std::string StepsAfter(Plan plan) {
  plan.images.clear();
  plan.terraform = TerraformTerms{.roots = {RootTerms{}}, .review = {}};
  return NextAfterPlan(plan, {.top = "/repo", .out = "/plan"});
}

TEST(NextAfterPlan, WritesTagsBeforeTerraformPlansWhereNoVariableGivesThem) {
  Plan plan = testing::SandboxPlan();
  plan.tag_map = TagMapFacts{.file = "main.tf", .variable = "locals", .digest = {}, .tags = {}};
  plan.tags_file.content.reset();
  EXPECT_THAT(StepsAfter(plan),
              StartsWith("Next, in bash:\n  deltaplan tags set --from /plan --env "
                         "sandbox\n  cd /repo\n"));
  EXPECT_THAT(StepsAfter(plan), HasSubstr("tfplan.json &&\n    terraform apply tfplan\n"));
}

TEST(NextAfterPlan, WritesNoTagMapWhereThereIsNoneOrItHasTheTagsAlready) {
  Plan plan = testing::SandboxPlan();
  plan.tag_map.reset();
  plan.tags_file.content = "{}";
  EXPECT_THAT(StepsAfter(plan), Not(HasSubstr("tags set")));
  plan.tags_file.content.reset();
  EXPECT_THAT(StepsAfter(plan),
              StartsWith("Next, when the tags are set where they stand "
                         "(docs/tags.md#tags-in-parameters), in bash:\n  cd /repo\n"));
  plan.tag_map = TagMapFacts{.file = "main.tf", .variable = "locals", .digest = {}, .tags = {}};
  plan.to_map = true;
  EXPECT_THAT(StepsAfter(plan),
              AllOf(StartsWith("Next, in bash:\n  cd"), Not(HasSubstr("tags set"))));
}

TEST(NextAfterPlan, IsWhatIsThereToDo) {
  Plan plan = testing::SandboxPlan();
  EXPECT_EQ(NextAfterPlan(plan, {.top = "/repo", .out = {}}),
            "Next: the same with --out DIR writes what a deploy needs.\n");
  plan.terraform.reset();
  EXPECT_EQ(NextAfterPlan(plan, {.top = "/repo", .out = "/tmp/plan"}),
            "Next: build and push the images of /tmp/plan/docker-bake.json.\n");
  plan.images.clear();
  plan.terraform = TerraformTerms{.roots = {RootTerms{}, RootTerms{}}, .review = {}};
  EXPECT_EQ(NextAfterPlan(plan, {.top = "/repo", .out = "/tmp/plan"}),
            "Next: each root module has files of its own in /tmp/plan/roots "
            "(docs/output.md#several-root-modules).\n");
  EXPECT_EQ(NextAfterPlan(testing::NothingToDeployPlan(), {.top = "/repo", .out = "/tmp/plan"}),
            "");
}

}  // namespace
}  // namespace deltaplan::planner
