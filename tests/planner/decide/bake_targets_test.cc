#include "planner/decide/bake_targets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <variant>
#include <vector>

#include "planner/config/parse.h"
#include "planner/live/live_source.h"
#include "planner/report/plan_files.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class BakeTargetsTest : public ::testing::Test {
 protected:
  void Configure(const std::string& members) {
    auto parsed = ParseConfig(LiveSourceKinds(),
                              R"({"version": 1, "services": ["services/*"], )" + members + "}");
    ASSERT_TRUE(std::holds_alternative<Config>(parsed));
    config_ = std::get<Config>(std::move(parsed));
  }

  void AddImage(const std::string& name) { plan_.images.push_back({name, "new", {}, {}}); }

  void AddTargets() {
    const HeadFacts head{.commit = {}, .tree = {}, .short_sha = "new", .tag_format = "{short_sha}"};
    AddBakeTargets(config_, Environment(), platform_, head, plan_);
  }

  const EnvironmentEntry* Environment() const {
    return config_.environments.empty() ? nullptr : &config_.environments.front();
  }

  std::vector<std::string> Targets() const {
    std::vector<std::string> names;
    for (const BakeTarget& target : plan_.bake_targets) {
      names.push_back(target.name + (target.is_built ? "" : " (not built)"));
    }
    return names;
  }

  Config config_;
  Platform platform_;
  Plan plan_;
};

TEST_F(BakeTargetsTest, WithoutConfigurationTargetsHaveTheirTagsOnly) {
  AddImage("api");
  AddImage("team/api.v2");
  AddTargets();
  EXPECT_THAT(Targets(), ElementsAre("api", "team_api_v2"));
  EXPECT_EQ(plan_.bake_targets[1].reference, "team/api.v2:new");
  EXPECT_EQ(plan_.bake_targets[1].context, std::nullopt);
  EXPECT_EQ(plan_.images[1].repository, std::nullopt);
  EXPECT_EQ(plan_.images[1].bake_target, "team_api_v2");
  EXPECT_EQ(BakeJson(plan_), R"({
  "//": "Targets without a context are no builds of their own: give this file after the one that has theirs, or say how images are built with \"build\" in the configuration. The environment has no \"repository\", so images have no registry in their names: they can be neither pushed nor pulled from one.",
  "group": {
    "default": {
      "targets": [
        "api",
        "team_api_v2"
      ]
    }
  },
  "target": {
    "api": {
      "tags": ["api:new"]
    },
    "team_api_v2": {
      "tags": ["team/api.v2:new"]
    }
  }
}
)");
}

TEST_F(BakeTargetsTest, NamesThatBakeTakesForTheSameStayApart) {
  AddImage("a.b");
  AddImage("a/b");
  AddImage("a_b");
  AddImage("default");
  AddTargets();
  EXPECT_THAT(Targets(), ElementsAre("a_b", "a_b_2", "a_b_3", "default_2"));
  EXPECT_EQ(plan_.images[2].bake_target, "a_b_3");
}

TEST_F(BakeTargetsTest, NoNameIsAFlagOfBake) {
  AddImage("--print");
  AddImage("-a");
  AddImage("_a");
  AddImage("a-b");
  AddTargets();
  EXPECT_THAT(Targets(), ElementsAre("_-print", "_a", "_a_2", "a-b"));
}

TEST_F(BakeTargetsTest, BuildsComeFromTheConfigurationAnImagesOwnFirst) {
  Configure(
      R"("build": {"dockerfile": "services/{image}/Dockerfile", "args": {"NAME": "{image}", "HOME": "$${HOME}"}},
               "images": [{"name": "web", "build": {"context": "apps/{image}"}}],
               "environments": {"prod": {"repository": "r.example.com/{env}/{image}"}})");
  AddImage("api");
  AddImage("web");
  AddTargets();
  EXPECT_EQ(plan_.images[0].repository, "r.example.com/prod/api");
  const BakeTarget& api = plan_.bake_targets[0];
  EXPECT_EQ(api.reference, "r.example.com/prod/api:new");
  EXPECT_EQ(api.context, ".");
  EXPECT_EQ(api.dockerfile, "services/api/Dockerfile");
  EXPECT_THAT(api.args, ElementsAre(Pair("HOME", "$${HOME}"), Pair("NAME", "api")));
  EXPECT_EQ(plan_.bake_targets[1].context, "apps/web");
  EXPECT_EQ(plan_.bake_targets[1].dockerfile, "Dockerfile");
  EXPECT_THAT(BakeJson(plan_), ::testing::HasSubstr(R"("HOME": "$$${HOME}")"));
  EXPECT_EQ(BuildOf(config_, "api")->DockerfileOf("api"), "services/api/Dockerfile");
  EXPECT_EQ(BuildOf(config_, "web")->DockerfileOf("web"), "apps/web/Dockerfile");
}

TEST_F(BakeTargetsTest, AnImageLiesInTheRepositoryOfTheServiceThatRunsIt) {
  Configure(R"("environments": {"prod": {"repository": "r.example.com/{image}", "services": {
      "legacy": {"repository": "old.example.com/{image}"}}}})");
  for (const char* name : {"api", "legacy"}) {
    Service service;
    service.name = name;
    service.image = std::string(name) + "-image";
    platform_.services.push_back(service);
    AddImage(service.image);
  }
  AddTargets();
  EXPECT_EQ(plan_.images[0].repository, "r.example.com/api-image");
  EXPECT_EQ(plan_.images[1].repository, "old.example.com/legacy-image");
  EXPECT_EQ(plan_.bake_targets[0].reference, "r.example.com/api-image:new");
  EXPECT_EQ(plan_.bake_targets[1].reference, "old.example.com/legacy-image:new");
}

TEST_F(BakeTargetsTest, BasesThatStayAsTheyAreCanBeBuiltToo) {
  Configure(R"("images": [{"name": "base", "path": "base", "from": ["os"], "build": {}},
                          {"name": "os", "path": "os"}])");
  platform_.images.push_back({"api", {}, {}, {"base"}});
  platform_.images.push_back({"base", {}, {}, {"os"}});
  platform_.images.push_back({"os", {}, {}, {}});
  AddImage("api");
  AddTargets();
  EXPECT_THAT(Targets(), ElementsAre("api", "base (not built)"));
  EXPECT_THAT(plan_.bake_targets[0].from, ElementsAre(Pair("base", "base")));
  // Nobody says how to build it, so the Dockerfile has to know where it is.
  EXPECT_THAT(plan_.bake_targets[1].from, IsEmpty());
  EXPECT_THAT(BakeJson(plan_), ::testing::HasSubstr(R"("base": "target:base")"));
}

TEST_F(BakeTargetsTest, ABaseOfABaseIsBuiltForIt) {
  Configure(R"("images": [{"name": "base", "path": "base", "from": ["os"], "build": {}},
                          {"name": "os", "path": "os", "build": {}}])");
  platform_.images.push_back({"api", {}, {}, {"base"}});
  platform_.images.push_back({"base", {}, {}, {"os"}});
  platform_.images.push_back({"os", {}, {}, {}});
  AddImage("api");
  AddTargets();
  EXPECT_THAT(Targets(), ElementsAre("api", "base (not built)", "os (not built)"));
  EXPECT_THAT(plan_.bake_targets[1].from, ElementsAre(Pair("os", "os")));
}

}  // namespace
}  // namespace deltaplan::planner
