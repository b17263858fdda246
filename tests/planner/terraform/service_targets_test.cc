#include "planner/terraform/service_targets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

#include "planner/report/warning_words.h"

namespace deltaplan::planner {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tfvars::Target;
using tfvars::TreeInstance;
using tfvars::TreeNode;

const std::vector<std::string> kServices{"api", "clinical-api", "web"};

Target At(const std::string& address) { return std::get<Target>(tfvars::ParseTarget(address)); }

// A resource that the tag reaches, with one instance.
TreeNode Node(const std::string& instance, tfvars::Identity identity = {}) {
  TreeNode node{.address = At(instance.substr(
                    0, instance.rfind("[\"") == std::string::npos || !instance.ends_with("]")
                           ? std::string::npos
                           : instance.rfind("[\""))),
                .place = {"main.tf", 3},
                .files = {"main.tf"},
                .directory = "",
                .instances = {},
                .unresolved = {},
                .absent = {},
                .identity = identity,
                .tag_arguments = {"image"},
                .arguments = {"image"},
                .ignored = {}};
  node.instances.push_back({At(instance), std::move(identity)});
  return node;
}

TargetFindings Find(std::vector<TreeNode> nodes, std::optional<StateAddresses> state = {},
                    std::vector<tfvars::TreeMove> moves = {}) {
  tfvars::ModuleTree tree;
  tree.nodes = std::move(nodes);
  tree.moves = std::move(moves);
  return FindTargets(tree, kServices, state);
}

std::string FoundService(const std::string& instance, tfvars::Identity identity = {}) {
  for (const ServiceTargets& service : Find({Node(instance, std::move(identity))}).services) {
    if (!service.targets.empty()) return service.service;
  }
  return "-";
}

StateAddresses State(const std::vector<std::string>& addresses) {
  StateAddresses state;
  for (const std::string& address : addresses) {
    state.push_back(std::get<0>(tfvars::ParseResourceInstance(address)));
  }
  std::ranges::sort(state);
  return state;
}

// The messages of one code.
std::vector<std::string> Messages(const TargetFindings& findings, const std::string& code) {
  std::vector<std::string> messages;
  for (const Warning& warning : findings.warnings) {
    if (CodeOf(warning) == code) messages.push_back(WarningMessage(warning));
  }
  return messages;
}

TEST(ServiceTargetsTest, TheMostSpecificRuleDecides) {
  EXPECT_EQ(FoundService("x_y.web[\"api\"]", {.names = {"web"}, .tag_keys = {"web"}}), "api");
  EXPECT_EQ(FoundService("module.m[\"web\"].x_y.z", {.names = {"web"}, .tag_keys = {"api"}}),
            "api");
  EXPECT_EQ(
      FoundService("module.m[\"api\"].module.n[\"web\"].x_y.z", {.names = {"api"}, .tag_keys = {}}),
      "web");
  EXPECT_EQ(FoundService("x_y.web", {.names = {"prod", "api"}, .tag_keys = {}}), "api");
  EXPECT_EQ(
      FoundService("x_y.web[\"1\"]", {.names = {}, .each_names = {"api", "eu"}, .tag_keys = {}}),
      "api");
  EXPECT_EQ(
      FoundService("x_y.web[\"1\"]", {.names = {}, .each_names = {"api", "web"}, .tag_keys = {}}),
      "web");
  EXPECT_EQ(FoundService("x_y.t[\"1\"]", {.names = {"api"}, .each_names = {"web"}, .tag_keys = {}}),
            "api");
  EXPECT_EQ(FoundService("module.web.x_y.clinical_api"), "clinical-api");
  EXPECT_EQ(FoundService("module.clinical_api.x_y.this"), "clinical-api");
  EXPECT_EQ(FoundService("x_y.this", {.names = {"prod-clinical-api"}, .tag_keys = {}}),
            "clinical-api");
  EXPECT_EQ(FoundService("x_y.this", {.names = {"webapi"}, .tag_keys = {}}), "-");
  EXPECT_EQ(FoundService("x_y.this", {.names = {}, .tag_keys = {"clinical_api"}}), "clinical-api");
}

TEST(ServiceTargetsTest, WhatAnImageIsMadeOfSaysWhoseItIsWhereNoTagDoes) {
  EXPECT_EQ(FoundService("x_y.job", {.names = {"api"}, .tag_keys = {}, .image_keys = {"web"}}),
            "web");
  EXPECT_EQ(FoundService("x_y.job", {.names = {}, .tag_keys = {"api"}, .image_keys = {"web"}}),
            "api");
  EXPECT_EQ(
      FoundService("x_y.job", {.names = {"etl"}, .tag_keys = {}, .image_names = {"web", "r"}}),
      "web");
  EXPECT_EQ(FoundService("x_y.api", {.names = {}, .tag_keys = {}, .image_names = {"web"}}), "api");
  EXPECT_EQ(FoundService("x_y.job", {.names = {}, .tag_keys = {}, .image_names = {"web", "api"}}),
            "-");
}

TEST(ServiceTargetsTest, WhatHoldsAnotherEnvironmentsTagIsNoTarget) {
  TreeNode staging = Node("module.staging.aws_ecs_service.s[\"api\"]");
  staging.holds_tag_beside = true;
  EXPECT_EQ(Find({staging}).Of("api").targets.size(), 1) << "it holds ours, too";
  staging.tag_arguments = {};
  staging.revision_arguments = {"task_definition"};
  EXPECT_THAT(Find({staging}).Of("api").targets, IsEmpty());
}

TEST(ServiceTargetsTest, AnImageThatOnlyTerraformKnowsIsNamedWhereNobodyHasIt) {
  TreeNode job = Node("aws_batch_job_definition.etl");
  job.tag_arguments = {};
  EXPECT_THAT(Messages(Find({job}), "target_without_service"), IsEmpty())
      << "it has a tag of its own";
  job.holds_outside_image = true;
  EXPECT_THAT(Messages(Find({job}), "target_without_service"),
              ElementsAre("aws_batch_job_definition.etl (main.tf line 3) runs an image that only "
                          "Terraform knows and belongs to no service of the configuration."));
  TreeNode tagged = Node("x_y.other");
  tagged.place.line = 9;
  EXPECT_THAT(Messages(Find({job, tagged}), "target_without_service"),
              ElementsAre(HasSubstr("What has an image tag, or an image that only Terraform knows, "
                                    "and belongs to no service of the configuration:")));
}

TEST(ServiceTargetsTest, WhatLooksUpTheTagOfAnotherServiceIsATargetOfBoth) {
  const TargetFindings found =
      Find({Node("x_y.web[\"api\"]", {.names = {}, .tag_keys = {"web"}}),
            Node("x_y.all[\"api\"]", {.names = {}, .tag_keys = {"api", "web"}})});
  ASSERT_EQ(found.Of("api").targets.size(), 2);
  ASSERT_EQ(found.Of("web").targets.size(), 1);
  EXPECT_EQ(found.Of("web").targets.front().address, "x_y.web[\"api\"]");
}

TEST(ServiceTargetsTest, TheKeyOfARegionIsNoNameWhereTheServiceOfThatNameHasItsOwnTag) {
  const auto with_key = [](const std::string& key, const std::string& tag) {
    return TreeInstance{At("x_y.z[\"" + key + "\"]"), {.names = {}, .tag_keys = {tag}}};
  };
  TreeNode regions = Node("x_y.z[\"clinical-api\"]", {.names = {}, .tag_keys = {"api"}});
  regions.instances.push_back(with_key("eu", "clinical-api"));
  regions.instances.push_back(with_key("us", "api"));
  const TargetFindings found = Find({regions});
  ASSERT_EQ(found.Of("clinical-api").targets.size(), 1);
  EXPECT_EQ(found.Of("clinical-api").targets.front().address, "x_y.z[\"eu\"]");
  EXPECT_EQ(found.Of("api").targets.size(), 2);
}

TEST(ServiceTargetsTest, ATagBesideTheOwnOneIsToldToStayBehind) {
  const TargetFindings found =
      Find({Node("x_y.z[\"api\"]", {.names = {}, .tag_keys = {"api", "web"}})});
  EXPECT_THAT(Messages(found, "target_holds_other_tag"),
              ElementsAre("x_y.z[\"api\"] (main.tf line 3) is a target of api alone and holds the "
                          "tag of web, too: a deploy of web leaves it there until api deploys."));
  EXPECT_THAT(Messages(found, "service_without_target"), Contains(HasSubstr("web")))
      << "it has no target for all that";
  const auto made_for = [](const std::string& service) {
    return Node("module.m[\"" + service + "\"].x_y.z", {.names = {}, .tag_keys = {"api", "web"}});
  };
  EXPECT_THAT(Messages(Find({made_for("api"), made_for("web")}), "target_holds_other_tag"),
              IsEmpty())
      << "a map of all is handed to each";
}

TEST(ServiceTargetsTest, OnlyWhatTheTagReachesOrRunsImagesCounts) {
  TreeNode role = Node("aws_iam_role.r[\"api\"]");
  TreeNode lambda = Node("aws_lambda_function.f[\"web\"]");
  role.tag_arguments = lambda.tag_arguments = {};
  const TargetFindings findings = Find({role, lambda});
  EXPECT_THAT(findings.Of("api").targets, IsEmpty());
  ASSERT_EQ(findings.Of("web").targets.size(), 1);
  EXPECT_EQ(findings.Of("web").targets.front().address, "aws_lambda_function.f[\"web\"]");
}

TEST(ServiceTargetsTest, AServiceWithoutAnAddressAndAnAddressWithoutAServiceAreWarned) {
  const TargetFindings findings = Find({Node("x_y.z[\"api\"]"), Node("x_y.other[\"cron\"]")});
  EXPECT_THAT(Messages(findings, "target_without_service"),
              ElementsAre("x_y.other[\"cron\"] (main.tf line 3) has an image tag and belongs to no "
                          "service of the configuration."));
  EXPECT_THAT(
      Messages(findings, "service_without_target"),
      ElementsAre("clinical-api has no Terraform address: x_y.z (main.tf line 3) has no instance "
                  "for it.",
                  HasSubstr("web has no Terraform address")))
      << "whether x_y.other is made for services its keys don't tell";
}

TEST(ServiceTargetsTest, InARootOfOneServiceWhatItsTagReachesNeedsNoName) {
  const auto found = [](const std::vector<TreeNode>& nodes) {
    tfvars::ModuleTree tree;
    tree.nodes = nodes;
    std::vector<std::string> addresses;
    const TargetFindings findings = FindTargets(tree, {"api"}, {});
    for (const ServiceTarget& target : findings.Of("api").targets) {
      addresses.push_back(target.address);
    }
    return addresses;
  };
  EXPECT_THAT(found({Node("aws_ecs_service.this"), Node("module.service.x_y.z[0]")}),
              ElementsAre("aws_ecs_service.this", "module.service.x_y.z[0]"));
  // Keys may be names of services that the configuration lacks, unless the tag is known to be its.
  EXPECT_THAT(found({Node("x_y.this[\"legacy\"]"), Node("module.m[\"legacy\"].x_y.this")}),
              IsEmpty());
  EXPECT_THAT(found({Node("x_y.this", {.names = {}, .tag_keys = {"legacy"}})}), IsEmpty());
  EXPECT_THAT(found({Node("x_y.this[\"eu\"]", {.names = {}, .tag_keys = {"api"}})}),
              ElementsAre("x_y.this[\"eu\"]"));
  // What no tag reaches counts where none reaches anything.
  TreeNode untagged = Node("aws_ecs_task_definition.proxy");
  untagged.tag_arguments.clear();
  EXPECT_THAT(found({Node("aws_ecs_service.this"), untagged}), ElementsAre("aws_ecs_service.this"));
  EXPECT_THAT(found({untagged}), ElementsAre("aws_ecs_task_definition.proxy"));
  // With others beside it nobody can tell.
  EXPECT_EQ(FoundService("aws_ecs_service.this"), "-");
}

TEST(ServiceTargetsTest, AddressesOfNobodyAreSummarised) {
  std::vector<TreeNode> nodes;
  for (const char* key : {"cron", "jobs", "mail"}) {
    nodes.push_back(Node("module.app[\"" + std::string(key) + "\"].x_y.z"));
  }
  TreeNode other = Node("x_y.other");
  other.place.line = 9;
  nodes.push_back(other);
  EXPECT_THAT(Messages(Find(nodes), "target_without_service"),
              ElementsAre(AllOf(HasSubstr("module.app[\"cron\"].x_y.z and 2 more (main.tf line 3)"),
                                HasSubstr("x_y.other (main.tf line 9)"))));
}

// What only refers to a revision is somebody's or nobody's business: nothing says that it is ours.
TEST(ServiceTargetsTest, WhatRefersToARevisionIsATargetOfItsService) {
  TreeNode schedule = Node("aws_scheduler_schedule.s", {.names = {}, .tag_keys = {"api"}});
  schedule.tag_arguments = {};
  schedule.revision_arguments = {"target"};
  TreeNode foreign = Node("aws_scheduler_schedule.t", {.names = {}, .tag_keys = {"agent"}});
  foreign.tag_arguments = {};
  foreign.revision_arguments = {"target"};
  const TargetFindings findings = Find({schedule, foreign});
  ASSERT_EQ(findings.Of("api").targets.size(), 1U);
  EXPECT_EQ(findings.Of("api").targets.front().address, "aws_scheduler_schedule.s");
  EXPECT_THAT(Messages(findings, "target_without_service"), IsEmpty());
}

TEST(ServiceTargetsTest, OneOfSeveralDeclarationsThatRunsTheImageIsEnough) {
  TreeNode twin = Node("module.api.aws_ecs_service.ignore_task_definition");
  twin.instances.clear();
  twin.absent = "count is 0";
  const TreeNode service = Node("module.api.aws_ecs_service.this");
  const TreeNode definition = Node("module.api.aws_ecs_task_definition.this");
  EXPECT_THAT(Messages(Find({twin, service, definition}), "target_without_instance"), IsEmpty());
  // A definition runs nothing.
  EXPECT_EQ(Messages(Find({twin, definition}), "target_without_instance").size(), 1U);
  EXPECT_EQ(Messages(Find({twin}), "target_without_instance").size(), 1U);
  TreeNode no_definition = definition;
  no_definition.instances.clear();
  no_definition.absent = "count is 0";
  EXPECT_THAT(Messages(Find({no_definition, service}), "target_without_instance"), IsEmpty());
  EXPECT_THAT(Messages(Find({twin, Node("module.other", {.names = {}, .tag_keys = {"api"}})}),
                       "target_without_instance"),
              IsEmpty());
}

TEST(ServiceTargetsTest, IgnoredImageChangesAreWarned) {
  TreeNode node = Node("x_y.z[\"api\"]");
  node.ignored = {"tags"};
  EXPECT_THAT(Messages(Find({node}), "target_ignores_image"), IsEmpty());
  node.ignored = {"image"};
  EXPECT_THAT(Messages(Find({node}), "target_ignores_image"),
              ElementsAre("x_y.z (main.tf line 3) ignores changes of image: a targeted apply does "
                          "not roll api."));
  node.ignored = {};
  node.ignores_all = true;
  EXPECT_EQ(Messages(Find({node}), "target_ignores_image").size(), 1);
}

TEST(ServiceTargetsTest, Scenario58WhatTerraformCantRollIsWarned) {
  TreeNode node = Node("aws_ecs_service.api");
  for (const std::string controller : {"", "ECS"}) {
    node.controller = controller;
    EXPECT_THAT(Messages(Find({node}), "target_rolled_elsewhere"), IsEmpty());
  }
  for (const std::string controller : {"CODE_DEPLOY", "EXTERNAL"}) {
    node.controller = controller;
    EXPECT_THAT(Messages(Find({node}), "target_rolled_elsewhere"),
                ElementsAre(HasSubstr(controller)));
  }
}

TEST(ServiceTargetsTest, Scenario58ARepositoryOfARegistryIsNoTarget) {
  for (const char* type : {"aws_ecr_repository", "aws_ecrpublic_repository",
                           "google_artifact_registry_repository", "azurerm_container_registry"}) {
    EXPECT_THAT(Find({Node(std::string(type) + ".api")}).Of("api").targets, IsEmpty()) << type;
  }
}

TEST(ServiceTargetsTest, AFileWhoseResourcesAreAllTargetsIsRolledWithTheirServices) {
  tfvars::ModuleTree tree;
  tree.nodes = {Node("x.api"), Node("x.web"), Node("x.vpc")};
  tree.nodes[2].files = {"vpc.tf"};
  tree.resource_files = {"main.tf", "vpc.tf"};
  const std::vector<AddressedService> targets{{"api", {At("x.api")}}, {"web", {At("x.web")}}};
  const auto rolled = RolledWith({"main.tf", "vpc.tf", "variables.tf"}, tree, targets);
  ASSERT_EQ(rolled.size(), 1U);
  EXPECT_THAT(rolled.at("main.tf"), ElementsAre("api", "web"));
  tree.nodes[1].unresolved = "count: nobody knows";
  EXPECT_THAT(RolledWith({"main.tf"}, tree, targets), IsEmpty());
}

TEST(ServiceTargetsTest, AResourceWithoutInstancesIsWarnedAndNoTarget) {
  TreeNode node = Node("module.api.x_y.z");
  node.instances.clear();
  node.absent = "module.api: count is 0";
  const TargetFindings findings = Find({node});
  EXPECT_THAT(findings.Of("api").targets, IsEmpty());
  EXPECT_THAT(Messages(findings, "target_without_instance"),
              ElementsAre("module.api.x_y.z (main.tf line 3) has no instance, so a targeted apply "
                          "can't roll api: module.api: count is 0."));
}

TEST(ServiceTargetsTest, TheStateTellsInstancesThatTheFilesDoNot) {
  TreeNode unknown = Node("module.m.x_y.z");
  unknown.instances.clear();
  unknown.unresolved = "module.m: for_each: it depends on data.a, which only Terraform knows";
  const TargetFindings findings = Find(
      {unknown, Node("a_b.c[\"api\"]")},
      State({"module.m[\"web\"].x_y.z", "module.m[\"cron\"].x_y.z", "a_b.c[\"clinical-api\"]"}));
  ASSERT_EQ(findings.Of("web").targets.size(), 1);
  EXPECT_EQ(findings.Of("web").targets.front().address, "module.m[\"web\"].x_y.z");
  EXPECT_TRUE(findings.Of("web").targets.front().from_state);
  EXPECT_EQ(findings.Of("api").targets.front().in_state, false);
  EXPECT_EQ(findings.unresolved.size(), 1);
  EXPECT_THAT(
      Messages(findings, "target_without_instance"),
      ElementsAre(HasSubstr("The state has a_b.c[\"clinical-api\"], which the files do not")));
}

TEST(ServiceTargetsTest, Scenario56WhatThereMayBeStaysATargetUntilTheStateKnowsBetter) {
  TreeNode unsure = Node("x_y.api");
  unsure.possible = std::move(unsure.instances);
  unsure.instances.clear();
  unsure.unresolved = "count is 0, but it depends on var.on, whose default may be overridden";
  TreeNode foreign = Node("x_y.vpc");
  foreign.possible = std::move(foreign.instances);
  foreign.instances.clear();
  foreign.unresolved = unsure.unresolved;
  const TargetFindings kept = Find({unsure, foreign});
  ASSERT_EQ(kept.Of("api").targets.size(), 1U);
  EXPECT_EQ(kept.Of("api").targets.front().address, "x_y.api");
  ASSERT_EQ(kept.unresolved.size(), 2U);
  EXPECT_THAT(kept.unresolved[0].services, ElementsAre("api"));
  EXPECT_THAT(kept.unresolved[1].services, IsEmpty());
  EXPECT_THAT(Messages(kept, "target_without_instance"), IsEmpty());

  const TargetFindings known = Find({unsure}, State({"x_y.api[0]"}));
  ASSERT_EQ(known.Of("api").targets.size(), 1U);
  EXPECT_EQ(known.Of("api").targets.front().address, "x_y.api[0]");
  EXPECT_THAT(known.unresolved[0].services, IsEmpty());
}

TEST(ServiceTargetsTest, Scenario58WhatIsThereAndWhatThereMayBeAreTargetsOfOneService) {
  TreeNode node = Node("x_y.z[\"api-eu\"]", {.names = {}, .tag_keys = {"api"}});
  for (const char* key : {"api-us", "web-us"}) {
    node.possible.push_back({At("x_y.z[\"" + std::string(key) + "\"]"),
                             {.names = {}, .tag_keys = {std::string(key).substr(0, 3)}}});
  }
  node.unresolved = "for_each: it depends on var.regions, which has no value in the files";
  const TargetFindings findings = Find({node});
  std::vector<std::string> addresses;
  for (const ServiceTarget& target : findings.Of("api").targets) {
    addresses.push_back(target.address);
  }
  EXPECT_THAT(addresses, ElementsAre("x_y.z[\"api-eu\"]", "x_y.z[\"api-us\"]"));
  EXPECT_EQ(findings.Of("web").targets.size(), 1U);
  EXPECT_THAT(findings.unresolved[0].services, ElementsAre("api", "web"));
}

TEST(ServiceTargetsTest, Scenario58WhatIsNobodysIsATargetOfAllWhoseTagsItHolds) {
  const auto holders = [](const std::string& instance, tfvars::Identity identity) {
    std::string all;
    for (const ServiceTargets& each : Find({Node(instance, std::move(identity))}).services) {
      if (!each.targets.empty()) all += each.service + " ";
    }
    return all;
  };
  EXPECT_EQ(holders("x_y.all", {.names = {}, .tag_keys = {}, .holds_map = true}),
            "api clinical-api web ");
  EXPECT_EQ(holders("x_y.all", {.names = {}, .tag_keys = {"api", "web", "old"}}), "api web ");
  // It is one of them, but nobody knows which.
  EXPECT_EQ(holders("x_y.all", {.names = {}, .tag_keys = {"api", "web"}, .is_one_of = true}), "");
  EXPECT_EQ(
      holders("module.m[\"eu\"].x_y.all[\"a\"]", {.names = {}, .tag_keys = {}, .holds_map = true}),
      "api clinical-api web ");
  EXPECT_EQ(holders("x_y.all[\"old\"]",
                    {.names = {}, .tag_keys = {}, .holds_map = true, .is_one_of = true}),
            "");
  EXPECT_EQ(holders("x_y.all[\"old\"]", {.names = {}, .tag_keys = {"api", "web"}}), "");
  EXPECT_EQ(holders("module.m[\"old\"].x_y.all", {.names = {}, .tag_keys = {"api", "web"}}), "");
  EXPECT_EQ(holders("module.m", {.names = {}, .tag_keys = {}, .holds_map = true}), "");
  // Somebody's own is that one's.
  EXPECT_EQ(holders("x_y.web", {.names = {}, .tag_keys = {"api", "web"}}), "web ");
}

TEST(ServiceTargetsTest, AMoveIsPendingWhileTheStateHasItsSource) {
  const struct {
    const char* from;
    const char* to;
    const char* state;
    bool pending;
  } cases[] = {
      {"x_y.a", "x_y.b", "x_y.a", true},
      {"x_y.a", "x_y.b", "x_y.a[\"k\"]", true},
      {"x_y.a", "x_y.b", "x_y.b", false},
      {"x_y.a", "x_y.a[\"k\"]", "x_y.a[\"k\"]", false},
      {"x_y.a", "x_y.a[\"k\"]", "x_y.a", true},
      {"x_y.a[0]", "x_y.a[\"k\"]", "x_y.a[0]", true},
      {"module.m", "module.m[\"k\"]", "module.m.x_y.z", true},
      {"module.m", "module.m[\"k\"]", "module.m[\"k\"].x_y.z", false},
      {"module.m", "module.n", "module.m[\"k\"].x_y.z", true},
  };
  for (const auto& [from, to, state, pending] : cases) {
    const TargetFindings findings = Find({}, State({state}), {{from, to, {"moved.tf", 1}}});
    EXPECT_EQ(Messages(findings, "moved_not_applied").size(), pending ? 1 : 0)
        << from << " -> " << to << " with " << state;
  }
  EXPECT_THAT(Messages(Find({}, {}, {{"x_y.a", "x_y.b", {"moved.tf", 1}}}), "moved_not_applied"),
              IsEmpty());
}

TEST(ServiceTargetsTest, ChangedFilesReachModulesAndServices) {
  tfvars::ModuleTree tree;
  tree.nodes = {Node("x_y.z[\"api\"]"), Node("module.m[\"web\"].x_y.z")};
  tree.nodes[0].files = {"infra/main.tf"};
  tree.nodes[1].files = {"modules/m/main.tf"};
  tree.nodes[1].directory = "modules/m";
  tree.modules = {{std::get<tfvars::ModuleInstance>(At("module.m[\"web\"]")), "modules/m"}};
  const TargetFindings findings = FindTargets(tree, kServices, {});
  const auto reach = [&](const char* file) { return ReachOf({file}, tree, findings); };
  EXPECT_THAT(reach("infra/main.tf").services, ElementsAre("api"));
  EXPECT_THAT(reach("infra/main.tf").modules, IsEmpty());
  EXPECT_THAT(reach("infra/other.tf").services, IsEmpty());
  EXPECT_THAT(reach("modules/m/variables.tf").services, ElementsAre("web"));
  EXPECT_THAT(reach("modules/m/variables.tf").modules, ElementsAre("module.m"));
}

}  // namespace
}  // namespace deltaplan::planner
