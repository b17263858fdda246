// Repositories inside of the work tree, compared with what the git program says.
#include <filesystem>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

#include "tests/planner/git/work_tree_fixture.h"

namespace deltaplan::planner {
namespace {

namespace fs = std::filesystem;
using graph::RepoPath;
using ::testing::ElementsAre;
using testing::GitRepo;
using ::testing::IsEmpty;

class SubmodulesTest : public WorkTreeFixture {};

TEST_F(SubmodulesTest, SubmodulesChangeByTheirCommitAndByTheirContent) {
  const GitRepo library = sandbox_.Init("library");
  library.CommitFile("x", "1");
  repo_.CommitFile("a", "1");
  repo_.Git({"submodule", "--quiet", "add", library.path(), "services/lib"});
  repo_.Git({"submodule", "--quiet", "add", library.path(), "other"});
  repo_.Commit("with submodules");
  EXPECT_THAT(Ours(repo_), IsEmpty());
  const GitRepo sub = sandbox_.At(repo_.path("services/lib"));
  sub.Write("new", "1");
  EXPECT_THAT(Ours(repo_), ElementsAre("M services/lib"));
  ExpectLikeGit(repo_);
  sub.Commit("in the submodule");
  EXPECT_THAT(Ours(repo_, {"services/lib"}), ElementsAre("M services/lib"));
  EXPECT_EQ(Open(repo_)->SnapshotWorkTree()->root, GitsSnapshot(repo_));
  repo_.Git({"add", "services/lib"});
  ExpectLikeGit(repo_);
  repo_.Remove("other");
  ExpectLikeGit(repo_);
  // A clone that did not fetch its submodules is clean.
  const GitRepo clone = sandbox_.Clone(repo_, "clone");
  EXPECT_THAT(Ours(clone), IsEmpty());
}

// Where git status ends, nobody can tell: that is said, and never taken for a clean one.
TEST_F(SubmodulesTest, ASubmoduleThatCannotBeReadIsNotClean) {
  const GitRepo library = sandbox_.Init("library");
  library.CommitFile("x", "1");
  repo_.CommitFile("a", "1");
  const std::vector<std::pair<std::string, std::function<void(const std::string&)>>> faults{
      {"nowhere", [&](const std::string& name) { repo_.Write(name + "/.git", "gitdir: ../no\n"); }},
      {"no-text", [&](const std::string& name) { repo_.Write(name + "/.git", "hello\n"); }},
      {"empty",
       [&](const std::string& name) {
         repo_.Remove(name + "/.git");
         fs::create_directories(repo_.path(name + "/.git"));
       }},
      {"no-head",
       [&](const std::string& name) { repo_.Write(".git/modules/" + name + "/HEAD", "zzz\n"); }},
      {"no-objects", [&](const std::string& name) {
         fs::remove_all(repo_.path(".git/modules/" + name + "/objects"));
         fs::create_directories(repo_.path(".git/modules/" + name + "/objects"));
       }}};
  for (const auto& [name, spoil] : faults) {
    repo_.Git({"submodule", "--quiet", "add", library.path(), name});
  }
  repo_.Commit("with submodules");
  for (const auto& [name, spoil] : faults) {
    EXPECT_THAT(Ours(repo_, {name}), IsEmpty()) << name;
    spoil(name);
    const testing::ProcessResult git =
        testing::RunProcess(repo_.path(), {"git", "status", "--porcelain", "--", name});
    EXPECT_NE(git.exit_code, 0) << name;
    const auto changes = Open(repo_)->WorkTreeChanges({*RepoPath::Parse(name)});
    ASSERT_TRUE(changes) << changes.error().InOneLine();
    ASSERT_EQ(changes->size(), 1U) << name;
    EXPECT_NE(changes->front().unclear, "") << name;
  }
}

TEST_F(SubmodulesTest, ASubmoduleWithoutACommitIsAChange) {
  const GitRepo library = sandbox_.Init("library");
  library.CommitFile("x", "1");
  repo_.Git({"submodule", "--quiet", "add", library.path(), "lib"});
  repo_.Commit("with a submodule");
  repo_.Write(".git/modules/lib/HEAD", "ref: refs/heads/none\n");
  EXPECT_THAT(Ours(repo_), ElementsAre("M lib"));
  ExpectLikeGit(repo_);
}

TEST_F(SubmodulesTest, ANestedRepositoryIsOneUntrackedPath) {
  repo_.CommitFile("a", "1");
  const GitRepo nested = sandbox_.Init("repo/nested/one");
  nested.CommitFile("x", "1");
  sandbox_.Init("repo/nested/empty").Write("y", "1");
  repo_.Write("not-nested/.git/x", "1");
  repo_.Write("not-nested/y", "1");
  EXPECT_THAT(Ours(repo_), ElementsAre("? nested/empty", "? nested/one", "? not-nested/y"));
  ExpectLikeGit(repo_);
}

}  // namespace
}  // namespace deltaplan::planner
