#include "planner/facts/work_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/planner/facts/project_fixture.h"

namespace deltaplan::planner {
namespace {

using testing::CodesOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RepoPathOf;

constexpr const char* kLockConfig = R"({"version": 1, "services": ["services/*"],
                                    "build_inputs": ["*.lock"], "ignore": ["*.md", "old.lock"]})";

class FactsOfTheWorkTreeTest : public testing::ProjectTest {
 protected:
  FactsOfTheWorkTreeTest() {
    Commit(kLockConfig, {{"services/api/a", "1"}, {"pnpm.lock", "1"}, {"docs/x", "1"}});
  }

  // The paths that are dirty, where these are changed.
  std::vector<std::string> Dirty(const std::vector<std::string>& changed) {
    world_.objects.work_tree_changes.clear();
    for (const std::string& path : changed) {
      world_.objects.work_tree_changes.push_back({RepoPathOf(path), false});
    }
    const Project& project = Open();
    const Platform platform = *project.Expand(HeadTree());
    const InputMap inputs(platform, graph::Parallelism());
    DirtySearch search = DirtySearch::Begin(project, platform, world_.files);
    auto found = search.Finish(project, inputs, graph::IgnoreRules(project.config().ignore));
    EXPECT_TRUE(found);
    std::vector<std::string> paths;
    for (const DirtyFile& file : *found) paths.push_back(file.path);
    return paths;
  }
  Warnings WarningsNow() {
    const Project& project = Open();
    const Platform platform = *project.Expand(HeadTree());
    const InputMap inputs(platform, graph::Parallelism());
    auto found = RepositoryWarnings(project, platform, inputs,
                                    graph::IgnoreRules(project.config().ignore), world_.files);
    EXPECT_TRUE(found);
    return *found;
  }
};

TEST_F(FactsOfTheWorkTreeTest, InputsAndTheConfigurationAreDirtyAndNothingElse) {
  EXPECT_THAT(Dirty({"deltaplan.json", "docs/x", "pnpm.lock", "services/api/a"}),
              ElementsAre("deltaplan.json", "pnpm.lock", "services/api/a"));
  EXPECT_THAT(Dirty({}), IsEmpty());
}

TEST_F(FactsOfTheWorkTreeTest, WhatAnIgnoreRuleHidesIsCleanButForBuildInputs) {
  EXPECT_THAT(Dirty({"services/api/read.md"}), IsEmpty());
  // A new file that a pattern of build inputs matches, ignored or not.
  EXPECT_THAT(Dirty({"old.lock"}), ElementsAre("old.lock"));
}

TEST_F(FactsOfTheWorkTreeTest, ABareRepositoryHasNothingUncommitted) {
  world_.objects.facts.work_dir.reset();
  world_.objects.facts.git_dir = "/repo";
  EXPECT_THAT(Dirty({"services/api/a"}), IsEmpty());
  EXPECT_THAT(CodesOf(CheckoutWarnings(Open())), IsEmpty());
}

TEST_F(FactsOfTheWorkTreeTest, AnotherHeadThanTheCheckedOutOneIsToldOf) {
  EXPECT_THAT(CodesOf(CheckoutWarnings(Open())), IsEmpty());
  const graph::ObjectId other = world_.objects.names.at("HEAD");
  Commit(kLockConfig, {{"services/api/a", "2"}});
  world_.objects.names["release"] = other;
  ProjectRequest request;
  request.head = "release";
  project_ = *Project::Open(request, ports_);
  EXPECT_THAT(CodesOf(CheckoutWarnings(*project_)), ElementsAre("head_not_checked_out"));
}

TEST_F(FactsOfTheWorkTreeTest, DirectoriesThatGitHidesFromServicesAreToldOf) {
  world_.files.texts["/repo/services/api/a"] = "1";
  world_.files.texts["/repo/services/new/a"] = "1";
  EXPECT_THAT(CodesOf(WarningsNow()), IsEmpty());
  world_.objects.ignored = {"services/new"};
  EXPECT_THAT(CodesOf(WarningsNow()), ElementsAre("ignored_service_directory"));
}

TEST_F(FactsOfTheWorkTreeTest, ReplacedObjectsAreToldOf) {
  world_.objects.facts.has_replace_refs = true;
  EXPECT_THAT(CodesOf(WarningsNow()), ElementsAre("replace_refs"));
}

}  // namespace
}  // namespace deltaplan::planner
