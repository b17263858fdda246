#include "planner/git/git_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "planner/git/git_library.h"
#include "tests/support/git_sandbox.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;

class GitConfigTest : public ::testing::Test {
 protected:
  // The settings of a file with this text.
  Result<GitConfig> Read(const std::string& text) {
    const std::string path = directory_.path() + "/config";
    testing::WriteFile(path, text);
    config_.reset();
    if (git_config_open_ondisk(OutPtr(config_), path.c_str()) < 0) {
      return GitError("cannot read the file");
    }
    return GitConfig::From(*config_);
  }

  GitLibrary library_;
  testing::TemporaryDirectory directory_;
  ConfigPtr config_;
};

TEST_F(GitConfigTest, TheLastValueOfANameWins) {
  const Result<GitConfig> config = Read(
      "[Core]\n\tFileMode = false\n[core] filemode\n[remote \"A.b\"] URL = x\n"
      "[remote \"A.b\"]\nurl = \"y # z\" ; comment\n[remote \"c\"] url = w\\\n x\n");
  ASSERT_TRUE(config);
  EXPECT_TRUE(config->GetBool("core.filemode", false));
  EXPECT_THAT(config->GetAll("core.filemode"), ElementsAre("false", "true"));
  EXPECT_EQ(config->Get("remote.A.b.url"), "y # z");
  EXPECT_EQ(config->Get("remote.a.b.url"), std::nullopt);
  EXPECT_THAT(config->Subsections("remote", "url"), ElementsAre("A.b", "c"));
  EXPECT_EQ(config->Get("remote.c.url"), "w x");
}

TEST_F(GitConfigTest, DamagedFilesAreErrorsAndNotHalfOfTheSettings) {
  for (const char* text :
       {"[core", "[core]\na = \\q\n", "[remote \"x]\nurl = y\n", "[remote \"x\"\nurl = y\n",
        "[core]\n= x\n", "[]\na = x\n", "[core]\nb = c\n\"\n"}) {
    EXPECT_FALSE(Read(std::string("[user]\nname = N\n") + text)) << text;
  }
}

// git refuses such a file; libgit2, which reads it for us, ends the value with the line.
TEST_F(GitConfigTest, AQuoteThatIsNotClosedEndsWithItsLine) {
  const Result<GitConfig> config = Read("[core]\na = \"open # ; \nb = x\n");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->Get("core.a"), "open # ;");
  EXPECT_EQ(config->Get("core.b"), "x");
}

TEST_F(GitConfigTest, OddFilesAreRead) {
  EXPECT_TRUE(Read(""));
  EXPECT_TRUE(Read("\xEF\xBB\xBF[core]\n"));
  EXPECT_EQ(Read("[core]\r\n\ta = x\r\n")->Get("core.a"), "x");
  EXPECT_EQ(Read("[core]\na =")->Get("core.a"), "");
  EXPECT_EQ(Read("[core]\na")->Get("core.a"), "true");
  EXPECT_TRUE(Read("[core]\na = maybe\n")->GetBool("core.a", true));
  EXPECT_FALSE(Read("[core]\na = maybe\n")->GetBool("core.a", false));
  const std::string large(1 << 20, 'v');
  EXPECT_EQ(Read("[core]\na = " + large + "\n")->Get("core.a"), large);
}

TEST_F(GitConfigTest, AFileThatIncludesItselfIsAnError) {
  EXPECT_FALSE(Read("[include]\npath = config\n"));
}

}  // namespace
}  // namespace deltaplan::planner
