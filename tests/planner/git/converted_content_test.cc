// Files whose content git converts: filters, encodings, line ends, and the attributes that say so.
#include <algorithm>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "tests/planner/git/work_tree_fixture.h"

namespace deltaplan::planner {
namespace {

namespace fs = std::filesystem;
using graph::ObjectId;
using graph::RepoPath;
using ::testing::ElementsAre;
using testing::GitRepo;
using testing::GitSandbox;
using ::testing::IsEmpty;

class ConvertedContentTest : public WorkTreeFixture {
 protected:
  // What the index knows of the files is out of date, as in a checkout that was copied.
  void MakeStale(const std::vector<std::string>& files) {
    for (const std::string& file : files) {
      fs::last_write_time(repo_.path(file),
                          fs::file_time_type::clock::now() + std::chrono::hours(1));
    }
  }
};

TEST_F(ConvertedContentTest, AFilterIsRunByGit) {
  repo_.Git({"config", "filter.big.clean", "sed s/REAL/pointer/"});
  repo_.Git({"config", "filter.big.smudge", "sed s/pointer/REAL/"});
  repo_.Write(".gitattributes", "*.bin filter=big\n*.none filter=nobody\n");
  repo_.Write("a.bin", "REAL 1\n");
  repo_.Write("b.bin", "REAL 2\n");
  repo_.Write("c.none", "REAL 3\n");
  repo_.Commit("first");
  MakeStale({"a.bin", "b.bin", "c.none"});
  EXPECT_THAT(Ours(repo_), IsEmpty());
  repo_.Write("b.bin", "REAL 4\n");
  repo_.Write("new.bin", "REAL 5\n");
  MakeStale({"a.bin", "b.bin"});
  EXPECT_THAT(Ours(repo_), ElementsAre("M b.bin", "? new.bin"));
  EXPECT_EQ(Open(repo_)->SnapshotWorkTree()->root, GitsSnapshot(repo_));
}

TEST_F(ConvertedContentTest, WithoutGitAFileThatNeedsItCountsAsChangedAndSaysWhy) {
  repo_.Git({"config", "filter.big.clean", "cat"});
  repo_.Write(".gitattributes", "*.bin filter=big\n");
  repo_.Write("a.bin", "1");
  repo_.Write("b", "1");
  repo_.Commit("first");
  MakeStale({"a.bin", "b"});
  NoGit no_git;
  for (CommandRunner* commands : std::vector<CommandRunner*>{&no_git, nullptr}) {
    const auto repository = *OpenRepository(library_, {repo_.path(), false, commands});
    const Result<std::vector<WorkTreeChange>> changes = repository->WorkTreeChanges({});
    ASSERT_TRUE(changes);
    ASSERT_THAT(Format(*changes), ElementsAre("M a.bin"));
    EXPECT_THAT(changes->front().unclear, ::testing::HasSubstr("git"));
    EXPECT_NE(repository->SnapshotWorkTree()->root, repo_.Id("HEAD^{tree}"));
  }
}

TEST_F(ConvertedContentTest, NoProgramOfTheRepositoryIsRunBesideFilters) {
  repo_.Git({"config", "filter.big.clean", "cat"});
  repo_.Write(".gitattributes", "*.bin filter=big\n");
  repo_.Write("a.bin", "1");
  repo_.Commit("first");
  const std::string trace = sandbox_.root() + "/trace";
  repo_.Write(".git/evil", "#!/bin/sh\ntouch " + trace + "\n");
  repo_.SetExecutable(".git/evil", true);
  for (const char* hook : {"post-index-change", "reference-transaction"}) {
    fs::create_directories(repo_.path(".git/hooks"));
    fs::copy_file(repo_.path(".git/evil"), repo_.path(std::string(".git/hooks/") + hook));
  }
  repo_.Git({"config", "core.fsmonitor", repo_.path(".git/evil")});
  repo_.Git({"config", "core.pager", repo_.path(".git/evil")});
  MakeStale({"a.bin"});
  const std::string index = testing::ReadFile(repo_.path(".git/index"));
  EXPECT_THAT(Ours(repo_), IsEmpty());
  EXPECT_FALSE(fs::exists(trace));
  EXPECT_EQ(testing::ReadFile(repo_.path(".git/index")), index);
}

TEST_F(ConvertedContentTest, AnEncodingIsConvertedByGit) {
  repo_.Write(".gitattributes", "*.txt text working-tree-encoding=UTF-16\n");
  repo_.Write("a.txt", std::string("\xff\xfeh\0i\0\n\0", 8));
  repo_.Commit("first");
  MakeStale({"a.txt"});
  EXPECT_THAT(Ours(repo_), IsEmpty());
  EXPECT_EQ(repo_.Git({"cat-file", "blob", "HEAD:a.txt"}), "hi");
}

TEST_F(ConvertedContentTest, AttributesAreReadAsGitReadsThem) {
  repo_.Write(".gitattributes",
              "\"read me.txt\" text\n\"tab\\there\" text\n[attr]mine text eol=crlf\n*.mine mine\n"
              "*.no mine -text\n*.bad text !\n!*.neg text\n#x text\n/dir/*.sh text\n"
              "deep/** text=auto\n*.md text=auto\n*.old crlf=input\n*.eol eol=lf\n"
              "*.bin binary\ndir/ text\n");
  repo_.Write("sub/.gitattributes",
              "*.txt -text\n[attr]other text\n*.o other\n/x text\n*.md !text");
  repo_.Write(".git/info/attributes", "forced -text\n*.forced text\n");
  testing::WriteFile(sandbox_.home() + "/.config/git/attributes", "*.user text\n");
  const std::vector<std::string> names = {
      "read me.txt", "tab\there",  "a.mine",    "a.no",    "a.bad", "a.neg",
      "dir/a.sh",    "dir/b/a.sh", "deep/a/b",  "a.md",    "a.old", "a.eol",
      "a.bin",       "dir/plain",  "sub/a.txt", "sub/a.o", "sub/x", "sub/y/x",
      "sub/a.md",    "a.forced",   "forced",    "a.user",  "plain"};
  for (const std::string& name : names) repo_.Write(name, "one\r\ntwo\r\n");
  repo_.Commit("first");
  MakeStale(names);
  EXPECT_THAT(Ours(repo_), IsEmpty());
  // Each file as the other kind would store it.
  for (const std::string& name : names) repo_.Write(name, "one\ntwo\n\n\n");
  MakeStale(names);
  ExpectLikeGit(repo_);
}

TEST_F(ConvertedContentTest, LineEndsThatWereStoredAreKeptWhereGitGuesses) {
  for (const char* name : {"a.txt", "b.auto"}) repo_.Write(name, "one\r\ntwo\r\n");
  repo_.Commit("first");
  repo_.Write(".gitattributes", "*.txt text\n*.auto text=auto\n");
  repo_.Commit("attributes");
  // git has normalized a.txt with the commit above, if it looked at it; it looks now.
  MakeStale({"a.txt", "b.auto"});
  ExpectLikeGit(repo_);
  repo_.Write("b.auto", "1\r\n2\r\n");
  EXPECT_EQ(Open(repo_)->SnapshotWorkTree()->root, GitsSnapshot(repo_));
  repo_.Write("c.auto", "1\r\n2\r\n");
  repo_.Write("d.auto", std::string("1\r\n\0", 4));
  repo_.Write("e.auto", "1\r\n2\r3");
  EXPECT_EQ(Open(repo_)->SnapshotWorkTree()->root, GitsSnapshot(repo_));
}

TEST_F(ConvertedContentTest, RulesOutsideASparseCheckoutCount) {
  repo_.Write("in/a", "1");
  repo_.Write("out/.gitattributes", "*.txt text eol=crlf\n");
  repo_.Write("out/.gitignore", "*.log\n/sub/\n");
  repo_.Write("out/a.txt", "1\r\n");
  repo_.Write("out/deep/b", "1\n");
  repo_.Commit("first");
  for (const char* mode : {"--no-sparse-index", "--sparse-index"}) {
    const GitRepo clone = sandbox_.Clone(repo_, std::string("sparse") + mode);
    clone.Git({"sparse-checkout", "init", "--cone", mode});
    clone.Git({"sparse-checkout", "set", mode, "in"});
    ASSERT_FALSE(fs::exists(clone.path("out/.gitignore")));
    for (const char* name : {"out/x.log", "out/sub/y", "out/deep/z.log", "out/new"}) {
      clone.Write(name, "1");
    }
    EXPECT_THAT(Ours(clone), ElementsAre("? out/new")) << mode;
    ExpectLikeGit(clone);
  }
  // Gits before 2.43 don't look at attributes outside of a cone.
  const GitRepo clone = sandbox_.Clone(repo_, "patterns");
  clone.Git({"sparse-checkout", "set", "--no-cone", "/in/"});
  clone.Write("out/a.txt", "1\r\n");
  EXPECT_THAT(Ours(clone), IsEmpty());
  ExpectLikeGit(clone);
}

}  // namespace
}  // namespace deltaplan::planner
