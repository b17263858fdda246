// The work tree as GitRepository shows it, compared with what the git program says. Why so long a
// file: docs/decisions/long-files.md.
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

#include "planner/git/git_library.h"
#include "planner/git/libgit2_repository.h"
#include "planner/system/child_processes.h"
#include "tests/support/git_sandbox.h"

namespace deltaplan::planner {
namespace {

namespace fs = std::filesystem;
using graph::ObjectId;
using graph::RepoPath;
using ::testing::ElementsAre;
using testing::GitRepo;
using testing::GitSandbox;
using ::testing::IsEmpty;

// "M path" for a tracked change, "? path" for an untracked file, sorted by path.
using Changes = std::vector<std::string>;

class WorkTreeTest : public ::testing::Test {
 protected:
  WorkTreeTest() : repo_(sandbox_.Init("repo")) {}

  std::unique_ptr<GitRepository> Open(const GitRepo& repo) {
    Result<std::unique_ptr<GitRepository>> repository =
        OpenRepository(library_, {.directory = repo.path(), .commands = &commands_});
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

  Changes Ours(const GitRepo& repo, const std::vector<std::string>& paths = {}) {
    std::vector<RepoPath> parsed;
    for (const std::string& path : paths) parsed.push_back(*RepoPath::Parse(path));
    Result<std::vector<WorkTreeChange>> changes = Open(repo)->WorkTreeChanges(parsed);
    if (!changes) return {"error: " + changes.error().message};
    return Format(*changes);
  }

  // What git status says: before anything refreshes the index, so call it after Ours().
  static Changes Gits(const GitRepo& repo, const std::vector<std::string>& paths = {}) {
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

  void ExpectLikeGit(const GitRepo& repo, const std::vector<std::string>& paths = {}) {
    const Changes ours = Ours(repo, paths);
    EXPECT_EQ(ours, Gits(repo, paths));
  }

  // The tree that git would make of the work tree, through an index and a store of its own.
  static ObjectId GitsSnapshot(const GitRepo& repo) {
    testing::ScopedEnvironment environment;
    environment.Set("GIT_INDEX_FILE", repo.path(".git/other-index"));
    fs::copy_file(repo.path(".git/index"), repo.path(".git/other-index"));
    // Its time says which entries git has to look at again.
    fs::last_write_time(repo.path(".git/other-index"),
                        fs::last_write_time(repo.path(".git/index")));
    // Deletions first: while the index has a file that is an ignored directory now, git would add
    // what is in there.
    repo.Git({"add", "--update"});
    repo.Git({"add", "--all"});
    const ObjectId tree = *ObjectId::FromHex(repo.Git({"write-tree"}));
    fs::remove(repo.path(".git/other-index"));
    return tree;
  }

  GitSandbox sandbox_;
  GitLibrary library_;
  ChildProcesses commands_;
  GitRepo repo_;
};

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

// Runs nothing, as on a machine without git.
class NoGit : public CommandRunner {
 public:
  Result<CommandOutput> Run(const CommandLine& /*command*/) override {
    return Error{"there is no git", {}, ""};
  }
};

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

class ConvertedContentTest : public WorkTreeTest {
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

TEST_F(WorkTreeTest, SubmodulesChangeByTheirCommitAndByTheirContent) {
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

TEST_F(WorkTreeTest, ANestedRepositoryIsOneUntrackedPath) {
  repo_.CommitFile("a", "1");
  const GitRepo nested = sandbox_.Init("repo/nested/one");
  nested.CommitFile("x", "1");
  sandbox_.Init("repo/nested/empty").Write("y", "1");
  repo_.Write("not-nested/.git/x", "1");
  repo_.Write("not-nested/y", "1");
  EXPECT_THAT(Ours(repo_), ElementsAre("? nested/empty", "? nested/one", "? not-nested/y"));
  ExpectLikeGit(repo_);
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

// Random edits to random names, some staged; git is the oracle for the changes and for the
// snapshot. Each seed has one kind of repository.
enum class Kind { kPlain, kConverted, kSplitIndex, kIgnoreCase, kSparse };

class RandomWorkTreeTest : public WorkTreeTest, public ::testing::WithParamInterface<unsigned> {};

TEST_P(RandomWorkTreeTest, AgreesWithGit) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  std::mt19937 random(GetParam());
  const auto below = [&random](std::size_t n) { return random() % n; };
  const auto kind = static_cast<Kind>(GetParam() % 5);
  const std::vector<std::string> ignore_lines = {"*.log\n",
                                                 "/a\n",
                                                 "b/\n!b/a\n",
                                                 "\\[x]\n",
                                                 "   \n",
                                                 "/\n",
                                                 "!/\n",
                                                 "\\\n",
                                                 "!\n",
                                                 "#\n",
                                                 "a \\ \n",
                                                 "[\n",
                                                 "*/\n",
                                                 "a\r\n",
                                                 "//a\n",
                                                 "b//\n",
                                                 "**\n!*.b\n",
                                                 "\xEF\xBB\xBF"
                                                 "a\n",
                                                 "*\n!*/\n",
                                                 "a/**/b\n",
                                                 "c d  "};
  const std::vector<std::string> attribute_lines = {
      "* text=auto\n",       "\"c d\" text\n",
      "*.b text eol=crlf\n", "a filter=big -text\n",
      "[attr]m text\n",      "* m\n",
      "b ident\n",           "zz working-tree-encoding=latin1\n",
      "*.log -text\n",       "/a/* eol=lf\n",
      "\"\\\\[x]\" text\n",  "* !text\n",
      "!a text\n",           "b filter=unknown\n",
      "a/** binary\n",       "*.b filter=big text bad=\n"};
  const std::vector<std::string> contents = {"x\r\ny\r\n", "x\ny\n", "$Id: 1 $\n", "REAL\n",
                                             "\xE9\n",     "\r\n\r", "$Id$\r\n"};
  if (kind == Kind::kConverted) {
    repo_.Git({"config", "filter.big.clean", "sed s/REAL/pointer/"});
    repo_.Git({"config", "core.autocrlf", std::vector{"false", "input", "true"}[below(3)]});
    repo_.Git({"config", "core.safecrlf", "false"});
  }
  if (kind == Kind::kSplitIndex) repo_.Git({"config", "core.splitIndex", "true"});
  if (kind == Kind::kIgnoreCase) repo_.Git({"config", "core.ignoreCase", "true"});
  const std::vector<std::string> names = {"a",   "a-b",  "a.b", "b",    "[x]",
                                          "c d", "\xFF", "zz",  "x.log"};
  const auto path = [&] {
    std::string result;
    for (std::size_t depth = 1 + below(3); depth > 0; --depth) {
      result += (result.empty() ? "" : "/") + names[below(names.size())];
    }
    return result;
  };
  const GitRepo outside = sandbox_.At(sandbox_.root() + "/outside");
  for (const std::string& name : names) outside.Write(name + "/a", "1");
  const auto make_room = [&](const std::string& name) {
    for (std::size_t slash = name.find('/'); slash != std::string::npos;
         slash = name.find('/', slash + 1)) {
      const std::string above = name.substr(0, slash);
      if (!fs::is_directory(fs::symlink_status(repo_.path(above)))) repo_.Remove(above);
    }
    if (!fs::is_regular_file(fs::symlink_status(repo_.path(name)))) repo_.Remove(name);
  };
  const auto edit = [&] {
    const std::string name = path();
    switch (below(kind == Kind::kConverted ? 12 : 9)) {
      case 9:
        make_room(name + "/.gitattributes");
        repo_.Write(below(2) == 0 ? ".gitattributes" : name + "/.gitattributes",
                    attribute_lines[below(attribute_lines.size())] +
                        attribute_lines[below(attribute_lines.size())]);
        break;
      case 10:
      case 11:
        make_room(name);
        repo_.Write(name, contents[below(contents.size())]);
        if (below(2) == 0) {
          fs::last_write_time(repo_.path(name),
                              fs::file_time_type::clock::now() + std::chrono::hours(below(9)));
        }
        break;
      case 0:
        repo_.Remove(name);
        break;
      case 1:
        make_room(name);
        // Sometimes to a directory that has files of the same names.
        repo_.Symlink(name, below(2) == 0 ? outside.path() : "nowhere/" + path());
        break;
      case 2:
        if (fs::is_regular_file(fs::symlink_status(repo_.path(name)))) {
          repo_.SetExecutable(name, below(2) == 0);
        }
        break;
      case 3:
        make_room(name + "/.gitignore");
        repo_.Write(name + "/.gitignore", ignore_lines[below(ignore_lines.size())] +
                                              ignore_lines[below(ignore_lines.size())]);
        break;
      default:
        make_room(name);
        repo_.Write(name, std::to_string(below(4)));
    }
  };
  for (int i = 0; i < 40; ++i) edit();
  repo_.Commit("first");
  if (kind == Kind::kSparse) {
    repo_.Git({"sparse-checkout", "set", "--no-cone", "/*", "!/" + names[below(3)] + "/", "!*.b"});
  }
  for (int round = 0; round < 4; ++round) {
    for (std::size_t i = below(12); i > 0; --i) edit();
    switch (below(6)) {
      case 0:
        repo_.Git({"add", "--sparse", "--all"});
        break;
      case 1:
        repo_.Git({"reset", "--quiet"});
        break;
      case 2:
        repo_.Git({"rm", "-r", "--force", "--quiet", "--cached", "--ignore-unmatch", "--",
                   names[below(4)]});
        break;
      case 3:
        repo_.Git({"add", "--sparse", "--all"});
        repo_.Git({"commit", "--quiet", "--allow-empty", "--message=more"});
        break;
      default:
        break;
    }
    for (std::size_t i = below(4); i > 0; --i) edit();
    ExpectLikeGit(repo_);
    const std::vector<std::string> some = {path(), path()};
    const Changes ours = Ours(repo_, some);
    Changes expected;
    for (const std::string& line : Gits(repo_)) {
      const RepoPath changed = *RepoPath::Parse(line.substr(2));
      if (std::ranges::any_of(some, [&changed](const std::string& asked) {
            return RepoPath::Parse(asked)->Contains(changed);
          })) {
        expected.push_back(line);
      }
    }
    EXPECT_EQ(ours, expected) << some[0] << " " << some[1];
    // git add folds names, and leaves alone what is outside of a sparse checkout.
    if (kind == Kind::kIgnoreCase || kind == Kind::kSparse) {
      if (HasFailure()) break;
      continue;
    }
    const ObjectId gits = GitsSnapshot(repo_);
    Result<WorkTreeSnapshot> snapshot = Open(repo_)->SnapshotWorkTree();
    ASSERT_TRUE(snapshot.ok()) << snapshot.error().message;
    EXPECT_EQ(snapshot->root, gits) << repo_.Git({"ls-tree", "-r", gits.ToHex()}) << "\n\n"
                                    << repo_.Git({"status", "--porcelain"});
    if (HasFailure()) break;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomWorkTreeTest, ::testing::Range(0U, 60U));

}  // namespace
}  // namespace deltaplan::planner
