#include "planner/system/disk_files.h"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "tests/support/git_sandbox.h"

namespace deltaplan::planner {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::ReadFile;
using testing::WriteFile;

class DiskFilesTest : public ::testing::Test {
 protected:
  std::string Path(const std::string& name) const { return directory_.path() + "/" + name; }
  std::vector<std::string> Names(const std::string& directory) const {
    std::vector<std::string> names;
    for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
      names.push_back(entry.path().filename());
    }
    std::ranges::sort(names);
    return names;
  }
  static mode_t ModeOf(const std::string& path) {
    struct stat status = {};
    ::stat(path.c_str(), &status);
    return status.st_mode & 0777;
  }

  testing::TemporaryDirectory directory_;
  DiskFiles files_;
};

TEST_F(DiskFilesTest, AFileIsReadWhole) {
  const std::string content = std::string("a\0b\n", 4) + std::string(200000, 'x');
  WriteFile(Path("file"), content);
  EXPECT_EQ(*files_.Read(Path("file")), content);
  WriteFile(Path("empty"), "");
  EXPECT_EQ(*files_.Read(Path("empty")), "");
}

TEST_F(DiskFilesTest, WhatCannotBeReadIsNamedWithTheReason) {
  Result<std::string> missing = files_.Read(Path("nope"));
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, HasSubstr(Path("nope")));
  EXPECT_THAT(missing.error().causes, ElementsAre("No such file or directory"));
  EXPECT_THAT(files_.Read(directory_.path()).error().causes, ElementsAre("it is a directory"));
  EXPECT_THAT(files_.Read("/dev/zero").error().causes, ElementsAre("it is larger than 256 MiB"));
}

TEST_F(DiskFilesTest, ADashIsStandardInput) {
  WriteFile(Path("in"), "tags");
  const int saved = ::dup(STDIN_FILENO);
  ASSERT_NE(std::freopen(Path("in").c_str(), "r", stdin), nullptr);
  EXPECT_EQ(*files_.Read("-"), "tags");
  ::dup2(saved, STDIN_FILENO);
  ::close(saved);
}

TEST_F(DiskFilesTest, FindUpwardsTakesTheNearest) {
  WriteFile(Path("deltaplan.json"), "outer");
  WriteFile(Path("a/deltaplan.json"), "inner");
  fs::create_directories(Path("a/b/c"));
  fs::create_directories(Path("x"));
  EXPECT_EQ(files_.FindUpwards(Path("a/b/c"), "deltaplan.json"), Path("a/deltaplan.json"));
  EXPECT_EQ(files_.FindUpwards(Path("x"), "deltaplan.json"), Path("deltaplan.json"));
  EXPECT_EQ(files_.FindUpwards(Path("x"), "no-such-name-anywhere"), std::nullopt);
  EXPECT_EQ(files_.FindUpwards(Path("not there"), "deltaplan.json"), std::nullopt);
}

TEST_F(DiskFilesTest, DirectoriesAreListedSortedWithoutFiles) {
  fs::create_directories(Path("b"));
  fs::create_directories(Path("a"));
  WriteFile(Path("c"), "");
  EXPECT_THAT(files_.Directories(directory_.path()), ElementsAre("a", "b"));
  EXPECT_THAT(files_.Directories(Path("nope")), IsEmpty());
}

TEST_F(DiskFilesTest, AllFilesAreWrittenAndNoTemporaryStays) {
  const std::string out = Path("new/out");
  ASSERT_TRUE(files_.WriteAll(out, {{"plan.json", "{}"}, {"plan.md", "# Plan"}}));
  EXPECT_EQ(ReadFile(out + "/plan.json"), "{}");
  EXPECT_EQ(ReadFile(out + "/plan.md"), "# Plan");
  EXPECT_THAT(Names(out), ElementsAre("plan.json", "plan.md"));
}

TEST_F(DiskFilesTest, ANewFileFollowsTheUmaskAndAnOldOneKeepsItsMode) {
  const mode_t before = ::umask(027);
  ASSERT_TRUE(files_.WriteAll(directory_.path(), {{"new", "1"}}));
  EXPECT_EQ(ModeOf(Path("new")), 0640);
  ::chmod(Path("new").c_str(), 0600);
  ASSERT_TRUE(files_.WriteAll(directory_.path(), {{"new", "2"}}));
  ::umask(before);
  EXPECT_EQ(ModeOf(Path("new")), 0600);
  EXPECT_EQ(ReadFile(Path("new")), "2");
}

TEST_F(DiskFilesTest, ALinkInTheDirectoryIsReplacedAndWhatItLeadsToStays) {
  WriteFile(Path("real/tags.json"), "old");
  fs::create_directories(Path("out"));
  fs::create_symlink("../real/tags.json", Path("out/tags.json"));
  ASSERT_TRUE(files_.WriteAll(Path("out"), {{"tags.json", "new"}}));
  EXPECT_FALSE(fs::is_symlink(Path("out/tags.json")));
  EXPECT_EQ(ReadFile(Path("out/tags.json")), "new");
  EXPECT_EQ(ReadFile(Path("real/tags.json")), "old");
}

TEST_F(DiskFilesTest, ALinkToTheTagMapIsKeptAndTheMapIsReplaced) {
  WriteFile(Path("real/tags.json"), "old");
  fs::create_symlink("real/tags.json", Path("tags.json"));
  ASSERT_TRUE(files_.Replace(Path("tags.json"), "old", "new"));
  EXPECT_TRUE(fs::is_symlink(Path("tags.json")));
  EXPECT_EQ(ReadFile(Path("real/tags.json")), "new");
}

TEST_F(DiskFilesTest, AFileWhereTheDirectoryShouldBeIsAnError) {
  WriteFile(Path("out"), "I am a file");
  Status written = files_.WriteAll(Path("out"), {{"a", "1"}});
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, HasSubstr(Path("out")));
  EXPECT_FALSE(files_.WriteAll(Path("out/below"), {{"a", "1"}}).ok());
  EXPECT_EQ(ReadFile(Path("out")), "I am a file");
}

TEST_F(DiskFilesTest, WhenOneFileCannotBeWrittenNothingChanges) {
  WriteFile(Path("out/a"), "old");
  fs::create_directories(Path("out/b"));  // a directory where a file should go
  Status written = files_.WriteAll(Path("out"), {{"a", "new"}, {"b", "new"}});
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, HasSubstr(Path("out/b")));
  EXPECT_EQ(ReadFile(Path("out/a")), "old");
  EXPECT_THAT(Names(Path("out")), ElementsAre("a", "b"));
}

// Runs `body` in a child, because limits can't be raised again; returns its exit code.
template <typename Body>
int InChild(Body body) {
  const pid_t pid = ::fork();
  if (pid == 0) ::_exit(body());
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(DiskFilesTest, AFullDiskLeavesTheOldFilesAndNothingElse) {
  WriteFile(Path("out/a"), "old");
  const int code = InChild([this] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1000, 1000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const std::string large(5000, 'x');
    if (files_.WriteAll(Path("out"), {{"a", "new"}, {"b", large}}).ok()) return 1;
    return files_.WriteAll(Path("fresh/deep"), {{"b", large}}).ok() ? 1 : 0;
  });
  EXPECT_EQ(code, 0);
  EXPECT_EQ(ReadFile(Path("out/a")), "old");
  EXPECT_THAT(Names(Path("out")), ElementsAre("a"));
  EXPECT_FALSE(fs::exists(Path("fresh")));
}

TEST_F(DiskFilesTest, AReadOnlyDirectoryIsAnErrorThatSaysSo) {
  fs::create_directories(Path("out"));
  ::chmod(Path("out").c_str(), 0555);
  ::chmod(directory_.path().c_str(), 0755);
  const int code = InChild([this] {
    constexpr uid_t kNobody = 65534;
    if (::geteuid() == 0 && ::setuid(kNobody) != 0) return 2;  // root may write anywhere
    Status written = files_.WriteAll(Path("out"), {{"a", "1"}});
    return !written && written.error().causes.front() == "Permission denied" ? 0 : 1;
  });
  EXPECT_EQ(code, 0);
  EXPECT_THAT(Names(Path("out")), IsEmpty());
}

TEST_F(DiskFilesTest, LinesAreAddedAndAnUnfinishedOneIsDropped) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.path() + "/log";
  DiskFiles files;
  ASSERT_TRUE(files.Append(path, "one\n").ok());
  ASSERT_TRUE(files.Append(path, "two\n").ok());
  EXPECT_EQ(ReadFile(path), "one\ntwo\n");
  WriteFile(path, "one\ntw");
  ASSERT_TRUE(files.Append(path, "three\n").ok());
  EXPECT_EQ(ReadFile(path), "one\nthree\n");
  WriteFile(path, "on");
  ASSERT_TRUE(files.Append(path, "three\n").ok());
  EXPECT_EQ(ReadFile(path), "three\n");
  EXPECT_FALSE(files.Append(directory.path() + "/none/log", "x\n").ok());
  EXPECT_FALSE(files.Append(directory.path(), "x\n").ok());
}

}  // namespace
}  // namespace deltaplan::planner
