#include "planner/terraform/written_targets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

#include "planner/report/warning_words.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tfvars::Target;
using tfvars::TreeNode;

Target At(const std::string& address) { return std::get<Target>(tfvars::ParseTarget(address)); }

// What is declared at `address`, with these instances.
TreeNode Node(const std::string& address, const std::vector<std::string>& instances) {
  TreeNode node{.address = At(address),
                .place = {"main.tf", 3},
                .files = {"main.tf"},
                .directory = "",
                .instances = {},
                .unresolved = {},
                .absent = {},
                .identity = {},
                .tag_arguments = {},
                .arguments = {"task_definition"},
                .ignored = {}};
  for (const std::string& instance : instances) node.instances.push_back({At(instance), {}});
  return node;
}

// "code" of what is said about an address of the service api, where the files declare `nodes`.
std::vector<std::string> Codes(std::vector<TreeNode> nodes, const std::string& address,
                               std::vector<tfvars::TreeModule> modules = {}) {
  tfvars::ModuleTree tree;
  tree.nodes = std::move(nodes);
  tree.modules = std::move(modules);
  std::vector<std::string> codes;
  for (const Warning& warning : CheckWrittenTargets(tree, "infra", {{"api", {At(address)}}})) {
    codes.emplace_back(CodeOf(warning));
  }
  return codes;
}

TEST(WrittenTargetsTest, Scenario55AnAddressHasToNameSomething) {
  const std::vector<TreeNode> nodes{Node("aws_ecs_service.api", {"aws_ecs_service.api"}),
                                    Node("module.app[\"api\"].aws_ecs_service.this",
                                         {"module.app[\"api\"].aws_ecs_service.this"}),
                                    Node("module.remote", {"module.remote[\"api\"]"})};
  for (const std::string address :
       {"aws_ecs_service.api", "module.app[\"api\"]", "module.app",
        "module.app[\"api\"].aws_ecs_service.this", "module.remote[\"api\"]",
        "module.remote[\"api\"].aws_ecs_service.this", "module.remote[\"api\"].module.inner"}) {
    EXPECT_THAT(Codes(nodes, address), IsEmpty()) << address;
  }
  for (const std::string address :
       {"aws_ecs_service.apo", "aws_ecs_task_definition.api", "module.ap[\"api\"]",
        "module.app[\"api\"].aws_ecs_service.other", "module.app.module.deeper"}) {
    EXPECT_THAT(Codes(nodes, address), ElementsAre("target_undeclared")) << address;
  }
  // A local module without resources of its own is there, too.
  EXPECT_THAT(Codes({}, "module.empty",
                    {{std::get<tfvars::ModuleInstance>(At("module.empty")), "modules/empty"}}),
              IsEmpty());
}

TEST(WrittenTargetsTest, Scenario55AnAddressHasToHaveAnInstance) {
  TreeNode off = Node("aws_ecs_service.api", {});
  off.absent = "count is 0";
  EXPECT_THAT(Codes({off}, "aws_ecs_service.api"), ElementsAre("target_without_instance"));
  const TreeNode keyed = Node("aws_ecs_service.all", {"aws_ecs_service.all[\"web\"]"});
  EXPECT_THAT(Codes({keyed}, "aws_ecs_service.all[\"api\"]"),
              ElementsAre("target_without_instance"));
  EXPECT_THAT(Codes({keyed}, "aws_ecs_service.all"), IsEmpty());
  // One of the resources of a module is enough; so is not to know.
  TreeNode unknown = Node("aws_ecs_service.api", {});
  unknown.unresolved = "count: it depends on a data source";
  EXPECT_THAT(Codes({unknown}, "aws_ecs_service.api[0]"), IsEmpty());
  TreeNode inside_off = Node("module.app.aws_ecs_service.extra", {});
  inside_off.absent = "count is 0";
  const TreeNode inside =
      Node("module.app.aws_ecs_service.this", {"module.app.aws_ecs_service.this"});
  EXPECT_THAT(Codes({inside_off, inside}, "module.app"), IsEmpty());
  EXPECT_THAT(Codes({inside_off}, "module.app"), ElementsAre("target_without_instance"));
}

TEST(WrittenTargetsTest, Scenario55WhatIgnoresItsImageOrIsRolledElsewhereIsSaid) {
  TreeNode node = Node("aws_ecs_service.api", {"aws_ecs_service.api"});
  node.ignored = {"task_definition"};
  node.controller = "CODE_DEPLOY";
  EXPECT_THAT(Codes({node}, "aws_ecs_service.api"),
              ElementsAre("target_ignores_image", "target_rolled_elsewhere"));
  // Not of another instance of the module than the one that is named.
  TreeNode web = Node("module.app[\"web\"].aws_ecs_service.this",
                      {"module.app[\"web\"].aws_ecs_service.this"});
  web.ignored = {"task_definition"};
  const TreeNode api = Node("module.app[\"api\"].aws_ecs_service.this",
                            {"module.app[\"api\"].aws_ecs_service.this"});
  EXPECT_THAT(Codes({api, web}, "module.app[\"api\"]"), IsEmpty());
}

TEST(WrittenTargetsTest, AllAddressesThatNameNothingAreOneWarning) {
  tfvars::ModuleTree tree;
  const Warnings warnings = CheckWrittenTargets(
      tree, "infra", {{"api", {At("x.api"), At("x.api")}}, {"web", {At("x.web")}}});
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_THAT(WarningMessage(warnings[0]), HasSubstr("x.api (api)"));
  EXPECT_THAT(WarningMessage(warnings[0]), HasSubstr("x.web (web)"));
}

TEST(WrittenTargetsTest, WrittenAddressesStandWhereFoundOnesWould) {
  tfvars::ModuleTree tree;
  tree.nodes = {Node("x.other", {"x.other"}), Node("x.api", {"x.api[\"k\"]"})};
  TargetFindings findings;
  ServiceTarget found{.address = "x.other", .node = 0U, .in_state = {}};
  findings.services = {{"api", {found}}, {"web", {found}}};
  const StateAddresses state{std::get<tfvars::AbsResourceInstance>(At("x.api[\"k\"]"))};
  PlaceWrittenTargets(tree, state,
                      {{"api", {At("x.api"), At("x.gone")}}, {"nobody", {At("x.api")}}}, findings);
  const std::vector<ServiceTarget>& api = findings.Of("api").targets;
  ASSERT_EQ(api.size(), 2U);
  EXPECT_EQ(api[0].address, "x.api");
  EXPECT_TRUE(api[0].is_written);
  EXPECT_EQ(api[0].node, 1U);
  EXPECT_EQ(api[0].in_state, true);
  EXPECT_EQ(api[1].node, std::nullopt);
  EXPECT_EQ(api[1].in_state, false);
  EXPECT_FALSE(findings.Of("web").targets.front().is_written);
  PlaceWrittenTargets(tree, std::nullopt, {{"api", {At("x.api")}}}, findings);
  EXPECT_EQ(findings.Of("api").targets.front().in_state, std::nullopt);
}

}  // namespace
}  // namespace deltaplan::planner
