#include "planner/cli/command_line.h"

#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <variant>
#include <vector>

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

using Words = std::vector<std::string>;

Options Read(const Words& words) {
  auto read = ParseCommandLine(words, 80);
  const auto* options = std::get_if<Options>(&read);
  EXPECT_NE(options, nullptr) << ::testing::PrintToString(words);
  return options == nullptr ? Options() : *options;
}

// What is wrong.
std::string ProblemOf(const Words& words) {
  auto read = ParseCommandLine(words, 80);
  const auto* error = std::get_if<Error>(&read);
  EXPECT_NE(error, nullptr) << ::testing::PrintToString(words);
  return error == nullptr ? std::string() : error->message;
}

// What was asked for by itself.
std::string TextOf(const Words& words) {
  auto read = ParseCommandLine(words, 80);
  const auto* answer = std::get_if<CliText>(&read);
  EXPECT_NE(answer, nullptr) << ::testing::PrintToString(words);
  return answer == nullptr ? std::string() : answer->text;
}

TEST(CommandLineTest, CommonFlagsStandBeforeTheCommandOrBehindIt) {
  for (const Words& words :
       {Words{"--env", "prod", "status", "--strict"}, Words{"status", "--strict", "--env=prod"}}) {
    const Options options = Read(words);
    EXPECT_EQ(options.command, Command::kStatus);
    EXPECT_EQ(options.environment, "prod");
    EXPECT_TRUE(options.strict);
  }
}

TEST(CommandLineTest, LettersStandTogetherAndTakeTheirValueWithOrWithoutABlank) {
  const Options options = Read({"-qv", "-Cservices", "-C", "api", "check"});
  EXPECT_TRUE(options.quiet);
  EXPECT_TRUE(options.verbose);
  EXPECT_THAT(options.directories, ElementsAre("services", "api"));
  EXPECT_EQ(Read({"tags", "set", "-m", "why", "api=1"}).why, "why");
}

TEST(CommandLineTest, BehindTwoDashesAllAreArguments) {
  EXPECT_THAT(Read({"affects", "--", "--head", "-x"}).paths, ElementsAre("--head", "-x"));
  EXPECT_EQ(Read({"affects", "-"}).paths, Words{"-"});
}

TEST(CommandLineTest, AValueMayBeginWithADashWhereItIsNoFlag) {
  EXPECT_EQ(Read({"plan", "--service", "-odd"}).services, (std::set<std::string>{"-odd"}));
  EXPECT_THAT(ProblemOf({"plan", "--service", "--strict"}),
              HasSubstr("--service needs a value: --service"));
}

TEST(CommandLineTest, ArgumentsGetAsManyWordsAsAreLeft) {
  const Options why = Read({"why", "api", "web", "packages/events"});
  EXPECT_EQ(why.service, "api");
  EXPECT_THAT(why.paths, ElementsAre("web", "packages/events"));
  const Options promote = Read({"tags", "promote", "dev", "prod"});
  EXPECT_EQ(promote.tags_action, TagsAction::kPromote);
  EXPECT_THAT(promote.tag_arguments, ElementsAre("dev", "prod"));
}

TEST(CommandLineTest, LiveTagsAreAMapThatIsNotGivenTwoTags) {
  EXPECT_THAT(Read({"plan", "--live", "api=1", "--live", "web=a=b", "--live", "api=1"}).live.tags,
              ElementsAre(Pair("api", "1"), Pair("web", "a=b")));
  EXPECT_THAT(ProblemOf({"plan", "--live", "api=1", "--live", "api=2"}),
              HasSubstr("--live: 'api' is given two tags"));
  for (const char* wrong : {"api", "=1", "api="}) {
    EXPECT_THAT(ProblemOf({"plan", "--live", wrong}), HasSubstr("is not SERVICE=TAG"));
  }
}

TEST(CommandLineTest, TimesAndNumbersHaveTheirRange) {
  EXPECT_EQ(Read({"plan", "--timeout", "5m"}).timeout, std::chrono::minutes(5));
  EXPECT_EQ(Read({"plan", "--jobs", "1024"}).jobs, 1024U);
  for (const Words& words :
       {Words{"plan", "--timeout", "2h"}, Words{"plan", "--timeout", "0s"},
        Words{"plan", "--jobs", "1025"}, Words{"plan", "--jobs", "-1"},
        Words{"plan", "--jobs", "4x"}, Words{"tags", "rollback", "--steps", "0"},
        Words{"plan", "--max-files", "many"}}) {
    EXPECT_NE(ProblemOf(words), "") << words.back();
  }
}

TEST(CommandLineTest, WithoutAWordAStartIsShown) {
  const Options options = Read({});
  EXPECT_EQ(options.command, Command::kStart);
  EXPECT_THAT(options.help, HasSubstr("Usage: deltaplan COMMAND"));
}

TEST(CommandLineTest, HelpIsWhereItIsLookedFor) {
  const std::string plan = TextOf({"plan", "--help"});
  EXPECT_THAT(plan, HasSubstr("Usage: deltaplan plan"));
  for (const Words& words : {Words{"plan", "help"}, Words{"-h", "plan"}, Words{"--help", "plan"},
                             Words{"help", "plan"}, Words{"plan", "-h", "--env", "prod"}}) {
    EXPECT_EQ(TextOf(words), plan);
  }
  const std::string set = TextOf({"help", "tags", "set"});
  for (const Words& words : {Words{"--help", "tags", "set"}, Words{"tags", "--help", "set"},
                             Words{"tags", "set", "-h"}, Words{"tags", "help", "set"}}) {
    EXPECT_EQ(TextOf(words), set);
  }
}

TEST(CommandLineTest, TheVersionIsAnAnswer) {
  const std::string version = TextOf({"--version", "plan"});
  EXPECT_TRUE(version.starts_with("deltaplan "));
  EXPECT_EQ(TextOf({"-V"}), version);
}

}  // namespace
}  // namespace deltaplan::planner
