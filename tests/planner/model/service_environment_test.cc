#include "planner/model/service_environment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;

const std::vector<ServiceNames> kServices{{.service = "api", .image = "api"},
                                          {.service = "legacy", .image = "old"},
                                          {.service = "web", .image = "front"}};

EnvironmentEntry Environment(const std::string& dir) {
  EnvironmentEntry environment;
  environment.name = "prod";
  environment.image_tags.emplace();
  environment.image_tags->file = "tags.json";
  environment.terraform.emplace();
  environment.terraform->root.dir = dir;
  environment.terraform->targets.is_auto = true;
  return environment;
}

// As the configuration's parser makes them: what was not written is the environment's.
void Except(EnvironmentEntry& environment, const std::string& service, auto change) {
  EnvironmentEntry own = environment;
  own.exceptions.clear();
  own.terraform->targets = {};
  change(own);
  environment.exceptions.push_back({.pointer = "", .service = service, .environment = own});
}

std::vector<std::string> Places(const std::vector<RootServices>& roots) {
  std::vector<std::string> places;
  for (const RootServices& root : roots) {
    std::string text = root.root.dir + ":";
    for (const ServiceNames& names : root.services) text += " " + names.service;
    places.push_back(text);
  }
  return places;
}

TEST(ServiceEnvironmentTest, Scenario57APatternMakesARootForEachService) {
  EXPECT_THAT(Places(RootsOf(Environment("infra"), kServices)),
              ElementsAre("infra: api legacy web"));
  EXPECT_THAT(
      Places(RootsOf(Environment("infra/{env}/{image}"), kServices)),
      ElementsAre("infra/prod/api: api", "infra/prod/front: web", "infra/prod/old: legacy"));
}

TEST(ServiceEnvironmentTest, Scenario57AnExceptionMovesOneService) {
  EnvironmentEntry environment = Environment("infra");
  Except(environment, "legacy",
         [](EnvironmentEntry& own) { own.terraform->root.dir = "old/{service}"; });
  EXPECT_THAT(Places(RootsOf(environment, kServices)),
              ElementsAre("infra: api web", "old/legacy: legacy"));
}

TEST(ServiceEnvironmentTest, Scenario57TwoWorkspacesOfOneDirectoryAreTwoRoots) {
  EnvironmentEntry environment = Environment("infra");
  environment.terraform->root.workspace = "{env}";
  Except(environment, "web", [](EnvironmentEntry& own) { own.terraform->root.workspace = "edge"; });
  const std::vector<RootServices> roots = RootsOf(environment, kServices);
  ASSERT_EQ(roots.size(), 2U);
  EXPECT_EQ(roots[0].root.workspace, "edge");
  EXPECT_EQ(roots[1].root.workspace, "prod");
}

TEST(ServiceEnvironmentTest, NamesAreFilledInEverywhere) {
  EnvironmentEntry environment = Environment("{service}");
  TerraformRoot& root = environment.terraform->root;
  root.var_files = {"env/./{env}.tfvars", "{service}.tfvars"};
  root.vars = {{"name", "{image}-{env}"}};
  const TerraformRoot filled = *RootOf(environment, kServices[2]);
  EXPECT_EQ(filled.dir, "web");
  EXPECT_THAT(filled.var_files, ElementsAre("env/prod.tfvars", "web.tfvars"));
  EXPECT_EQ(filled.vars.at("name"), "front-prod");
}

// It is not found, and that is said: it must not be found somewhere else.
TEST(ServiceEnvironmentTest, ANameThatLeavesTheRepositoryLeadsNowhere) {
  EXPECT_EQ(RootOf(Environment("infra/{service}"), {.service = "../..", .image = ""})->dir,
            "infra/../..");
}

TEST(ServiceEnvironmentTest, Scenario57AFileForEachServiceIsATagMapForEach) {
  EnvironmentEntry environment = Environment("infra");
  EXPECT_EQ(TagMapsOf(environment, kServices).size(), 1U);
  environment.image_tags->file = "infra/{service}/tags.json";
  const std::vector<TagMapServices> maps = TagMapsOf(environment, kServices);
  ASSERT_EQ(maps.size(), 3U);
  EXPECT_EQ(maps[1].entry.file, "infra/legacy/tags.json");
  EXPECT_THAT(maps[1].services, ElementsAre("legacy"));
}

TEST(ServiceEnvironmentTest, WhoseTargetsCount) {
  EnvironmentEntry environment = Environment("infra");
  Except(environment, "legacy",
         [](EnvironmentEntry& own) { own.terraform->targets.patterns = {"module.a"}; });
  Except(environment, "web", [](EnvironmentEntry& own) { own.terraform->root.dir = "web"; });
  Service service;
  service.name = "legacy";
  service.targets.patterns = {"module.own"};
  EXPECT_THAT(TargetsOf(&environment, service).patterns, ElementsAre("module.a"));
  service.name = "web";
  EXPECT_THAT(TargetsOf(&environment, service).patterns, ElementsAre("module.own"));
  service.targets = {};
  EXPECT_TRUE(TargetsOf(&environment, service).is_auto);
  EXPECT_TRUE(TargetsOf(nullptr, service).IsEmpty());
}

}  // namespace
}  // namespace deltaplan::planner
