#include "planner/decide/affected.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

graph::RepoPath At(const std::string& text) { return *graph::RepoPath::Parse(text); }

// web needs packages/ui, which needs packages/base; api needs packages/base itself. pnpm-lock.yaml
// is everybody's build input.
class AffectedTest : public ::testing::Test {
 protected:
  AffectedTest() {
    AddService("api", {"packages/base"});
    AddService("web", {"packages/ui"});
    platform_.packages = {
        {.name = "packages/base", .path = At("packages/base"), .inputs = {}, .packages = {}},
        {.name = "packages/ui",
         .path = At("packages/ui"),
         .inputs = {},
         .packages = {"packages/base"}}};
    platform_.build_inputs = {At("pnpm-lock.yaml")};
    platform_.dependencies = DependencyMode::kDeclared;
  }

  Service& AddService(const std::string& name, std::vector<std::string> packages) {
    Service& service = platform_.services.emplace_back();
    service.name = service.image = name;
    service.path = At("services/" + name);
    service.packages = std::move(packages);
    return service;
  }

  AffectedBy Ask(const std::string& path) const {
    InputMap inputs(platform_, {});
    inputs.AddLinkTargets(links_);
    const PathFacts facts{platform_, std::move(inputs), graph::IgnoreRules(ignore_)};
    return AffectedByChange(facts, config_, path.empty() ? graph::RepoPath() : At(path));
  }
  // "name: way" of each service.
  std::vector<std::string> Ways(const std::string& path) const {
    std::vector<std::string> ways;
    for (const AffectedService& service : Ask(path).services) {
      std::string way = service.name + ":";
      for (const std::string& step : service.via) way += " " + step;
      ways.push_back(std::move(way));
    }
    return ways;
  }

  Platform platform_;
  std::vector<LinkedPath> links_;
  std::vector<std::string> ignore_;
  std::optional<std::string> config_ = "deltaplan.json";
};

TEST_F(AffectedTest, AFileAffectsWhoeverDependsOnItsOwner) {
  const AffectedBy answer = Ask("packages/base/a.ts");
  EXPECT_EQ(answer.path, "packages/base/a.ts");
  EXPECT_TRUE(answer.owned);
  EXPECT_FALSE(answer.ignored);
  EXPECT_THAT(Ways("packages/base/a.ts"),
              ElementsAre("api: packages/base services/api",
                          "web: packages/base packages/ui services/web"));
  EXPECT_THAT(Ways("packages/ui"), ElementsAre("web: packages/ui services/web"));
  EXPECT_THAT(Ways("services/api/a.ts"), ElementsAre("api: services/api"));
}

TEST_F(AffectedTest, ADirectoryAffectsWhoeverOwnsSomethingInIt) {
  EXPECT_THAT(Ways("services"), ElementsAre("api: services/api", "web: services/web"));
  EXPECT_THAT(Ways("packages"),
              ElementsAre("api: packages/base services/api", "web: packages/ui services/web"))
      << "the shortest way";
  EXPECT_THAT(Ways(""), ElementsAre("api: services/api", "web: services/web"));
}

TEST_F(AffectedTest, WhatNobodyOwnsAffectsNobody) {
  const AffectedBy answer = Ask("docs/a.md");
  EXPECT_FALSE(answer.owned);
  EXPECT_FALSE(answer.ignored);
  EXPECT_THAT(answer.services, IsEmpty());
}

TEST_F(AffectedTest, WhatNobodyDependsOnIsOwnedAllTheSame) {
  platform_.services[1].packages.clear();
  const AffectedBy answer = Ask("packages/ui/a.ts");
  EXPECT_TRUE(answer.owned);
  EXPECT_THAT(answer.services, IsEmpty());
}

TEST_F(AffectedTest, IgnoreRulesHideAPathFromAllButBuildInputs) {
  ignore_ = {"*.md", "*.yaml"};
  const AffectedBy answer = Ask("services/api/a.md");
  EXPECT_TRUE(answer.ignored);
  EXPECT_FALSE(answer.owned);
  EXPECT_THAT(answer.services, IsEmpty());
  EXPECT_FALSE(Ask("a.md").ignored) << "nobody owns it anyway";
  EXPECT_FALSE(Ask("pnpm-lock.yaml").ignored);
  EXPECT_THAT(Ways("pnpm-lock.yaml"),
              ElementsAre("api: pnpm-lock.yaml services/api", "web: pnpm-lock.yaml services/web"));
}

TEST_F(AffectedTest, ALinkIsNamedOnTheWay) {
  links_ = {{At("services/api/proto"), At("proto")}};
  EXPECT_THAT(Ways("proto/a.proto"), ElementsAre("api: proto services/api/proto services/api"));
}

TEST_F(AffectedTest, TheConfigurationMayReachEveryService) {
  const AffectedBy answer = Ask("deltaplan.json");
  EXPECT_FALSE(answer.owned);
  EXPECT_THAT(Ways("deltaplan.json"),
              ElementsAre("api: deltaplan.json services/api", "web: deltaplan.json services/web"));
  config_.reset();
  EXPECT_THAT(Ways("deltaplan.json"), IsEmpty());
}

TEST_F(AffectedTest, AManifestThatIsReadMayReachEveryServiceBelowIt) {
  platform_.read_files = {At("services/package.json"), At("tools/package.json")};
  EXPECT_THAT(Ways("services/package.json"),
              ElementsAre("api: services/package.json services/api",
                          "web: services/package.json services/web"));
  EXPECT_THAT(Ways("tools/package.json"), IsEmpty());
}

TEST_F(AffectedTest, AWayThroughTheGraphIsToldBeforeAManifest) {
  platform_.read_files = {At("services/api/package.json")};
  EXPECT_THAT(Ways("services/api/package.json"), ElementsAre("api: services/api"));
}

TEST_F(AffectedTest, WhatIsBuiltElsewhereIsAffectedByNothing) {
  platform_.services.push_back({});
  platform_.services.back().name = platform_.services.back().image = "proxy";
  EXPECT_THAT(Ways("deltaplan.json"),
              ElementsAre("api: deltaplan.json services/api", "web: deltaplan.json services/web"));
  EXPECT_THAT(Ways(""), ElementsAre("api: services/api", "web: services/web"));
}

}  // namespace
}  // namespace deltaplan::planner
