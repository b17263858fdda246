// Where a repository and its work tree are found; git rev-parse is the oracle.
#include "planner/git/repository_place.h"

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <unistd.h>

#include "planner/git/git_library.h"
#include "planner/git/libgit2_repository.h"
#include "planner/system/child_processes.h"
#include "tests/support/git_sandbox.h"

namespace deltaplan::planner {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using testing::GitRepo;
using testing::GitSandbox;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RepositoryPlaceTest : public ::testing::Test {
 protected:
  RepositoryPlaceTest() : repo_(sandbox_.Init("repo")) {
    repo_.Write("dir/a", "1");
    repo_.Commit("first");
  }
  ~RepositoryPlaceTest() override { fs::current_path("/"); }

  // The top of the work tree from `directory`, the current one, as we and as git find it.
  std::string Ours(const std::string& directory, bool is_named = false) {
    fs::current_path(directory);
    const Result<RepositoryPlace> place = FindRepository(".", is_named);
    if (!place) return "error: " + place.error().message;
    return place->work_dir.value_or("bare");
  }
  static std::string Gits(const std::string& directory) {
    const testing::ProcessResult result =
        testing::RunProcess(directory, {"git", "rev-parse", "--show-toplevel"});
    if (result.exit_code != 0) return "error";
    return result.out.substr(0, result.out.find('\n'));
  }
  std::string In(const std::string& name) const { return sandbox_.root() + "/" + name; }
  Result<std::unique_ptr<GitRepository>> Open(const std::string& directory) {
    fs::current_path(directory);
    return OpenRepository(library_, {".", false, &commands_});
  }

  GitSandbox sandbox_;
  testing::ScopedEnvironment environment_;
  GitLibrary library_;
  ChildProcesses commands_;
  GitRepo repo_;
};

TEST_F(RepositoryPlaceTest, TheTopIsWhereDotGitStands) {
  for (const std::string& directory : {repo_.path(), repo_.path("dir")}) {
    EXPECT_EQ(Ours(directory), repo_.path());
    EXPECT_EQ(Gits(directory), repo_.path());
  }
  repo_.Git({"worktree", "add", "--quiet", In("linked")});
  fs::rename(repo_.path(".git"), In("elsewhere.git"));
  fs::create_directory_symlink(In("elsewhere.git"), repo_.path(".git"));
  EXPECT_EQ(Ours(repo_.path("dir")), repo_.path()) << "a link";
  fs::remove(repo_.path(".git"));
  repo_.Write(".git", "gitdir: ../elsewhere.git\n");
  EXPECT_EQ(Ours(repo_.path("dir")), repo_.path()) << "a file";
}

TEST_F(RepositoryPlaceTest, CoreWorktreeNamesAnotherWorkTree) {
  repo_.Git({"clone", "--quiet", "--bare", repo_.path(), In("app.git")});
  const GitRepo app = sandbox_.At(In("app.git"));
  app.Git({"config", "core.bare", "false"});
  fs::create_directories(In("www"));
  for (const std::string& work_tree : {In("www"), std::string("../www")}) {
    app.Git({"config", "core.worktree", work_tree});
    EXPECT_EQ(Ours(app.path()), In("www"));
    EXPECT_EQ(Gits(app.path()), In("www"));
  }
  app.Git({"checkout", "--quiet", "--force", "main"});
  sandbox_.At(In("www")).Write("dir/a", "2 longer");
  const auto repository = Open(app.path());
  ASSERT_TRUE(repository);
  EXPECT_EQ((*repository)->WorkTreeChanges({})->size(), 1U);
  app.Git({"config", "core.worktree", "../nowhere"});
  EXPECT_THAT(Ours(app.path()), HasSubstr("error"));
}

TEST_F(RepositoryPlaceTest, TheFileOfAWorkTreeDecidesWhatItIs) {
  repo_.Git({"config", "extensions.worktreeConfig", "true"});
  repo_.Git({"config", "--unset", "core.bare"});
  repo_.Git({"worktree", "add", "--quiet", In("linked")});
  repo_.Git({"config", "--worktree", "core.bare", "true"});
  EXPECT_THAT(Ours(repo_.path()), HasSubstr("says that it is bare"));
  EXPECT_EQ(Gits(repo_.path()), "error");
  EXPECT_EQ(Ours(In("linked")), In("linked"));
  EXPECT_EQ(Gits(In("linked")), In("linked"));
}

TEST_F(RepositoryPlaceTest, AWorkTreeWhoseRepositoryClaimsToBeBareIsRefused) {
  repo_.Git({"config", "core.bare", "true"});
  EXPECT_THAT(Ours(repo_.path("dir")), HasSubstr("says that it is bare"));
  EXPECT_EQ(Gits(repo_.path("dir")), "error");
  environment_.Set("GIT_WORK_TREE", repo_.path());
  EXPECT_EQ(Ours(repo_.path("dir")), repo_.path()) << "the variable has the last word";
  EXPECT_EQ(Gits(repo_.path("dir")), repo_.path());
}

TEST_F(RepositoryPlaceTest, GitDirNamesTheRepository) {
  repo_.Git({"clone", "--quiet", "--bare", repo_.path(), In("srv.git")});
  fs::create_directories(In("www/sub"));
  environment_.Set("GIT_DIR", In("srv.git"));
  EXPECT_EQ(Ours(In("www")), "bare");
  EXPECT_EQ(Gits(In("www")), "error");
  environment_.Set("GIT_WORK_TREE", In("www"));
  EXPECT_EQ(Ours(In("www/sub")), In("www"));
  EXPECT_EQ(Gits(In("www/sub")), In("www"));
  environment_.Set("GIT_WORK_TREE", std::nullopt);
  environment_.Set("GIT_DIR", repo_.path(".git"));
  EXPECT_EQ(Ours(In("www")), In("www")) << "the current directory, whatever it is";
  EXPECT_EQ(Gits(In("www")), In("www"));
  environment_.Set("GIT_DIR", In("nowhere"));
  EXPECT_THAT(Ours(repo_.path()), HasSubstr("is no git repository"));
  environment_.Set("GIT_DIR", std::nullopt);
  environment_.Set("GIT_COMMON_DIR", repo_.path(".git"));
  EXPECT_THAT(Ours(repo_.path()), HasSubstr("GIT_COMMON_DIR"));
}

TEST_F(RepositoryPlaceTest, ADirectoryThatIsNamedComesBeforeGitDir) {
  const GitRepo other = sandbox_.Init("other");
  environment_.Set("GIT_DIR", repo_.path(".git"));
  environment_.Set("GIT_OBJECT_DIRECTORY", repo_.path(".git/objects"));
  fs::current_path(other.path());
  const Result<RepositoryPlace> place = FindRepository(".", /*is_named=*/true);
  ASSERT_TRUE(place);
  EXPECT_EQ(place->work_dir, other.path());
  EXPECT_EQ(place->objects.directory, other.path(".git/objects"));
  fs::create_directories(In("plain"));
  EXPECT_EQ(Ours(In("plain"), /*is_named=*/true), In("plain")) << "there is no other";
}

TEST_F(RepositoryPlaceTest, ObjectsInQuarantineAreFound) {
  const GitRepo server = sandbox_.Init("server");
  const GitRepo client = sandbox_.Clone(repo_, "client");
  const graph::ObjectId pushed = client.CommitFile("dir/a", "2");
  // As git receive-pack does: new objects aside, those of the repository borrowed.
  fs::copy(client.path(".git/objects"), In("incoming"), fs::copy_options::recursive);
  fs::remove(In("incoming/info/alternates"));
  EXPECT_FALSE((*Open(repo_.path()))->ResolveRevision(pushed.ToHex()));
  environment_.Set("GIT_OBJECT_DIRECTORY", In("incoming"));
  const std::string odd = In("o:d\"d");
  fs::create_directory_symlink(repo_.path(".git/objects"), odd);
  for (const std::string& borrowed :
       {repo_.path(".git/objects"), In("gone") + ":" + repo_.path(".git/objects"),
        "\"" + In("o:d\\\"d") + "\""}) {
    environment_.Set("GIT_ALTERNATE_OBJECT_DIRECTORIES", borrowed);
    const auto repository = Open(repo_.path());
    ASSERT_TRUE(repository);
    const Result<CommitInfo> commit = (*repository)->ResolveRevision(pushed.ToHex());
    ASSERT_TRUE(commit) << borrowed;
    EXPECT_TRUE((*repository)->ResolveRevision("HEAD")) << borrowed;
    std::string raw;
    EXPECT_EQ((*(*repository)->OpenTrees())->ReadTree(commit->tree, raw), std::nullopt);
  }
}

TEST_F(RepositoryPlaceTest, TheIndexMayBeAnother) {
  repo_.Write("dir/b", "1");
  EXPECT_EQ((*Open(repo_.path()))->WorkTreeChanges({})->front().untracked, true);
  environment_.Set("GIT_INDEX_FILE", In("index"));
  repo_.Git({"add", "."});
  EXPECT_EQ((*Open(repo_.path()))->WorkTreeChanges({})->front().untracked, false);
}

TEST_F(RepositoryPlaceTest, SubmodulesHavePlacesOfTheirOwn) {
  const GitRepo library = sandbox_.Init("library");
  library.CommitFile("x", "1");
  repo_.Git({"submodule", "--quiet", "add", library.path(), "lib"});
  repo_.Commit("with a submodule");
  const GitRepo sub = sandbox_.At(repo_.path("lib"));
  EXPECT_EQ(Ours(sub.path()), sub.path());
  sub.Write("x", "2 longer");
  environment_.Set("GIT_DIR", repo_.path(".git"));
  environment_.Set("GIT_WORK_TREE", repo_.path());
  const auto repository = Open(repo_.path());
  ASSERT_TRUE(repository);
  const Result<std::vector<WorkTreeChange>> changes = (*repository)->WorkTreeChanges({});
  ASSERT_EQ(changes->size(), 1U);
  EXPECT_EQ(changes->front().path.bytes(), "lib");
}

TEST_F(RepositoryPlaceTest, OnlyFilesOfKnownOwnersAreBelieved) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  repo_.Write("mine", "1");
  repo_.Write("theirs", "1");
  ASSERT_EQ(::chown(repo_.path("theirs").c_str(), 4321, 4321), 0);
  const auto repository = Open(repo_.path());
  ASSERT_TRUE(repository);
  EXPECT_TRUE((*repository)->MayBeBelieved(repo_.path("mine")));
  EXPECT_FALSE((*repository)->MayBeBelieved(repo_.path("theirs")));
  // A link is asked about itself and about what it leads to, and leads nowhere else.
  ASSERT_EQ(::symlink("theirs", repo_.path("to_theirs").c_str()), 0);
  ASSERT_EQ(::symlink("mine", repo_.path("to_mine").c_str()), 0);
  ASSERT_EQ(::symlink("/etc/passwd", repo_.path("to_elsewhere").c_str()), 0);
  EXPECT_FALSE((*repository)->MayBeBelieved(repo_.path("to_theirs")));
  EXPECT_TRUE((*repository)->MayBeBelieved(repo_.path("to_mine")));
  EXPECT_FALSE((*repository)->MayBeBelieved(repo_.path("to_elsewhere")));
  // The owner of the repository has a say in it, once safe.directory lets it in.
  ASSERT_EQ(::chown(repo_.path().c_str(), 4321, 4321), 0);
  EXPECT_FALSE(Open(repo_.path()));
  environment_.Set("GIT_CONFIG_PARAMETERS", "'safe.directory'='*'");
  ASSERT_TRUE(Open(repo_.path()));
  EXPECT_TRUE((*Open(repo_.path()))->MayBeBelieved(repo_.path("theirs")));
}

TEST_F(RepositoryPlaceTest, SafeDirectoryCountsFromEveryPlaceThatIsTheUsersOwn) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  ASSERT_EQ(::chown(repo_.path().c_str(), 4321, 4321), 0);
  const std::string top = repo_.path();
  for (const std::string& parameters :
       {"'safe.directory=" + top + "'", "'safe.directory'='" + top + "'",
        "'a.b'= 'safe.directory'='" + In("*") + "'", std::string("'SAFE.Directory'='~/../repo'")}) {
    environment_.Set("GIT_CONFIG_PARAMETERS", parameters);
    const bool git_agrees = testing::RunProcess(top, {"git", "rev-parse"}).exit_code == 0;
    EXPECT_EQ(Open(top).ok(), git_agrees || parameters.find("/*'") != std::string::npos)
        << parameters;
  }
  environment_.Set("GIT_CONFIG_PARAMETERS", "'safe.directory'='x");
  EXPECT_THAT(Ours(top), HasSubstr("GIT_CONFIG_PARAMETERS"));
  environment_.Set("GIT_CONFIG_PARAMETERS", std::nullopt);
  environment_.Set("HOME", std::nullopt);
  for (const char* value : {"~/*", "~", "~/", "~nobody-at-all/*"}) {
    environment_.Set("GIT_CONFIG_COUNT", "1");
    environment_.Set("GIT_CONFIG_KEY_0", "safe.directory");
    environment_.Set("GIT_CONFIG_VALUE_0", value);
    EXPECT_THAT(Ours(top), HasSubstr("dubious ownership")) << value;
  }
  environment_.Set("GIT_CONFIG_COUNT", "2");
  EXPECT_THAT(Ours(top), HasSubstr("GIT_CONFIG_KEY_1"));
}

}  // namespace
}  // namespace deltaplan::planner
