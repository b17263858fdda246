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
