// Commits that hold their configuration, and the project that stands at the last of them.
#ifndef DELTAPLAN_TESTS_PLANNER_FACTS_PROJECT_FIXTURE_H_
#define DELTAPLAN_TESTS_PLANNER_FACTS_PROJECT_FIXTURE_H_

#include <cstddef>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "planner/facts/dead_paths.h"
#include "planner/facts/project.h"
#include "planner/model/comparison.h"
#include "tests/support/fake_world.h"

namespace deltaplan::testing {

class ProjectTest : public ::testing::Test {
 protected:
  /// A commit of `files` and the configuration, which is checked out.
  graph::ObjectId Commit(const std::string& config, const FakeFilesOfCommit& files) {
    world_.Configure(config);
    return world_.objects.Commit(files);
  }

  const planner::Project& Open() {
    auto opened = planner::Project::Open({}, ports_);
    EXPECT_TRUE(opened) << opened.error().diagnostics;
    project_ = *std::move(opened);
    return *project_;
  }
  const graph::ObjectId& HeadTree() const { return project_->head().tree; }

  planner::Baseline At(const graph::ObjectId& commit) const {
    const planner::CommitInfo& info = world_.objects.commits.at(commit);
    return {.commit = info.id, .tree = info.tree, .time = info.time};
  }

  /// What head means, with the services live at the baselines of these indexes; others at none.
  planner::PlatformFacts LiveAt(const std::map<std::string, std::size_t>& baselines) const {
    planner::PlatformFacts all{.platform = *project_->Expand(HeadTree()), .services = {}};
    for (const planner::Service& service : all.platform.services) {
      planner::ServiceFacts& facts = all.services.emplace_back();
      const auto baseline = baselines.find(service.name);
      if (baseline == baselines.end()) continue;
      facts.baseline = baseline->second;
      facts.live_tag = service.name + "-tag";
    }
    return all;
  }

  FakeWorld world_;
  planner::Ports ports_ = world_.ports();
  std::unique_ptr<planner::Project> project_;
};

/// The codes of `warnings`, in their order.
inline std::vector<std::string> CodesOf(const planner::Warnings& warnings) {
  std::vector<std::string> codes;
  for (const planner::Warning& warning : warnings) codes.emplace_back(planner::CodeOf(warning));
  return codes;
}

inline graph::RepoPath RepoPathOf(const std::string& text) { return *graph::RepoPath::Parse(text); }

}  // namespace deltaplan::testing

#endif  // DELTAPLAN_TESTS_PLANNER_FACTS_PROJECT_FIXTURE_H_
