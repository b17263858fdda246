#include "planner/model/input_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <string>
#include <vector>

namespace deltaplan::planner {
namespace {

using graph::NodeId;
using graph::NodeKind;
using ::testing::ElementsAre;
using Kind = EdgeOrigin::Kind;

graph::RepoPath InMap(const std::string& text) { return *graph::RepoPath::Parse(text); }

// One service on a base image, with a package.
class InputMapTest : public ::testing::Test {
 protected:
  InputMapTest() {
    Service service;
    service.name = service.image = "api";
    service.path = InMap("services/api");
    platform_.services = {service};
    platform_.packages = {{"lib", InMap("packages/lib"), {}, {}}};
    platform_.images = {{"api", {}, {}, {"base"}}, {"base", {InMap("images/base")}, {}, {}}};
  }

  Service& service() { return platform_.services[0]; }
  Image& base() { return platform_.images[1]; }

  // The paths that a node depends on, near and far, its own among them.
  std::set<std::string> PathsBelow(NodeKind kind, const std::string& name) const {
    const InputMap map(platform_, {});
    std::set<std::string> paths;
    const graph::Closure closure(map.graph(), *map.graph().Find(kind, name));
    for (const NodeId node : closure.nodes()) {
      for (const NodeInput& input : map.InputsOf(node)) {
        paths.insert(map.trie().PathOf(input.input).bytes());
      }
    }
    return paths;
  }

  // Where the edge from the service comes from.
  Kind OriginOf(NodeKind kind, const std::string& name) const {
    const InputMap map(platform_, {});
    const auto origins = map.OriginsOf(map.ServiceNode(0), *map.graph().Find(kind, name));
    EXPECT_EQ(origins.size(), 1U);
    return origins.front().kind;
  }

  Platform platform_;
};

TEST_F(InputMapTest, ABaseImageDependsOnBuildInputsLikeAService) {
  platform_.build_inputs = {InMap("tools/build")};
  platform_.taken_build_inputs = {InMap("pnpm-lock.yaml")};
  base().build_inputs = {InMap("images/lock")};
  EXPECT_THAT(PathsBelow(NodeKind::kBaseImage, "base"),
              ElementsAre("images/base", "images/lock", "pnpm-lock.yaml", "tools/build"));
}

TEST_F(InputMapTest, ABaseImageDependsOnItsPackagesAndOnTheBaseBelowIt) {
  base().packages = {"lib"};
  base().from = {"os"};
  platform_.images.push_back({"os", {InMap("images/os")}, {}, {}});
  EXPECT_THAT(PathsBelow(NodeKind::kBaseImage, "base"),
              ElementsAre("images/base", "images/os", "packages/lib"));
}

TEST_F(InputMapTest, ABaseImageThatAServiceRunsDependsOnAllThatTheServiceIsMadeOf) {
  service().packages = {"lib"};
  service().inputs = {InMap("proto")};
  service().build_inputs = {InMap("services/lock")};
  platform_.images = {{"web", {}, {}, {"api"}}};
  EXPECT_THAT(PathsBelow(NodeKind::kBaseImage, "api"),
              ElementsAre("packages/lib", "proto", "services/api", "services/lock"));
}

TEST_F(InputMapTest, AnEdgeToABuildInputSaysWhetherTheConfigurationOrTheWorkspaceHasIt) {
  platform_.build_inputs = {InMap("tools/build")};
  service().build_inputs = {InMap("services/lock")};
  EXPECT_EQ(OriginOf(NodeKind::kBuildInput, "tools/build"), Kind::kBuildInputs);
  EXPECT_EQ(OriginOf(NodeKind::kBuildInput, "services/lock"), Kind::kWorkspace);
}

TEST_F(InputMapTest, AnEdgeToAPackageComesFromWhereTheConfigurationLooksForDependencies) {
  service().packages = {"lib"};
  platform_.dependencies = DependencyMode::kAll;
  EXPECT_EQ(OriginOf(NodeKind::kPackage, "lib"), Kind::kPackages);
  platform_.dependencies = DependencyMode::kDeclared;
  EXPECT_EQ(OriginOf(NodeKind::kPackage, "lib"), Kind::kDependsOn);
  platform_.dependencies = DependencyMode::kWorkspace;
  EXPECT_EQ(OriginOf(NodeKind::kPackage, "lib"), Kind::kWorkspace);
}

TEST_F(InputMapTest, WhatSaysAnEdgeItselfIsItsOrigin) {
  platform_.dependencies = DependencyMode::kWorkspace;
  service().packages = {"lib"};
  service().depends_on = {"lib"};
  EXPECT_EQ(OriginOf(NodeKind::kPackage, "lib"), Kind::kDependsOn);
  service().depends_on = {};
  platform_.found_edges[{"services/api", "packages/lib"}] = {
      {.kind = Kind::kManifest, .file = "services/api/package.json", .section = "dependencies"}};
  EXPECT_EQ(OriginOf(NodeKind::kPackage, "lib"), Kind::kManifest);
  EXPECT_EQ(OriginOf(NodeKind::kBaseImage, "base"), Kind::kFrom);
}

TEST_F(InputMapTest, WhatIsNoPartOfAPackageIsOneOfWhoNamesTheWholeDirectory) {
  platform_.packages[0].without = {InMap("packages/lib/inner")};
  const auto without = [&] {
    const InputMap map(platform_, {});
    return map.WithoutOf(*map.trie().Find(InMap("packages/lib")));
  };
  EXPECT_THAT(without(), ElementsAre(InMap("packages/lib/inner")));
  service().inputs = {InMap("packages/lib")};
  EXPECT_THAT(without(), ElementsAre());
  service().inputs.clear();
  platform_.packages.push_back(platform_.packages[0]);
  platform_.packages[1].name = "twin";
  EXPECT_THAT(without(), ElementsAre(InMap("packages/lib/inner"))) << "nobody means it";
  platform_.packages[0].without.clear();
  EXPECT_THAT(without(), ElementsAre()) << "whoever comes first";
}

TEST_F(InputMapTest, ALinkLeadsOnFromWhereItLeads) {
  InputMap map(platform_, {});
  map.AddLinkTargets({{InMap("far/l"), InMap("farther")},
                      {InMap("packages/lib/l"), InMap("far")},
                      {InMap("packages/lib/m"), InMap("packages/lib/f")},
                      {InMap("services/api/l"), InMap("services/api/f")}});
  EXPECT_NE(map.trie().Find(InMap("farther")), std::nullopt);
  for (const char* inside : {"packages/lib/f", "services/api/f"}) {
    EXPECT_EQ(map.trie().Find(InMap(inside)), std::nullopt) << "it is part of it already";
  }
}

TEST_F(InputMapTest, TheInputsOfANodeAreSortedEachOnce) {
  service().inputs = {InMap("services/api"), InMap("z"), InMap("a")};
  const InputMap map(platform_, {});
  std::vector<std::string> paths;
  for (const NodeInput& input : map.InputsOf(map.ServiceNode(0))) {
    paths.push_back(map.trie().PathOf(input.input).bytes());
  }
  EXPECT_THAT(paths, ElementsAre("a", "services/api", "z"));
}

TEST_F(InputMapTest, WhatAServiceNeedsTwiceIsOneInput) {
  service().packages = {"lib"};
  service().inputs = {InMap("packages/lib"), InMap("a")};
  const InputMap map(platform_, {});
  std::vector<std::string> paths;
  for (const graph::InputId input : map.InputsOfService(0)) {
    paths.push_back(map.trie().PathOf(input).bytes());
  }
  EXPECT_THAT(paths, ElementsAre("a", "images/base", "packages/lib", "services/api"));
}

TEST_F(InputMapTest, WhatSaysAnEdgeTwiceIsOneOrigin) {
  platform_.dependencies = DependencyMode::kWorkspace;
  service().packages = {"lib"};
  const EdgeOrigin origin{.kind = Kind::kManifest, .file = "services/api/package.json"};
  platform_.found_edges[{"services/api", "packages/lib"}] = {origin, origin};
  service().depends_on = {"gone"};  // from head
  EXPECT_EQ(OriginOf(NodeKind::kPackage, "lib"), Kind::kManifest);
}

TEST_F(InputMapTest, AServiceDependsOnItsImageAndOnThePackagesOfBoth) {
  platform_.dependencies = DependencyMode::kWorkspace;
  platform_.packages = {{"core", InMap("packages/core"), {InMap("core.json")}, {}},
                        {"lib", InMap("packages/lib"), {}, {"core"}},
                        {"tools", InMap("packages/tools"), {}, {}},
                        {"unused", InMap("packages/unused"), {}, {}}};
  platform_.images[0].packages = {"tools"};
  platform_.images[0].paths = {InMap("docker/api")};
  EXPECT_THAT(PathsBelow(NodeKind::kService, "api"),
              ElementsAre("docker/api", "images/base", "packages/tools", "services/api"));
  service().packages = {"lib"};
  EXPECT_THAT(PathsBelow(NodeKind::kService, "api"),
              ElementsAre("core.json", "docker/api", "images/base", "packages/core", "packages/lib",
                          "packages/tools", "services/api"));
}

TEST_F(InputMapTest, WhereNobodyTellsDependenciesAServiceDependsOnAllPackages) {
  platform_.dependencies = DependencyMode::kAll;
  EXPECT_THAT(PathsBelow(NodeKind::kService, "api"),
              ElementsAre("images/base", "packages/lib", "services/api"));
}

TEST_F(InputMapTest, AServiceThatIsBuiltElsewhereHasNoInputs) {
  service().path.reset();
  service().depends_on = {"lib"};
  EXPECT_THAT(PathsBelow(NodeKind::kService, "api"), ElementsAre());
}

TEST_F(InputMapTest, NodesAreCalledByWhereTheyStand) {
  const InputMap map(platform_, {});
  EXPECT_EQ(map.DisplayName(map.ServiceNode(0)), "services/api");
  EXPECT_EQ(map.DisplayName(*map.graph().Find(NodeKind::kPackage, "lib")), "packages/lib");
  EXPECT_EQ(map.DisplayName(*map.graph().Find(NodeKind::kBaseImage, "base")), "base");
}

TEST_F(InputMapTest, ALinkInWhatIsNoPartOfAPackageLeadsNowhereForIt) {
  platform_.packages[0].without = {InMap("packages/lib/inner")};
  InputMap map(platform_, {});
  map.AddLinkTargets({{InMap("packages/lib/inner/l"), InMap("far")},
                      {InMap("packages/lib/innermost"), InMap("proto")}});
  EXPECT_EQ(map.trie().Find(InMap("far")), std::nullopt);
  EXPECT_NE(map.trie().Find(InMap("proto")), std::nullopt);
}

TEST_F(InputMapTest, AnEdgeThatAWorkspaceHasBetweenOthersIsNone) {
  platform_.dependencies = DependencyMode::kWorkspace;
  service().packages = {"lib"};
  platform_.found_edges[{"services/gone", "packages/lib"}] = {{.kind = Kind::kManifest}};
  platform_.found_edges[{"services/api", "packages/gone"}] = {{.kind = Kind::kManifest}};
  EXPECT_EQ(OriginOf(NodeKind::kPackage, "lib"), Kind::kWorkspace);
}

}  // namespace
}  // namespace deltaplan::planner
