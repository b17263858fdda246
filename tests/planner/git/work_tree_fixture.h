// What tests of the work tree share: a repository, what GitRepository says of it, and what git
// says.
#ifndef DELTAPLAN_TESTS_PLANNER_GIT_WORK_TREE_FIXTURE_H_
#define DELTAPLAN_TESTS_PLANNER_GIT_WORK_TREE_FIXTURE_H_

#include <cstddef>
#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "planner/git/git_library.h"
#include "planner/git/libgit2_repository.h"
#include "planner/system/child_processes.h"
#include "tests/support/git_sandbox.h"

namespace deltaplan::planner {

/// "M path" for a tracked change, "? path" for an untracked file, sorted by path.
using Changes = std::vector<std::string>;

class WorkTreeFixture : public ::testing::Test {
 protected:
  WorkTreeFixture() : repo_(sandbox_.Init("repo")) {}

  std::unique_ptr<GitRepository> Open(const testing::GitRepo& repo) {
    Result<std::unique_ptr<GitRepository>> repository = OpenRepository(
        library_, {.directory = repo.path(), .commands = &commands_, .parallelism = parallelism_});
    if (!repository) throw std::runtime_error(repository.error().message);
    return *std::move(repository);
  }

  static Changes Format(const std::vector<WorkTreeChange>& changes) {
    Changes lines;
    for (const WorkTreeChange& change : changes) {
      lines.push_back((change.untracked ? "? " : "M ") + change.path.bytes());
    }
    return lines;
  }

  Changes Ours(const testing::GitRepo& repo, const std::vector<std::string>& paths = {}) {
    std::vector<graph::RepoPath> parsed;
    for (const std::string& path : paths) parsed.push_back(*graph::RepoPath::Parse(path));
    Result<std::vector<WorkTreeChange>> changes = Open(repo)->WorkTreeChanges(parsed);
    if (!changes) return {"error: " + changes.error().message};
    return Format(*changes);
  }

  // What git status says: before anything refreshes the index, so call it after Ours().
  static Changes Gits(const testing::GitRepo& repo, const std::vector<std::string>& paths = {}) {
    std::vector<std::string> arguments = {"--no-optional-locks",
                                          "--literal-pathspecs",
                                          "status",
                                          "--porcelain=v1",
                                          "-z",
                                          "--no-renames",
                                          "--untracked-files=all",
                                          "--ignore-submodules=none",
                                          "--"};
    arguments.insert(arguments.end(), paths.begin(), paths.end());
    const std::string text = repo.Git(arguments);
    std::map<std::string, char> by_path;
    for (std::size_t at = 0; at < text.size();) {
      const std::string line = text.c_str() + at;
      at += line.size() + 1;
      std::string path = line.substr(3);
      if (path.ends_with('/')) path.pop_back();  // a nested repository
      char& kind = by_path.emplace(path, '?').first->second;
      if (!line.starts_with("??")) kind = 'M';
    }
    Changes lines;
    for (const auto& [path, kind] : by_path) lines.push_back(std::string(1, kind) + " " + path);
    return lines;
  }

  void ExpectLikeGit(const testing::GitRepo& repo, const std::vector<std::string>& paths = {}) {
    const Changes ours = Ours(repo, paths);
    EXPECT_EQ(ours, Gits(repo, paths));
  }

  // The tree that git would make of the work tree, through an index and a store of its own.
  static graph::ObjectId GitsSnapshot(const testing::GitRepo& repo) {
    testing::ScopedEnvironment environment;
    environment.Set("GIT_INDEX_FILE", repo.path(".git/other-index"));
    std::filesystem::copy_file(repo.path(".git/index"), repo.path(".git/other-index"));
    // Its time says which entries git has to look at again.
    std::filesystem::last_write_time(repo.path(".git/other-index"),
                                     std::filesystem::last_write_time(repo.path(".git/index")));
    // Deletions first: while the index has a file that is an ignored directory now, git would add
    // what is in there.
    repo.Git({"add", "--update"});
    repo.Git({"add", "--all"});
    const graph::ObjectId tree = *graph::ObjectId::FromHex(repo.Git({"write-tree"}));
    std::filesystem::remove(repo.path(".git/other-index"));
    return tree;
  }

  testing::GitSandbox sandbox_;
  GitLibrary library_;
  ChildProcesses commands_;
  graph::Parallelism parallelism_;
  testing::GitRepo repo_;
};

/// Runs nothing, as on a machine without git.
class NoGit : public CommandRunner {
 public:
  Result<CommandOutput> Run(const CommandLine& /*command*/) override {
    return Error{"there is no git", {}, ""};
  }
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_TESTS_PLANNER_GIT_WORK_TREE_FIXTURE_H_
