#include "planner/builds/commit_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include "planner/system/child_processes.h"
#include "planner/system/disk_files.h"
#include "tests/support/git_sandbox.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::ReadFile;
using testing::WriteFile;

class CommitFilesTest : public ::testing::Test {
 protected:
  CommitPlace PlaceOf(const std::string& commit) const {
    return {.root = repo_.path(),
            .git_dir = repo_.path() + "/.git",
            .commit = commit,
            .directory = sandbox_.root() + "/tree"};
  }

  static bool IsThere(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }
  static unsigned ModeOf(const std::string& path) {
    struct stat state = {};
    return ::stat(path.c_str(), &state) == 0 ? state.st_mode & 0777U : 0U;
  }

  testing::GitSandbox sandbox_;
  testing::GitSandbox::Repo repo_ = sandbox_.Init("repo");
  DiskFiles files_;
  ChildProcesses processes_;
  const Ports ports_ = {.files = files_,
                        .commands = processes_,
                        .open_repository = nullptr,
                        .http = nullptr,
                        .variable = nullptr,
                        .terminal = {}};
};

TEST_F(CommitFilesTest, AreThoseOfTheCommitAndNoOthers) {
  repo_.Write(".gitignore", "secret\n");
  repo_.Write("a b/$(x)", "committed");
  const std::string commit = repo_.Commit("one").ToHex();
  repo_.Write("a b/$(x)", "later");
  repo_.Commit("two");
  repo_.Write("a b/secret", "ignored");
  repo_.Write("a b/new", "untracked");
  const mode_t mask = ::umask(077);
  {
    CommitFiles files(ports_, PlaceOf(commit));
    const Status written = files.Write();
    ASSERT_TRUE(written) << written.error().InOneLine();
    const std::string directory = files.directory() + "/a b";
    EXPECT_EQ(ReadFile(directory + "/$(x)"), "committed");
    EXPECT_FALSE(IsThere(directory + "/secret"));
    EXPECT_FALSE(IsThere(directory + "/new"));
    // Whoever's umask it is.
    EXPECT_EQ(ModeOf(directory), 0755U);
    EXPECT_EQ(ModeOf(directory + "/$(x)"), 0644U);
  }
  ::umask(mask);
  EXPECT_FALSE(IsThere(sandbox_.root() + "/tree"));
  EXPECT_EQ(sandbox_.Git(repo_.path(), {"status", "--porcelain"}), "?? \"a b/new\"");
}

TEST_F(CommitFilesTest, WhatAnEarlierRunHasLeftIsNotAmongThem) {
  repo_.Write("a", "1");
  const std::string commit = repo_.Commit("one").ToHex();
  WriteFile(sandbox_.root() + "/tree/files/left", "of a killed one");
  CommitFiles files(ports_, PlaceOf(commit));
  ASSERT_TRUE(files.Write());
  EXPECT_FALSE(IsThere(files.directory() + "/left"));
  EXPECT_TRUE(IsThere(files.directory() + "/a"));
}

TEST_F(CommitFilesTest, FiltersApplyAsInACheckout) {
  repo_.Write(".gitattributes", "*.txt text eol=crlf\n");
  repo_.Write("a.txt", "1\n");
  const std::string commit = repo_.Commit("one").ToHex();
  CommitFiles files(ports_, PlaceOf(commit));
  ASSERT_TRUE(files.Write());
  EXPECT_EQ(ReadFile(files.directory() + "/a.txt"), "1\r\n");
}

TEST_F(CommitFilesTest, SubmodulesAreThereAndThoseThatAreNotCheckedOutAreNamed) {
  testing::GitSandbox::Repo inner = sandbox_.Init("inner");
  inner.Write("inside", "1");
  inner.Commit("one");
  const auto add = [&](const testing::GitSandbox::Repo& to, const std::string& path) {
    sandbox_.Git(to.path(), {"-c", "protocol.file.allow=always", "submodule", "--quiet", "add",
                             inner.path(), path});
  };
  testing::GitSandbox::Repo outer = sandbox_.Init("outer");
  add(outer, "deep");
  outer.Commit("with inner");
  sandbox_.Git(repo_.path(), {"-c", "protocol.file.allow=always", "submodule", "--quiet", "add",
                              outer.path(), "lib/outer"});
  add(repo_, "packages/sub");
  const std::string commit = repo_.Commit("with both").ToHex();
  WriteFile(repo_.path() + "/packages/sub/inside", "changed");
  CommitFiles files(ports_, PlaceOf(commit));
  const Status written = files.Write();
  ASSERT_TRUE(written) << written.error().InOneLine();
  EXPECT_EQ(ReadFile(files.directory() + "/packages/sub/inside"), "1");
  EXPECT_THAT(files.missing_submodules(), ElementsAre("lib/outer/deep"));
}

TEST_F(CommitFilesTest, TheRepositoryOfAHookThatStartsItPlaysNoPart) {
  repo_.Write("a", "1");
  const std::string commit = repo_.Commit("one").ToHex();
  testing::ScopedEnvironment environment;
  environment.Set("GIT_DIR", sandbox_.root() + "/elsewhere");
  environment.Set("GIT_INDEX_FILE", sandbox_.root() + "/index");
  environment.Set("GIT_PREFIX", "x/");
  environment.Set("GIT_OBJECT_DIRECTORY", sandbox_.root() + "/objects");
  CommitFiles files(ports_, PlaceOf(commit));
  const Status written = files.Write();
  ASSERT_TRUE(written) << written.error().InOneLine();
  EXPECT_EQ(ReadFile(files.directory() + "/a"), "1");
  EXPECT_FALSE(IsThere(sandbox_.root() + "/index"));
}

TEST_F(CommitFilesTest, ACommitThatIsNotThereIsAnError) {
  repo_.Write("a", "1");
  repo_.Commit("one");
  CommitFiles files(ports_, PlaceOf(std::string(40, 'a')));
  const Status written = files.Write();
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, HasSubstr("git can't write the files of aaaaaaaaaaaa"));
}

}  // namespace
}  // namespace deltaplan::planner
