// A repository in memory, for tests of everything that asks one.
#ifndef DELTAPLAN_TESTS_SUPPORT_FAKE_REPOSITORY_H_
#define DELTAPLAN_TESTS_SUPPORT_FAKE_REPOSITORY_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/ports/git_repository.h"
#include "tests/support/memory_trees.h"

namespace deltaplan::testing {

using FakeFilesOfCommit = std::map<std::string, std::string>;

/// What a fake repository holds; several handles may share it.
struct FakeObjects {
  graph::MemoryTrees trees;
  std::map<graph::ObjectId, planner::CommitInfo> commits;
  std::map<graph::ObjectId, std::vector<graph::ObjectId>> parents;
  std::map<std::string, graph::ObjectId, std::less<>> names;  ///< branches, tags, "HEAD"
  planner::RepositoryFacts facts{.git_dir = "/repo/.git", .work_dir = "/repo", .remote = "origin"};
  std::vector<planner::WorkTreeChange> work_tree_changes;
  std::set<std::string> ignored;
  std::optional<std::string> config;  ///< in each commit that has no other

  /// A commit with these files on top of HEAD, which moves to it.
  graph::ObjectId Commit(FakeFilesOfCommit files) {
    if (config) files.try_emplace("deltaplan.json", *config);
    planner::CommitInfo info;
    info.tree = trees.AddFiles(files);
    info.time = 1'700'000'000 + static_cast<std::int64_t>(commits.size());
    // Ids count from 1 in their first byte: "01", "02", ...
    info.id.bytes.fill(0xaa);
    info.id.bytes[0] = static_cast<std::uint8_t>(commits.size() + 1);
    info.author = "Ada";
    info.subject = "change " + std::to_string(commits.size() + 1);
    const auto head = names.find("HEAD");
    if (head != names.end()) parents[info.id] = {head->second};
    names["HEAD"] = info.id;
    commits.emplace(info.id, info);
    return info.id;
  }

  /// What tags of that commit hold.
  static std::string ShortSha(const graph::ObjectId& commit) { return commit.ToHex().substr(0, 7); }
};

class FakeRepository : public planner::GitRepository {
 public:
  explicit FakeRepository(FakeObjects& objects) : objects_(objects) {}

  const planner::RepositoryFacts& facts() const override { return objects_.facts; }

  std::optional<std::string> DefaultBranch(std::string_view /*remote*/) override { return {}; }
  std::vector<std::string> Branches(std::string_view /*remote*/) override { return {}; }

  planner::Result<planner::CommitInfo> ResolveRevision(std::string_view revision) override {
    const auto named = objects_.names.find(revision);
    if (named != objects_.names.end()) return objects_.commits.at(named->second);
    return Missing("revision " + std::string(revision));
  }
  planner::Result<planner::CommitInfo> ReadCommit(const graph::ObjectId& id) override {
    const auto found = objects_.commits.find(id);
    if (found == objects_.commits.end()) return Missing("commit " + id.ToHex());
    return found->second;
  }
  planner::Result<planner::AbbreviationLookup> FindAbbreviated(std::string_view hex) override {
    std::vector<graph::ObjectId> found;
    for (const auto& [id, info] : objects_.commits) {
      if (id.ToHex().starts_with(hex)) found.push_back(id);
    }
    if (found.empty()) return planner::AbbreviationLookup(planner::NoSuchCommit{});
    if (found.size() == 1) return planner::AbbreviationLookup(found.front());
    return planner::AbbreviationLookup(planner::AmbiguousCommit{found});
  }
  planner::Result<std::optional<graph::ObjectId>> FindTag(std::string_view name) override {
    const auto named = objects_.names.find("tags/" + std::string(name));
    return named == objects_.names.end() ? std::optional<graph::ObjectId>()
                                         : std::optional(named->second);
  }
  planner::Result<std::vector<std::string>> TagsAt(const graph::ObjectId& commit) override {
    std::vector<std::string> tags;
    for (const auto& [name, id] : objects_.names) {
      if (id == commit && name.starts_with("tags/")) tags.push_back(name.substr(5));
    }
    return tags;
  }
  planner::Result<std::string> ShortSha(const graph::ObjectId& commit) override {
    return FakeObjects::ShortSha(commit);
  }
  std::string Committer() override { return "Ada <ada@example.com>"; }
  planner::Result<std::unique_ptr<graph::TreeReader>> OpenTrees() override {
    return std::unique_ptr<graph::TreeReader>(std::make_unique<graph::MemoryTrees>(objects_.trees));
  }
  planner::Result<std::string> ReadBlob(const graph::ObjectId& id) override {
    const std::optional<std::string> content = objects_.trees.Content(id);
    if (!content) return Missing("blob " + id.ToHex());
    return *content;
  }
  planner::Result<std::unique_ptr<planner::WorkTreeSearch>> BeginWorkTreeChanges(
      std::vector<graph::RepoPath>) override {
    class Found : public planner::WorkTreeSearch {
     public:
      explicit Found(std::vector<planner::WorkTreeChange> changes) : changes_(std::move(changes)) {}
      planner::Result<std::vector<planner::WorkTreeChange>> Wait() override { return changes_; }

     private:
      std::vector<planner::WorkTreeChange> changes_;
    };
    return std::unique_ptr<planner::WorkTreeSearch>(
        std::make_unique<Found>(objects_.work_tree_changes));
  }
  planner::Result<planner::WorkTreeSnapshot> SnapshotWorkTree() override {
    return Missing("work tree");
  }
  planner::Result<bool> IsIgnoredByGit(const graph::RepoPath& path, bool) override {
    return objects_.ignored.contains(path.bytes());
  }
  std::optional<graph::CommitNode> ReadCommitNode(const graph::ObjectId& id) override {
    const auto found = objects_.commits.find(id);
    if (found == objects_.commits.end()) return std::nullopt;
    return graph::CommitNode{objects_.parents[id], found->second.time, false};
  }

 private:
  static planner::Error Missing(const std::string& what) {
    return {.message = "there is no " + what, .causes = {}, .remedy = {}};
  }

  FakeObjects& objects_;
};

}  // namespace deltaplan::testing

#endif  // DELTAPLAN_TESTS_SUPPORT_FAKE_REPOSITORY_H_
