#include "planner/report/next_step.h"

#include <gtest/gtest.h>
#include <string>

#include "tests/planner/report/sample_plans.h"

namespace deltaplan::planner {
namespace {

TEST(NextAfterPlan, LeadsToAnApplyThatIsGuarded) {
  Plan plan = testing::SandboxPlan();
  plan.tags_file.content = "{}";
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
    terraform apply tfplan
)");
}

TEST(NextAfterPlan, IsWhatIsThereToDo) {
  Plan plan = testing::SandboxPlan();
  EXPECT_EQ(NextAfterPlan(plan, {.top = "/repo", .out = {}}),
            "Next: the same with --out DIR writes the tag map, the targets and what to build.\n");
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
