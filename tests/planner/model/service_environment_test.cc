#include "planner/model/service_environment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;

Service Named(const std::string& name, const std::string& image) {
  Service service;
  service.name = name;
  service.image = image;
  return service;
}

const std::vector<Service> kServices{Named("api", "api"), Named("legacy", "old"),
                                     Named("web", "front")};

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
    for (const Service& service : root.services) text += " " + service.name;
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
TEST(ServiceEnvironmentTest, Scenario60WordsOfAServiceStandInItsPathsAndItsPlace) {
  EnvironmentEntry environment = Environment("infra/{team}");
  environment.image_tags->file = "tags/{team}.json";
  environment.image_tags->place = {.path = "{team}_tag", .form = tfvars::TagPlace::Form::kScalar};
  environment.image_tags->place.words["team"];
  std::vector<Service> services = kServices;
  services[0].placeholders["team"] = {.text = "red", .pointer = ""};
  services[1].placeholders["team"] = {.text = "blue", .pointer = ""};
  services[2].placeholders["team"] = {.text = "red", .pointer = ""};
  EXPECT_THAT(Places(RootsOf(environment, services)),
              ElementsAre("infra/blue: legacy", "infra/red: api web"));
  const std::vector<TagMapServices> maps = TagMapsOf(environment, services);
  ASSERT_EQ(maps.size(), 2U);
  EXPECT_EQ(maps[1].entry.file, "tags/red.json");
  EXPECT_EQ(maps[1].entry.place.words.at("team").at("web"), "red");
  EXPECT_FALSE(SharesTagMap(environment, services[0]));
}

TEST(ServiceEnvironmentTest, ANameThatLeavesTheRepositoryLeadsNowhere) {
  EXPECT_EQ(RootOf(Environment("infra/{service}"), Named("../..", ""))->dir, "infra/../..");
}

TEST(ServiceEnvironmentTest, Scenario57AFileForEachServiceIsATagMapForEach) {
  EnvironmentEntry environment = Environment("infra");
  EXPECT_EQ(TagMapsOf(environment, kServices).size(), 1U);
  environment.image_tags->file = "infra/{service}/tags.json";
  const std::vector<TagMapServices> maps = TagMapsOf(environment, kServices);
  ASSERT_EQ(maps.size(), 3U);
  EXPECT_EQ(maps[1].entry.file, "infra/legacy/tags.json");
  EXPECT_THAT(NamesOf(maps[1].services), ElementsAre("legacy"));
}

// What stands in it under the name of a service whose tag stands elsewhere is not its tag.
TEST(ServiceEnvironmentTest, PlacesOfOneFileAreTagMapsOfTheirOwn) {
  EnvironmentEntry environment = Environment("infra");
  const tfvars::TagMap tags{{"api", "1"}, {"legacy", "2"}, {"ghost", "3"}};
  EXPECT_EQ(TagMapsOf(environment, kServices).front().SaidOf(tags), tags);
  Except(environment, "legacy",
         [](EnvironmentEntry& own) { own.image_tags->place.path = "a_legacy"; });
  const std::vector<TagMapServices> maps = TagMapsOf(environment, kServices);
  ASSERT_EQ(maps.size(), 2U);
  EXPECT_EQ(maps[0].entry.place.path, "a_legacy");
  EXPECT_EQ(maps[1].SaidOf(tags), (tfvars::TagMap{{"api", "1"}}));
  EXPECT_TRUE(maps[0].HoldsOneOf({"web", "legacy"}));
  EXPECT_FALSE(maps[0].HoldsOneOf({"web", "ghost"}));
  EXPECT_EQ(EndOfFile(maps, 0), 2U);
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
