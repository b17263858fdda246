#include "planner/system/disk_files.h"

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "planner/system/file_lock.h"
#include "planner/system/file_text.h"
#include "planner/system/mapped_file.h"
#include "planner/system/signal_hold.h"
#include "planner/text/digest.h"
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
  // With a log beside the file.
  FileReplacement Change(const std::string& name, std::optional<std::string> expected,
                         const std::string& content, const std::string& line = "one\n") {
    return {.path = Path(name),
            .expected = std::move(expected),
            .content = content,
            .log = Path(name) + ".log",
            .line = line};
  }
  Result<FileReplaced> Replace(const std::string& name, std::optional<std::string> expected,
                               const std::string& content, const std::string& line = "one\n") {
    Result<std::vector<FileReplaced>> replaced =
        files_.Replace({Change(name, std::move(expected), content, line)});
    if (!replaced) return std::move(replaced).error();
    return std::move(replaced->front());
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
  EXPECT_THAT(files_.Read("/dev/zero").error().causes, ElementsAre("it is no regular file"));
  WriteFile(Path("large"), "");
  fs::resize_file(Path("large"), (std::uintmax_t{256} << 20) + 1);
  EXPECT_THAT(files_.Read(Path("large")).error().causes, ElementsAre("it is larger than 256 MiB"));
}

// Nobody may ever write to a pipe that lies where a file is looked for.
TEST_F(DiskFilesTest, APipeWithANameIsNoFileAndOneThatWasGivenIsRead) {
  const std::string pipe = Path("deltaplan.json");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const Result<std::string> refused = files_.Read(pipe);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "cannot read '" + pipe + "'");
  EXPECT_THAT(refused.error().causes, ElementsAre("it is no regular file"));
  EXPECT_FALSE(files_.ReadIfExists(pipe));
  EXPECT_FALSE(MappedFile::Open(pipe));
  EXPECT_FALSE(ReadWhole(pipe));
  int given[2];
  ASSERT_EQ(::pipe(given), 0);
  ASSERT_EQ(::write(given[1], "text", 4), 4);
  ::close(given[1]);
  const Result<std::string> text = files_.Read("/dev/fd/" + std::to_string(given[0]));
  ASSERT_TRUE(text) << text.error().message;
  EXPECT_EQ(*text, "text");
  ::close(given[0]);
  EXPECT_EQ(*files_.Read("/dev/null"), "");
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
  ASSERT_TRUE(files_.WriteAll(out, {{"plan.json", "{}"}, {"plan.md", "# Plan"}}, {}));
  EXPECT_EQ(ReadFile(out + "/plan.json"), "{}");
  EXPECT_EQ(ReadFile(out + "/plan.md"), "# Plan");
  EXPECT_THAT(Names(out), ElementsAre("plan.json", "plan.md"));
}

TEST_F(DiskFilesTest, ANewFileFollowsTheUmaskAndAnOldOneKeepsItsMode) {
  const mode_t before = ::umask(027);
  ASSERT_TRUE(files_.WriteAll(directory_.path(), {{"new", "1"}}, {}));
  EXPECT_EQ(ModeOf(Path("new")), 0640);
  ::chmod(Path("new").c_str(), 0600);
  ASSERT_TRUE(files_.WriteAll(directory_.path(), {{"new", "2"}}, {}));
  ::umask(before);
  EXPECT_EQ(ModeOf(Path("new")), 0600);
  EXPECT_EQ(ReadFile(Path("new")), "2");
}

TEST_F(DiskFilesTest, WhatIsObsoleteGoesAlsoWhereNothingIsWritten) {
  const std::string out = Path("out");
  ASSERT_TRUE(files_.WriteAll(out, {{"00/base", "1"}, {"01/web", "2"}}, {}));
  ASSERT_TRUE(files_.WriteAll(out, {}, {"00/base", "01/web"}));
  EXPECT_THAT(Names(out), IsEmpty());
}

TEST_F(DiskFilesTest, Scenario57NamesLeadIntoDirectoriesThatComeAndGo) {
  const std::string out = Path("out");
  ASSERT_TRUE(files_.WriteAll(out, {{"roots/0/a", "1"}, {"roots/1/a", "2"}, {"plan", "3"}}, {}));
  EXPECT_EQ(ReadFile(out + "/roots/1/a"), "2");
  ASSERT_TRUE(files_.WriteAll(out, {{"roots/0/a", "4"}, {"plan", "5"}},
                              {"roots/1/a", "roots/1/b", "roots/7/a"}));
  EXPECT_EQ(ReadFile(out + "/roots/0/a"), "4");
  EXPECT_THAT(Names(out + "/roots"), ElementsAre("0"));
  ASSERT_TRUE(files_.WriteAll(out, {{"plan", "6"}}, {"roots/0/a"}));
  EXPECT_THAT(Names(out), ElementsAre("plan"));
}

TEST_F(DiskFilesTest, Scenario57NoLinkLeadsOutOfTheDirectory) {
  WriteFile(Path("elsewhere/0/a"), "kept");
  fs::create_directories(Path("out"));
  fs::create_symlink("../elsewhere", Path("out/roots"));
  EXPECT_FALSE(files_.WriteAll(Path("out"), {{"roots/0/a", "1"}, {"plan", "2"}}, {}).ok());
  EXPECT_THAT(Names(Path("out")), ElementsAre("roots"));
  ASSERT_TRUE(files_.WriteAll(Path("out"), {{"plan", "2"}}, {"roots/0/a"}));
  EXPECT_EQ(ReadFile(Path("elsewhere/0/a")), "kept");
}

TEST_F(DiskFilesTest, SeveralFilesAreReplacedTogetherOrNotAtAll) {
  WriteFile(Path("b"), "b1");
  WriteFile(Path("a"), "a1");
  EXPECT_FALSE(files_.Replace({Change("b", "b1", "b2"), Change("a", "other", "a2")}));
  EXPECT_EQ(*files_.Read(Path("b")), "b1");
  EXPECT_THAT(Names(directory_.path()), ElementsAre("a", "b"));

  const Result<std::vector<FileReplaced>> done =
      files_.Replace({Change("b", "b1", "b2"), Change("a", "a1", "a2"), Change("c", {}, "c1")});
  ASSERT_TRUE(done);
  EXPECT_EQ(done->size(), 3U);
  EXPECT_EQ(*files_.Read(Path("a")), "a2");
  EXPECT_EQ(*files_.Read(Path("b")), "b2");
  EXPECT_EQ(*files_.Read(Path("c")), "c1");
  EXPECT_EQ(*files_.Read(Path("a.log")), "one\n");
  EXPECT_EQ(*files_.Read(Path("b.log")), "one\n");
  EXPECT_THAT(Names(directory_.path()), ElementsAre("a", "a.log", "b", "b.log", "c", "c.log"));
}

TEST_F(DiskFilesTest, AFileWithoutALogIsReplacedUnderItsLockAlone) {
  WriteFile(Path("a"), "a1");
  const Result<std::vector<FileReplaced>> done =
      files_.Replace({{.path = Path("a"), .expected = "a1", .content = "a2"}});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_FALSE(done->front().log_error);
  EXPECT_EQ(*files_.Read(Path("a")), "a2");
  EXPECT_FALSE(files_.Replace({{.path = Path("a"), .expected = "a1", .content = "a3"}}));
  EXPECT_EQ(Names(directory_.path()).size(), 1U) << "no log, and no lock";
}

TEST_F(DiskFilesTest, OneFileByTwoNamesIsNotReplacedTwice) {
  WriteFile(Path("a"), "a1");
  fs::create_symlink(Path("a"), Path("link"));
  EXPECT_FALSE(files_.Replace({Change("a", "a1", "a2"), Change("link", "a1", "a3")}));
  EXPECT_EQ(*files_.Read(Path("a")), "a1");
}

TEST_F(DiskFilesTest, ALinkInTheDirectoryIsReplacedAndWhatItLeadsToStays) {
  WriteFile(Path("real/tags.json"), "old");
  fs::create_directories(Path("out"));
  fs::create_symlink("../real/tags.json", Path("out/tags.json"));
  ASSERT_TRUE(files_.WriteAll(Path("out"), {{"tags.json", "new"}}, {}));
  EXPECT_FALSE(fs::is_symlink(Path("out/tags.json")));
  EXPECT_EQ(ReadFile(Path("out/tags.json")), "new");
  EXPECT_EQ(ReadFile(Path("real/tags.json")), "old");
}

TEST_F(DiskFilesTest, ALinkToTheTagMapIsKeptAndTheMapIsReplaced) {
  WriteFile(Path("real/tags.json"), "old");
  fs::create_symlink("real/tags.json", Path("tags.json"));
  ASSERT_TRUE(Replace("tags.json", "old", "new"));
  EXPECT_TRUE(fs::is_symlink(Path("tags.json")));
  EXPECT_EQ(ReadFile(Path("real/tags.json")), "new");
  EXPECT_EQ(ReadFile(Path("tags.json.log")), "one\n");
  EXPECT_THAT(Names(Path("real")), ElementsAre("tags.json")) << "neither lock nor temporary";
}

TEST_F(DiskFilesTest, ALogThatIsALinkOrSomebodyElsesTextIsLeftAlone) {
  WriteFile(Path("tags"), "old");
  WriteFile(Path("elsewhere"), "no end of line");
  fs::create_symlink("elsewhere", Path("tags.log"));
  const Result<FileReplaced> replaced = Replace("tags", "old", "new");
  ASSERT_TRUE(replaced);
  ASSERT_TRUE(replaced->log_error);
  EXPECT_THAT(replaced->log_error->causes, ElementsAre("it is a link"));
  EXPECT_EQ(ReadFile(Path("elsewhere")), "no end of line");
  fs::remove(Path("tags.log"));
  WriteFile(Path("tags.log"), "no end of line");
  EXPECT_TRUE(Replace("tags", "new", "newer")->log_error);
  EXPECT_EQ(ReadFile(Path("tags.log")), "no end of line");
  WriteFile(Path("tags.log"), "once\nof");  // cut off
  EXPECT_FALSE(Replace("tags", "newer", "newest")->log_error);
  EXPECT_EQ(ReadFile(Path("tags.log")), "once\none\n");
}

TEST_F(DiskFilesTest, AFileThatIsNotWhatWasExpectedIsLeftAlone) {
  WriteFile(Path("tags"), "other");
  EXPECT_FALSE(Replace("tags", "old", "new"));
  EXPECT_FALSE(Replace("tags", std::nullopt, "new"));
  EXPECT_FALSE(Replace("missing", "old", "new"));
  EXPECT_EQ(ReadFile(Path("tags")), "other");
  EXPECT_THAT(Names(directory_.path()), ElementsAre("tags")) << "nor is it logged";
}

TEST_F(DiskFilesTest, ALockThatSomebodyHoldsIsRespectedByEveryPathToTheFile) {
  WriteFile(Path("real/tags"), "old");
  fs::create_symlink("real/tags", Path("tags"));
  FileLock held;
  ASSERT_TRUE(held.Acquire(fs::canonical(Path("tags"))));
  const Result<FileReplaced> refused = Replace("tags", "old", "new");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message,
              HasSubstr("is being changed by process " + std::to_string(::getpid()) + " on "));
  EXPECT_EQ(ReadFile(Path("real/tags")), "old");
}

TEST_F(DiskFilesTest, TheLockOfAKilledOwnerIsTakenOverAndItsLineIsNotLost) {
  WriteFile(Path("tags"), "new");
  const std::string lock = "process 1 on gone, since 2026-01-02T03:04:05Z\n" + Sha256Digest("new") +
                           "\nof the killed one\n";
  WriteFile(Path("tags.lock"), lock);
  const Result<FileReplaced> replaced = Replace("tags", "new", "newer");
  ASSERT_TRUE(replaced);
  EXPECT_EQ(replaced->left_by, "process 1 on gone, since 2026-01-02T03:04:05Z");
  EXPECT_EQ(ReadFile(Path("tags.log")), "of the killed one\none\n");
  EXPECT_FALSE(fs::exists(Path("tags.lock")));

  // It had come to the log, or had not come to the file.
  WriteFile(Path("tags"), "new");
  WriteFile(Path("tags.log"), "of the killed one\n");
  WriteFile(Path("tags.lock"), lock);
  ASSERT_TRUE(Replace("tags", "new", "newer"));
  EXPECT_EQ(ReadFile(Path("tags.log")), "of the killed one\none\n");
  fs::remove(Path("tags.log"));
  WriteFile(Path("tags.lock"), lock);
  ASSERT_TRUE(Replace("tags", "newer", "newest"));
  EXPECT_EQ(ReadFile(Path("tags.log")), "one\n");
}

TEST_F(DiskFilesTest, ASignalWaitsUntilTheFileAndItsLogAreWritten) {
  WriteFile(Path("tags"), "old");
  const pid_t pid = ::fork();
  if (pid == 0) {
    {
      const SignalHold hold;
      std::raise(SIGTERM);
      WriteFile(Path("tags"), "new");
    }
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(WTERMSIG(status), SIGTERM);
  EXPECT_EQ(ReadFile(Path("tags")), "new");
}

TEST_F(DiskFilesTest, ALockKeepsOthersOutAsLongAsItLives) {
  Result<std::shared_ptr<void>> lock = files_.Lock(Path("work"));
  ASSERT_TRUE(lock);
  const Result<std::shared_ptr<void>> second = files_.Lock(Path("work"));
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr("is being changed by process"));
  lock = std::shared_ptr<void>();
  EXPECT_TRUE(files_.Lock(Path("work")));
}

TEST_F(DiskFilesTest, ADirectoryIsRemovedWithAllThatIsInItAndNothingElse) {
  WriteFile(Path("out/a/b"), "1");
  WriteFile(Path("kept"), "1");
  fs::create_symlink(directory_.path(), Path("out/link"));
  ASSERT_TRUE(files_.RemoveDirectory(Path("out")));
  EXPECT_FALSE(fs::exists(Path("out")));
  EXPECT_EQ(ReadFile(Path("kept")), "1");
  EXPECT_TRUE(files_.RemoveDirectory(Path("out")));
}

TEST_F(DiskFilesTest, WhatASetDoesNotHaveAnyMoreIsRemoved) {
  WriteFile(Path("out/a"), "old");
  WriteFile(Path("out/b"), "old");
  WriteFile(Path("out/theirs"), "old");
  ASSERT_TRUE(files_.WriteAll(Path("out"), {{"a", "new"}}, {"b", "c"}));
  EXPECT_THAT(Names(Path("out")), ElementsAre("a", "theirs"));
}

TEST_F(DiskFilesTest, FilesAreListedSortedWithoutDirectories) {
  WriteFile(Path("b"), "");
  WriteFile(Path("a"), "");
  fs::create_directories(Path("c"));
  EXPECT_EQ(files_.FileNames(directory_.path()), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(files_.FileNames(Path("nope")), std::nullopt);
}

TEST_F(DiskFilesTest, AFileWhereTheDirectoryShouldBeIsAnError) {
  WriteFile(Path("out"), "I am a file");
  Status written = files_.WriteAll(Path("out"), {{"a", "1"}}, {});
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, HasSubstr(Path("out")));
  EXPECT_FALSE(files_.WriteAll(Path("out/below"), {{"a", "1"}}, {}).ok());
  EXPECT_EQ(ReadFile(Path("out")), "I am a file");
}

TEST_F(DiskFilesTest, WhenOneFileCannotBeWrittenNothingChanges) {
  WriteFile(Path("out/a"), "old");
  fs::create_directories(Path("out/b"));  // a directory where a file should go
  Status written = files_.WriteAll(Path("out"), {{"a", "new"}, {"b", "new"}}, {});
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
    if (files_.WriteAll(Path("out"), {{"a", "new"}, {"b", large}}, {}).ok()) return 1;
    return files_.WriteAll(Path("fresh/deep"), {{"b", large}}, {}).ok() ? 1 : 0;
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
    Status written = files_.WriteAll(Path("out"), {{"a", "1"}}, {});
    return !written && written.error().causes.front() == "Permission denied" ? 0 : 1;
  });
  EXPECT_EQ(code, 0);
  EXPECT_THAT(Names(Path("out")), IsEmpty());
}

TEST_F(DiskFilesTest, LinesAreAddedAndAnUnfinishedOneIsDropped) {
  WriteFile(Path("tags"), "0");
  ASSERT_TRUE(Replace("tags", "0", "1", "one\n"));
  ASSERT_TRUE(Replace("tags", "1", "2", "two\n"));
  EXPECT_EQ(ReadFile(Path("tags.log")), "one\ntwo\n");
  WriteFile(Path("tags.log"), "one\ntw");
  ASSERT_TRUE(Replace("tags", "2", "3", "three\n"));
  EXPECT_EQ(ReadFile(Path("tags.log")), "one\nthree\n");
  WriteFile(Path("tags.log"), "tw");
  ASSERT_TRUE(Replace("tags", "3", "4", "three\n"));
  EXPECT_EQ(ReadFile(Path("tags.log")), "three\n");
  fs::remove(Path("tags.log"));
  fs::create_directories(Path("tags.log"));
  const Result<FileReplaced> replaced = Replace("tags", "4", "5");
  ASSERT_TRUE(replaced);
  EXPECT_TRUE(replaced->log_error) << "the file is replaced all the same";
  EXPECT_EQ(ReadFile(Path("tags")), "5");
}

}  // namespace
}  // namespace deltaplan::planner
