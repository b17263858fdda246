#include "planner/cli/completion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace deltaplan::planner {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

using Words = std::vector<std::string>;
using Ask = CompletionAsk;

CompletionOptions AtTheEndOf(const Words& words) { return CompletionRequest(words).completion; }

Words Offered(const Words& words) {
  Words offered;
  for (const CompletionWord& word : AtTheEndOf(words).words) offered.push_back(word.word);
  return offered;
}

TEST(CompletionTest, OffersCommandsActionsAndTopics) {
  EXPECT_THAT(Offered({"pl"}), ElementsAre("plan"));
  EXPECT_THAT(Offered({"tags", "pro"}), ElementsAre("promote"));
  EXPECT_THAT(Offered({"help", "tags", "rollb"}), ElementsAre("rollback"));
  EXPECT_THAT(Offered({"tags", "promote", "pro"}), IsEmpty());
}

TEST(CompletionTest, OffersFlagsThatAreNotThereYetOrMayRepeat) {
  EXPECT_THAT(Offered({"plan", "--summ"}), ElementsAre("--summary-only"));
  EXPECT_THAT(Offered({"plan", "--strict", "--stri"}), IsEmpty());
  EXPECT_THAT(Offered({"plan", "--live", "a=1", "--liv"}), Contains("--live"));
  EXPECT_THAT(Offered({"plan", "-"}), Contains("--env"));
  EXPECT_THAT(Offered({"plan", "-"}), Not(Contains("--version")));
  EXPECT_THAT(Offered({"--v"}), Contains("--version"));
  EXPECT_THAT(Offered({"plan", "--", "--"}), IsEmpty());
}

TEST(CompletionTest, OffersTheValuesOfAClosedSet) {
  EXPECT_THAT(Offered({"plan", "--format", "j"}), ElementsAre("json"));
  EXPECT_THAT(Offered({"completion", ""}), ElementsAre("bash", "zsh", "fish"));
  EXPECT_THAT(Offered({"plan", "--strict=y"}), IsEmpty());
}

TEST(CompletionTest, AValueInTheSameWordKeepsWhatLeadsToIt) {
  const CompletionOptions completion = AtTheEndOf({"plan", "--format=j"});
  EXPECT_EQ(completion.lead, "--format=");
  EXPECT_EQ(completion.typed, "j");
  ASSERT_EQ(completion.words.size(), 1U);
  EXPECT_EQ(completion.words.front().word, "json");
}

TEST(CompletionTest, AsksForWhatAValueOrAnArgumentNames) {
  const struct {
    Words words;
    Ask ask;
  } cases[] = {
      {{"plan", "--env", ""}, Ask::kEnvironments},
      {{"plan", "--env="}, Ask::kEnvironments},
      {{"plan", "--service", "a"}, Ask::kServices},
      {{"plan", "--head", ""}, Ask::kRevisions},
      {{"plan", "--out", ""}, Ask::kDirectories},
      {{"plan", "--live-file", ""}, Ask::kFiles},
      {{"plan", "--live", "a"}, Ask::kServiceTags},
      {{"-C", ""}, Ask::kDirectories},
      {{"why", ""}, Ask::kServices},
      {{"affects", ""}, Ask::kTrackedPaths},
      {{"tags", "set", "api=1", ""}, Ask::kServiceTags},
      {{"tags", "promote", "dev", ""}, Ask::kEnvironments},
      {{"tags", "promote", "dev", "prod", ""}, Ask::kNothing},
      {{"plan", ""}, Ask::kNothing},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(AtTheEndOf(c.words).ask, c.ask) << ::testing::PrintToString(c.words);
  }
}

TEST(CompletionTest, WhatStandsOnTheLineIsTaken) {
  EXPECT_THAT(AtTheEndOf({"tags", "promote", "dev", ""}).taken, ElementsAre("dev"));
  EXPECT_THAT(AtTheEndOf({"tags", "promote", "dev", "--env", ""}).taken, ElementsAre("dev"));
  EXPECT_THAT(AtTheEndOf({"plan", "--service", "api", "--service", ""}).taken, ElementsAre("api"));
  EXPECT_THAT(AtTheEndOf({"plan", "--force", "api", "--service", ""}).taken, IsEmpty());
}

TEST(CompletionTest, CommonFlagsBeforeTellWhereToLook) {
  const Options options =
      CompletionRequest({"-C", "infra", "--config=x.json", "plan", "--env", ""});
  EXPECT_EQ(options.command, Command::kComplete);
  EXPECT_THAT(options.directories, ElementsAre("infra"));
  EXPECT_EQ(options.config, "x.json");
}

TEST(CompletionTest, WrongWordsBeforeAreNoError) {
  EXPECT_THAT(Offered({"plan", "--nosuch", "--summ"}), ElementsAre("--summary-only"));
  EXPECT_THAT(Offered({"nosuch", ""}), Contains("plan"));
  EXPECT_THAT(CompletionRequest({}).completion.words, IsEmpty());
}

TEST(CompletionTest, EachShellHasAScriptThatAsksTheProgram) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    EXPECT_NE(CompletionScript(shell).find("__complete --"), std::string_view::npos) << shell;
  }
  EXPECT_EQ(CompletionScript("sh"), "");
}

}  // namespace
}  // namespace deltaplan::planner
