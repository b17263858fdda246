// The work tree as GitRepository shows it, compared with what the git program says.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
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
using ::testing::IsEmpty;

class WorkTreeTest : public WorkTreeFixture {};

TEST_F(WorkTreeTest, ACleanCheckoutHasNoChanges) {
  repo_.Write("a/b", "1");
  repo_.Write("a-b", "1");
  repo_.Write("a.b/c", "1");
  repo_.Write("a0", "1");
  repo_.Commit("first");
  EXPECT_THAT(Ours(repo_), IsEmpty());
}

TEST_F(WorkTreeTest, EveryKindOfChangeIsFoundOnce) {
  for (const char* name : {"modified", "deleted", "staged", "unstaged", "mode", "retyped", "both",
                           "removed-but-there", "dir/file", "gone/x", "became-dir"}) {
    repo_.Write(name, "1");
  }
  repo_.Symlink("link", "modified");
  repo_.Commit("first");
  repo_.Write("modified", "2");
  repo_.Remove("deleted");
  repo_.Write("staged", "2");
  repo_.Git({"add", "staged"});
  repo_.SetExecutable("mode", true);
  repo_.Symlink("retyped", "elsewhere");
  repo_.Write("both", "2");
  repo_.Git({"add", "both"});
  repo_.Write("both", "1");  // equals HEAD again, but not the index
  repo_.Git({"rm", "--quiet", "--cached", "removed-but-there"});
  repo_.Remove("gone");
  repo_.Write("gone", "a file now");
  repo_.Remove("became-dir");
  repo_.Write("became-dir/x", "1");
  repo_.Write("new", "1");
  repo_.Write("new-dir/deep/file", "1");
  repo_.Write("intended", "1");
  repo_.Git({"add", "--intent-to-add", "intended"});
  repo_.Symlink("link", "both");
  fs::create_directories(repo_.path("empty/directory"));
  EXPECT_THAT(Ours(repo_),
              ElementsAre("M became-dir", "? became-dir/x", "M both", "M deleted", "? gone",
                          "M gone/x", "M intended", "M link", "M mode", "M modified", "? new",
                          "? new-dir/deep/file", "M removed-but-there", "M retyped", "M staged"));
  ExpectLikeGit(repo_);
}

TEST_F(WorkTreeTest, OnlyTheAskedPathsAreLookedAt) {
  for (const char* name : {"services/api/a", "services/api-gateway/a", "services/web/a", "top"}) {
    repo_.Write(name, "1");
  }
  repo_.Commit("first");
  for (const char* name : {"services/api/a", "services/api/new", "services/api-gateway/a",
                           "services/web/a", "top", "other"}) {
    repo_.Write(name, "2 longer");
  }
  EXPECT_THAT(Ours(repo_, {"services/api"}), ElementsAre("M services/api/a", "? services/api/new"));
  EXPECT_THAT(Ours(repo_, {"services/web/a", "top", "nope/x", "other"}),
              ElementsAre("? other", "M services/web/a", "M top"));
  EXPECT_THAT(Ours(repo_, {"services", "services/api"}).size(), 4);
  repo_.Remove("services/api");
  EXPECT_THAT(Ours(repo_, {"services/api"}), ElementsAre("M services/api/a"));
  EXPECT_THAT(Ours(repo_, {"services/api/a"}), ElementsAre("M services/api/a"));
}

TEST_F(WorkTreeTest, NamesAreBytes) {
  for (const char* name : {"sp ace", "quo\"te", "new\nline", "[x]", "(base)", "$x", "#", "-x", "*",
                           "\xE6\xB5\x8B\xE8\xAF\x95", "\xFF\xFE", "d\xFF/x", ":(top)y"}) {
    repo_.Write(name, "1");
  }
  repo_.Commit("first");
  EXPECT_THAT(Ours(repo_), IsEmpty());
  for (const char* name : {"[x]", "d\xFF/x", "-x", ":(top)y", "\xFF\xFE"}) {
    repo_.Write(name, "2 longer");
  }
  for (const char* name : {"x", "[y]", "\xFD"}) repo_.Write(name, "1");
  EXPECT_EQ(Ours(repo_).size(), 8);
  ExpectLikeGit(repo_);
  EXPECT_THAT(Ours(repo_, {"[x]", "*"}), ElementsAre("M [x]"));
}

TEST_F(WorkTreeTest, AFileThatWasTouchedButNotChangedIsNoChange) {
  repo_.CommitFile("a", "1");
  fs::last_write_time(repo_.path("a"), fs::file_time_type::clock::now() + std::chrono::hours(1));
  EXPECT_THAT(Ours(repo_), IsEmpty());
  repo_.Write("a", "2");  // same size
  fs::last_write_time(repo_.path("a"), fs::file_time_type::clock::now() + std::chrono::hours(1));
  EXPECT_THAT(Ours(repo_), ElementsAre("M a"));
}

TEST_F(WorkTreeTest, AChangeInTheMomentOfTheIndexIsFound) {
  repo_.CommitFile("a", "1");
  struct stat before = {};
  ASSERT_EQ(::stat(repo_.path("a").c_str(), &before), 0);
  repo_.Git({"config", "core.trustctime", "false"});
  // Same size, time and inode; the index is not newer than the file.
  const int fd = ::open(repo_.path("a").c_str(), O_WRONLY);
  ASSERT_EQ(::write(fd, "2", 1), 1);
  const timespec times[2] = {before.st_atim, before.st_mtim};
  ASSERT_EQ(::futimens(fd, times), 0);
  ::close(fd);
  ASSERT_EQ(::utimensat(AT_FDCWD, repo_.path(".git/index").c_str(), times, 0), 0);
  EXPECT_THAT(Ours(repo_), ElementsAre("M a"));
}

TEST_F(WorkTreeTest, AFileAsOldAsTheIndexToTheSecondIsLookedIntoAsGitDoes) {
  repo_.CommitFile(".gitattributes", "* text=auto\n");
  repo_.CommitFile("a", "1\r\n");
  const timespec file[2] = {{1600000000, 1}, {1600000000, 1}};
  const timespec index[2] = {{1600000000, 999}, {1600000000, 999}};
  ASSERT_EQ(::utimensat(AT_FDCWD, repo_.path("a").c_str(), file, 0), 0);
  repo_.Git({"update-index", "--refresh"});
  ASSERT_EQ(::utimensat(AT_FDCWD, repo_.path(".git/index").c_str(), index, 0), 0);
  EXPECT_THAT(Ours(repo_), IsEmpty());
  repo_.Write(".gitattributes", "* -text\n");  // now its line ends count
  EXPECT_THAT(Ours(repo_), ElementsAre("M .gitattributes", "M a"));
  ExpectLikeGit(repo_);
}

TEST_F(WorkTreeTest, CoreFileModeDecidesWhetherTheExecutableBitCounts) {
  repo_.CommitFile("a", "1");
  repo_.SetExecutable("a", true);
  EXPECT_THAT(Ours(repo_), ElementsAre("M a"));
  repo_.Git({"config", "core.fileMode", "false"});
  EXPECT_THAT(Ours(repo_), IsEmpty());
  ExpectLikeGit(repo_);
}

TEST_F(WorkTreeTest, LineEndingsThatGitConvertsAreNoChange) {
  repo_.Write(".gitattributes", "*.txt text=auto eol=crlf\n*.id ident\n");
  repo_.Write("a.txt", "one\ntwo\n");
  repo_.Write("b.bin", "one\ntwo\n");
  repo_.Write("c.id", "$Id$\n");
  repo_.Commit("first");
  for (const char* name : {"a.txt", "b.bin", "c.id"}) repo_.Remove(name);
  repo_.Git({"checkout", "--", "."});
  EXPECT_EQ(testing::ReadFile(repo_.path("a.txt")), "one\r\ntwo\r\n");
  for (const char* name : {"a.txt", "b.bin", "c.id"}) {
    fs::last_write_time(repo_.path(name), fs::file_time_type::clock::now() + std::chrono::hours(1));
  }
  EXPECT_THAT(Ours(repo_), IsEmpty());
  repo_.Write("b.bin", "one\r\ntwo\r\n");
  EXPECT_THAT(Ours(repo_), ElementsAre("M b.bin"));
}

TEST_F(WorkTreeTest, IgnoreRulesOfEveryLevelApplyToUntrackedFilesOnly) {
  repo_.Write(".gitignore", "*.log\n/build/\n!keep.log\nnode_modules\n");
  repo_.Write("a/.gitignore", "!special.log\n/only-here\ntmp/\nx y\\ \n#comment\n**/deep\n");
  repo_.Write("tracked.log", "1");
  repo_.Write("build/tracked", "1");
  repo_.Git({"add", "--force", "."});
  repo_.Commit("first");
  testing::WriteFile(sandbox_.home() + "/.config/git/ignore", "*.swp\n");
  repo_.Write(".git/info/exclude", "*.orig\n!a/fine.swp\n");
  for (const char* name : {"x.log",
                           "keep.log",
                           "build/new",
                           "a/build/new",
                           "a/special.log",
                           "a/other.log",
                           "a/only-here",
                           "a/b/only-here",
                           "a/tmp/x",
                           "a/b/tmp/x",
                           "tmp/x",
                           "a/x.swp",
                           "a/fine.swp",
                           "a/x.orig",
                           "a/x y ",
                           "a/q/deep/z",
                           "node_modules/p/keep.log",
                           "a/node_modules/x",
                           "[b]/.gitignore",
                           "[b]/c.ts",
                           "b/c.ts"}) {
    repo_.Write(name, std::string_view(name) == "[b]/.gitignore" ? "c.ts\n" : "1");
  }
  repo_.Write("tracked.log", "2 longer");
  repo_.Write("build/tracked", "2 longer");
  ExpectLikeGit(repo_);
  EXPECT_THAT(Ours(repo_, {"build", "keep.log", "x.log"}),
              ElementsAre("M build/tracked", "? keep.log"));
  repo_.Git({"config", "core.excludesFile", "~/mine"});
  testing::WriteFile(sandbox_.home() + "/mine", "keep.log\n");
  ExpectLikeGit(repo_);
}

TEST_F(WorkTreeTest, IsIgnoredByGitSaysWhatCheckIgnoreSays) {
  repo_.Write(".gitignore", "services/hidden/\n*.log\n!keep.log\n");
  repo_.Write("services/.gitignore", "/out\n");
  repo_.Commit("first");
  const auto repository = Open(repo_);
  for (const auto& [path, is_directory] :
       std::vector<std::pair<std::string, bool>>{{"services/hidden", true},
                                                 {"services/hidden/a/b", false},
                                                 {"services/api", true},
                                                 {"services/out", true},
                                                 {"out", true},
                                                 {"a.log", false},
                                                 {"x/keep.log", false},
                                                 {"services/hidden/keep.log", false}}) {
    if (is_directory) fs::create_directories(repo_.path(path));
    const testing::ProcessResult git =
        testing::RunProcess(repo_.path(), {"git", "check-ignore", "--quiet", "--no-index", path});
    EXPECT_EQ(*repository->IsIgnoredByGit(*RepoPath::Parse(path), is_directory), git.exit_code == 0)
        << path;
  }
}

TEST_F(WorkTreeTest, AFileOutsideASparseCheckoutIsNotDeleted) {
  repo_.Write("in/a", "1");
  repo_.Write("out/b", "1");
  repo_.Write("out/c", "1");
  repo_.Commit("first");
  for (const char* mode : {"--no-sparse-index", "--sparse-index"}) {
    const GitRepo clone = sandbox_.Clone(repo_, std::string("clone") + mode);
    clone.Git({"sparse-checkout", "init", "--cone", mode});
    clone.Git({"sparse-checkout", "set", mode, "in"});
    ASSERT_FALSE(fs::exists(clone.path("out")));
    EXPECT_THAT(Ours(clone), IsEmpty());
    clone.Write("out/b", "present, and different");
    clone.Write("out/c", "1");
    clone.Write("out/new", "1");
    clone.Write("in/a", "2 longer");
    EXPECT_THAT(Ours(clone), ElementsAre("M in/a", "M out/b", "? out/new")) << mode;
    ExpectLikeGit(clone);
  }
}

TEST_F(WorkTreeTest, AssumeUnchangedAndSkipWorktreeAreHonoured) {
  for (const char* name : {"a", "b", "c"}) repo_.Write(name, "1");
  repo_.Commit("first");
  repo_.Git({"update-index", "--assume-unchanged", "a"});
  repo_.Git({"update-index", "--skip-worktree", "b"});
  for (const char* name : {"a", "b", "c"}) repo_.Write(name, "2 longer");
  EXPECT_THAT(Ours(repo_), ElementsAre("M c"));
  repo_.Remove("b");
  ExpectLikeGit(repo_);
  EXPECT_EQ(Open(repo_)->SnapshotWorkTree()->root, GitsSnapshot(repo_));
}

TEST_F(WorkTreeTest, EveryVersionOfTheIndexIsRead) {
  for (const char* name : {"a", "dir/b", "dir/c", "dir/deeper/d", "e"}) repo_.Write(name, "1");
  repo_.Commit("first");
  repo_.Write("dir/c", "2 longer");
  for (const char* version : {"2", "3", "4"}) {
    repo_.Git({"update-index", "--index-version", version});
    EXPECT_THAT(Ours(repo_), ElementsAre("M dir/c")) << version;
    repo_.Git({"update-index", "--skip-worktree", "e"});  // needs the longer form of entries
    EXPECT_THAT(Ours(repo_), ElementsAre("M dir/c")) << version;
    repo_.Git({"update-index", "--no-skip-worktree", "e"});
  }
}

TEST_F(WorkTreeTest, ADamagedOrUnknownIndexIsAnError) {
  repo_.CommitFile("a", "1");
  const std::string index = testing::ReadFile(repo_.path(".git/index"));
  for (const std::string& bytes :
       {std::string(), std::string("DIRC"), index.substr(0, 60), index.substr(0, 40) + "garbage",
        "XXXX" + index.substr(4), std::string(index).replace(7, 1, "\x09")}) {
    repo_.Write(".git/index", bytes);
    Result<std::vector<WorkTreeChange>> changes = Open(repo_)->WorkTreeChanges({});
    ASSERT_FALSE(changes);
    EXPECT_THAT(changes.error().message, ::testing::HasSubstr("cannot read git's index"));
  }
}

TEST_F(WorkTreeTest, OnlyGitReadsASplitIndex) {
  repo_.Git({"config", "core.splitIndex", "true"});
  for (const char* name : {"a", "b/c", "b/d", "e"}) repo_.Write(name, "1");
  repo_.Commit("first");
  ASSERT_FALSE(repo_.Git({"rev-parse", "--shared-index-path"}).empty());
  EXPECT_THAT(Ours(repo_), IsEmpty());
  repo_.Write("b/c", "2 longer");
  repo_.Remove("e");
  repo_.Write("b/new", "1");
  EXPECT_THAT(Ours(repo_), ElementsAre("M b/c", "? b/new", "M e"));
  EXPECT_THAT(Ours(repo_, {"b"}), ElementsAre("M b/c", "? b/new"));
  EXPECT_EQ(Open(repo_)->SnapshotWorkTree()->root, GitsSnapshot(repo_));
  NoGit no_git;
  for (CommandRunner* commands : std::vector<CommandRunner*>{&no_git, nullptr}) {
    const auto repository = *OpenRepository(library_, {repo_.path(), false, commands});
    const Result<std::vector<WorkTreeChange>> changes = repository->WorkTreeChanges({});
    ASSERT_FALSE(changes);
    EXPECT_THAT(changes.error().message, ::testing::HasSubstr("is split"));
    EXPECT_THAT(changes.error().remedy, ::testing::HasSubstr("--no-split-index"));
  }
}

TEST_F(WorkTreeTest, CaseIsWhatGitTakesItFor) {
  repo_.Write(".gitignore", "Logs/\n*.TMP\n");
  repo_.Write("services/Api/main", "1");
  repo_.Commit("first");
  repo_.Git({"config", "core.ignoreCase", "true"});
  for (const char* name : {"services/logs/o", "x.tmp", "services/api/main", "services/api/new"}) {
    repo_.Write(name, "1");
  }
  ExpectLikeGit(repo_);
  EXPECT_THAT(Ours(repo_, {"services/logs"}), IsEmpty());
  const auto repository = *OpenRepository(library_, {repo_.path(), false, nullptr});
  EXPECT_THAT(repository->WorkTreeChanges({}).error().remedy,
              ::testing::HasSubstr("core.ignoreCase false"));
}

TEST_F(WorkTreeTest, AConflictIsAChange) {
  repo_.CommitFile("a", "1");
  repo_.Git({"checkout", "--quiet", "-b", "side"});
  repo_.CommitFile("a", "2");
  repo_.Git({"checkout", "--quiet", "main"});
  repo_.CommitFile("a", "3");
  testing::RunProcess(repo_.path(), {"git", "merge", "side"});
  EXPECT_THAT(Ours(repo_), ElementsAre("M a"));
  ExpectLikeGit(repo_);
}

TEST_F(WorkTreeTest, WithoutACommitEverythingIsNew) {
  repo_.Write("a", "1");
  repo_.Write("b/c", "1");
  repo_.Git({"add", "a"});
  EXPECT_THAT(Ours(repo_), ElementsAre("M a", "? b/c"));
  EXPECT_EQ(Open(repo_)->SnapshotWorkTree()->root, GitsSnapshot(repo_));
}

TEST_F(WorkTreeTest, ACloneThatWasNeverCheckedOutHasNoDeletions) {
  repo_.CommitFile("a/b", "1");
  const GitRepo clone = sandbox_.Clone(repo_, "clone", {"--no-checkout"});
  EXPECT_THAT(Ours(clone), IsEmpty());
  clone.Write("a/b", "1");
  clone.Write("a/c", "1");
  EXPECT_THAT(Ours(clone), ElementsAre("? a/c"));
  clone.Write("a/b", "2");
  EXPECT_THAT(Ours(clone), ElementsAre("M a/b", "? a/c"));
}

TEST_F(WorkTreeTest, ADirectoryThatVanishesMeanwhileIsGone) {
  repo_.CommitFile("a", "1");
  for (int i = 0; i < 200; ++i) repo_.Write("build/" + std::to_string(i) + "/x/y", "1");
  std::atomic<bool> is_over = false;
  std::thread builder([&] {
    for (int i = 0; !is_over; i = (i + 1) % 200) {
      fs::rename(repo_.path("build/" + std::to_string(i) + "/x"), repo_.path("away"));
      fs::rename(repo_.path("away"), repo_.path("build/" + std::to_string(i) + "/x"));
    }
  });
  for (int i = 0; i < 100; ++i) {
    const auto changes = Open(repo_)->WorkTreeChanges({*RepoPath::Parse("build")});
    EXPECT_TRUE(changes) << changes.error().InOneLine();
  }
  is_over = true;
  builder.join();
}

TEST_F(WorkTreeTest, AnUnreadableDirectoryIsAnError) {
  repo_.CommitFile("a/b", "1");
  sandbox_.Git(sandbox_.home(), {"config", "--global", "safe.directory", "*"});
  ::chmod(sandbox_.root().c_str(), 0755);
  ::chmod(repo_.path("a").c_str(), 0);
  const pid_t pid = ::fork();
  if (pid == 0) {  // root may read everything, so not as root
    constexpr uid_t kNobody = 65534;
    if (::geteuid() == 0 && ::setuid(kNobody) != 0) ::_exit(2);
    Result<std::vector<WorkTreeChange>> changes = Open(repo_)->WorkTreeChanges({});
    ::_exit(!changes.ok() && changes.error().message.ends_with("/a'") &&
                    changes.error().causes.front() == "Permission denied"
                ? 0
                : 1);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  ::chmod(repo_.path("a").c_str(), 0755);
  EXPECT_EQ(status, 0);
}

TEST_F(WorkTreeTest, ASnapshotIsReadableAndNothingIsStored) {
  repo_.Write("a/b", "1");
  repo_.Write("c", "1");
  repo_.Commit("first");
  repo_.Symlink("a/link", "../c");
  repo_.Write("a/b", "2 longer");
  const std::string before = repo_.Git({"count-objects", "-v"});
  const auto repository = Open(repo_);
  Result<WorkTreeSnapshot> snapshot = repository->SnapshotWorkTree();
  ASSERT_TRUE(snapshot);
  EXPECT_THAT(Format(snapshot->changes), ElementsAre("M a/b", "? a/link"));
  EXPECT_EQ(repo_.Git({"count-objects", "-v"}), before);
  const std::unique_ptr<graph::TreeReader> trees = *repository->OpenTrees();
  std::string raw;
  std::vector<graph::TreeEntry> entries;
  ASSERT_EQ(graph::ReadEntries(*trees, snapshot->root, raw, entries), std::nullopt);
  const ObjectId directory = graph::FindEntry(entries, "a")->state.id;
  ASSERT_EQ(graph::ReadEntries(*trees, directory, raw, entries), std::nullopt);
  const graph::TreeEntry* link = graph::FindEntry(entries, "link");
  EXPECT_EQ(link->state.mode, graph::FileMode::kSymlink);
  EXPECT_EQ(*repository->ReadBlob(link->state.id), "../c");
  EXPECT_EQ(snapshot->root, GitsSnapshot(repo_));
}

}  // namespace
}  // namespace deltaplan::planner
