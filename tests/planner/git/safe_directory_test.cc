// Whose repositories are opened: git's safe.directory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>
#include <unistd.h>

#include "planner/git/git_library.h"
#include "planner/git/libgit2_repository.h"
#include "tests/support/git_sandbox.h"

namespace deltaplan::planner {
namespace {

using testing::GitRepo;
using testing::GitSandbox;
using ::testing::HasSubstr;

class SafeDirectoryTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can give a directory to somebody else";
    repo_.emplace(sandbox_.Init("some repo"));
    for (const char* path : {"", ".git"}) {
      ASSERT_EQ(::chown(repo_->path(path).c_str(), kStranger, kStranger), 0);
    }
  }

  static std::string OpenError(const GitRepo& repo) {
    GitLibrary library;
    const Result<std::unique_ptr<GitRepository>> repository =
        OpenRepository(library, {.directory = repo.path()});
    if (repository) return "no error";
    const Error& error = repository.error();
    std::string text = error.message;
    for (const std::string& cause : error.causes) text += "\n" + cause;
    return text + "\n" + error.remedy;
  }

  static constexpr uid_t kStranger = 12345;
  GitSandbox sandbox_;
  std::optional<GitRepo> repo_;
};

TEST_F(SafeDirectoryTest, AnotherOwnersRepositoryIsRefusedWithGitsAdvice) {
  EXPECT_THAT(OpenError(*repo_),
              HasSubstr("git config --global --add safe.directory '" + repo_->path() + "'"));
}

TEST_F(SafeDirectoryTest, TheAdviceWorks) {
  sandbox_.Git(sandbox_.home(), {"config", "--global", "--add", "safe.directory", repo_->path()});
  EXPECT_EQ(OpenError(*repo_), "no error");
}

TEST_F(SafeDirectoryTest, AStarAllowsEverythingAndAnEmptyValueForgetsIt) {
  sandbox_.Git(sandbox_.home(), {"config", "--global", "--add", "safe.directory", "*"});
  EXPECT_EQ(OpenError(*repo_), "no error");
  sandbox_.Git(sandbox_.home(), {"config", "--global", "--add", "safe.directory", ""});
  EXPECT_THAT(OpenError(*repo_), HasSubstr("dubious ownership"));
}

TEST_F(SafeDirectoryTest, TheEnvironmentCanNameASafeDirectory) {
  sandbox_.environment().Set("GIT_CONFIG_COUNT", "1");
  sandbox_.environment().Set("GIT_CONFIG_KEY_0", "Safe.Directory");
  sandbox_.environment().Set("GIT_CONFIG_VALUE_0", repo_->path());
  EXPECT_EQ(OpenError(*repo_), "no error");
  sandbox_.environment().Set("GIT_CONFIG_COUNT", std::nullopt);
  const std::string global = sandbox_.root() + "/other config";
  testing::WriteFile(global, "[safe]\n\tdirectory = " + repo_->path() + "\n");
  sandbox_.environment().Set("GIT_CONFIG_GLOBAL", global);
  EXPECT_EQ(OpenError(*repo_), "no error");
}

TEST_F(SafeDirectoryTest, TheRepositoryCannotVouchForItself) {
  testing::WriteFile(repo_->path(".git/config"),
                     "[core]\n\trepositoryformatversion = 0\n[safe]\n\tdirectory = *\n");
  EXPECT_THAT(OpenError(*repo_), HasSubstr("dubious ownership"));
}

TEST_F(SafeDirectoryTest, UnderSudoTheOwnRepositoryOfTheUserIsSafe) {
  sandbox_.environment().Set("SUDO_UID", std::to_string(kStranger));
  EXPECT_EQ(OpenError(*repo_), "no error");
  sandbox_.environment().Set("SUDO_UID", std::to_string(kStranger + 1));
  EXPECT_THAT(OpenError(*repo_), HasSubstr("dubious ownership"));
}

}  // namespace
}  // namespace deltaplan::planner
