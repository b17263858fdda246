// What a wrong command line is answered with: what its writer may have meant.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <variant>
#include <vector>

#include "planner/cli/command_line.h"

namespace deltaplan::planner {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

using Words = std::vector<std::string>;

struct Mistake {
  Words words;
  std::string wanted;  // a part of the answer
};

// One sentence for each, and where more stands.
void ExpectAnswers(const std::vector<Mistake>& mistakes) {
  for (const Mistake& mistake : mistakes) {
    SCOPED_TRACE(::testing::PrintToString(mistake.words));
    const auto read = ParseCommandLine(mistake.words, 80);
    const auto* error = std::get_if<Error>(&read);
    ASSERT_NE(error, nullptr);
    EXPECT_THAT(error->message + "\n", HasSubstr(mistake.wanted));
    EXPECT_EQ(error->message.find('\n'), std::string::npos);
    EXPECT_THAT(error->remedy, StartsWith("See: deltaplan "));
  }
}

TEST(MistakesTest, ANameThatIsNoneOfOursIsAnsweredWithTheNearestOrWhatOtherToolsMeanByIt) {
  ExpectAnswers({
      {{"paln"}, "did you mean 'plan'"},
      {{"tags", "promot"}, "did you mean 'promote'"},
      {{"tags", "list"}, "did you mean 'get'"},
      {{"services"}, "did you mean 'deltaplan check'"},
      {{"promote", "a", "b"}, "did you mean 'deltaplan tags promote'"},
      {{"explain", "api"}, "did you mean 'deltaplan why'"},
      {{"explian", "api"}, "did you mean 'deltaplan why'"},
      {{"-version"}, "did you mean '--version'?"},
      {{"version"}, "did you mean 'deltaplan --version'?"},
      {{"Plan"}, "did you mean 'plan'?"},
      {{"affected"}, "did you mean 'deltaplan preview' or 'deltaplan affects'?"},
      {{"apply"}, "did you mean 'deltaplan plan'?"},
      {{"diff"}, "did you mean 'deltaplan preview' or 'deltaplan tags diff'?"},
      {{"tags", "prod"}, "tags has no 'prod'; it has get, set"},
  });
}

TEST(MistakesTest, HelpKnowsCommandsAndFlags) {
  ExpectAnswers({
      {{"help", "pln"}, "did you mean 'plan'"},
      {{"help", "nosuch"}, "help knows no 'nosuch': a command, or flags"},
      {{"help", "flag"}, "did you mean 'flags'?"},
      {{"man", "pln"}, "did you mean 'plan'?"},
  });
}

TEST(MistakesTest, AFlagIsAnsweredWithTheNearestOrWhereItStandsOrWhatOtherToolsMeanByIt) {
  ExpectAnswers({
      {{"plan", "--summry-only"}, "did you mean '--summary-only'"},
      {{"plan", "--json"}, "did you mean '--format json'"},
      {{"plan", "-e", "prod"}, "did you mean '--env'"},
      {{"preview", "--strict"}, "it is one of plan, status"},
      {{"--strict", "plan"}, "has to follow the command"},
      {{"plan", "--enviroment", "prod"}, "did you mean '--env'"},
      {{"plan", "-json"}, "unknown flag '-json', did you mean '--format json'?"},
      {{"plan", "-out=plan"}, "unknown flag '-out', did you mean '--out'?"},
      {{"plan", "-detailed-exitcode"}, "did you mean '--detailed-exitcode'?"},
      {{"-chdir=infra", "plan"}, "unknown flag '-chdir', did you mean '-C'?"},
      {{"plan", "-no-color"}, "did you mean '--color never'?"},
      {{"plan", "--no-color"}, "did you mean '--color never'?"},
      {{"plan", "--output", "x"}, "did you mean '--out' or '--format'?"},
      {{"plan", "-o", "json"}, "did you mean '--out' or '--format'?"},
      {{"status", "-o", "json"}, "unknown flag '-o', did you mean '--format'?"},
      {{"plan", "--md"}, "did you mean '--format markdown'?"},
      {{"plan", "--dry-run"},
       "plan has no flag '--dry-run': it changes nothing, and writes only what --out asks for"},
      {{"status", "-n"}, "status has no flag '-n': it changes nothing"},
      {{"release", "wait", "--dry-run"}, "it is one of"},
      {{"plan", "--filter=api"}, "did you mean '--service'?"},
      {{"plan", "--all"}, "did you mean '--force'?"},
      {{"preview", "--since", "main"}, "did you mean '--base'?"},
      {{"plan", "--since", "main"}, "plan has no flag '--since'; --base is one of preview, graph"},
      {{"plan", "--base", "main"}, "plan has no flag '--base'; it is one of preview, graph"},
      {{"plan", "--parallelism=4"}, "did you mean '--jobs'?"},
      {{"plan", "--workspace=prod"}, "did you mean '--env'?"},
      {{"preview", "--staged"}, "did you mean '--working-tree'?"},
      {{"plan", "--cwd", "x"}, "did you mean '-C'?"},
      {{"init", "-y"}, "did you mean '--yes'?"},
      {{"release", "--plan", "x"}, "release has no flag '--plan'; it is one of release check, "},
  });
}

TEST(MistakesTest, AValueOfAClosedSetIsAnsweredWithTheNearestOrARecipe) {
  ExpectAnswers({
      {{"plan", "--format", "jsn"}, "did you mean 'json'"},
      {{"plan", "--color", "alwys"}, "did you mean 'always'"},
      {{"ci", "gitea"}, "did you mean 'github'?"},
      {{"ci", "gitlab-ci"}, "did you mean 'gitlab'?"},
      {{"ci", "circleci"}, "; docs/ci.md has a recipe"},
      {{"plan", "--format", "yml"}, "did you mean 'json'?"},
      {{"plan", "--format", "JSON"}, "did you mean 'json'?"},
      {{"graph", "--format", "svg"}, "did you mean 'dot'?"},
      {{"plan", "--color", "off"}, "did you mean 'never'?"},
  });
}

TEST(MistakesTest, AWordTooManyMayBeTheValueOfAFlag) {
  ExpectAnswers({
      {{"plan", "prod"}, "--env prod"},
      {{"preview", "main"}, "did you mean '--base main', '--env main' or '--service main'?"},
      {{"plan", "api"}, "did you mean '--env api' or '--service api'?"},
      {{"status", "prod"}, "did you mean '--env prod'"},
      {{"targets", "prod"}, "did you mean '--env prod'?"},
      {{"check", "prod"}, "check takes no argument, but there is 'prod'\n"},
      {{"ci", "github", "prod"}, "did you mean '--env prod'?"},
      {{"tags", "diff", "prod", "staging"}, "did you mean '--env staging'?"},
      {{"preview", "origin/main"}, "there is 'origin/main', did you mean '--base origin/main'?"},
      {{"plan", "services/api"}, "did you mean 'deltaplan affects services/api'?"},
      {{"graph", "svg"}, "did you mean '--format dot'?"},
      {{"plan", "json"}, "did you mean '--format json'?"},
  });
}

TEST(MistakesTest, ValuesAreNeitherMissingNorEmptyNorDouble) {
  ExpectAnswers({
      {{"plan", "--env"}, "--env needs a value: --env NAME"},
      {{"plan", "--strict=yes"}, "--strict takes no value"},
      {{"plan", "--env", "a", "--env", "b"}, "--env is given twice"},
      {{"tags"}, "get, set, diff"},
      {{"--help=1"}, "--help takes no value"},
      {{"plan", "--version=2"}, "--version takes no value"},
      {{"-v=2", "plan"}, "-v takes no value"},
      {{"plan", "-qv=1"}, "-v takes no value"},
      {{"ci"}, "SYSTEM is missing: github, gitlab, buildkite"},
      {{"completion"}, "SHELL is missing: bash, zsh, fish"},
      {{"tags", "promote", "prod"}, "promote needs FROM TO"},
      {{"--env=prod"}, "a command is missing, such as plan, preview or init"},
      {{"affects", ""}, "PATH is empty"},
      {{"plan", "--env="}, "--env is empty"},
      {{"why", ""}, "SERVICE is empty"},
      {{"preview", "--base", ""}, "--base is empty"},
      {{"release", "wait"}, "--plan DIR is missing"},
      {{"plan", "--timeout", "1 hour"}, "such as 30s or 5m"},
  });
}

TEST(MistakesTest, AFlagThatSaysNothingBesideTheOthersIsRefused) {
  ExpectAnswers({
      {{"plan", "--shards", "3"}, "--shards goes with --format github, gitlab or buildkite"},
      {{"plan", "--no-html", "--format", "json"},
       "--no-html goes with --format markdown, or with --out"},
      {{"preview", "--max-bytes", "3000"}, "--max-bytes goes with"},
      {{"preview", "--marker", "none"}, "--marker goes with"},
      {{"plan", "--skip-empty", "--out", "x"}, "--skip-empty goes with --format markdown"},
      {{"plan", "--job-file", "x", "--format", "buildkite"},
       "--job-file goes with --format gitlab"},
      {{"plan", "--job-template", "x", "--format", "github"},
       "--job-template goes with --format gitlab"},
      {{"plan", "--job-command", "x", "--format", "gitlab"},
       "--job-command goes with --format buildkite"},
  });
}

}  // namespace
}  // namespace deltaplan::planner
