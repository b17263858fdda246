#include "planner/commands/commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "tests/planner/commands/command_fixture.h"

namespace deltaplan::planner {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::kMapPath;
using ::testing::Not;

class CommandsTest : public testing::CommandTest {};

TEST_F(CommandsTest, PlanWritesItsFilesAndSaysWithItsExitCodeThatThereIsSomethingToDeploy) {
  ChangeApi();
  options_.out = "/plan";
  options_.detailed_exitcode = true;
  const Answer answer = Run(Command::kPlan);
  EXPECT_EQ(answer.exit_code, ExitCode::kSomethingToDeploy);
  EXPECT_THAT(answer.output, HasSubstr("1 of 2 services to deploy"));
  EXPECT_EQ(world_.files.written.at("/plan").back().name, "plan.json");
}

TEST_F(CommandsTest, ARefusedPlanWritesNothing) {
  ChangeApi();
  options_.out = "/plan";
  world_.objects.work_tree_changes.push_back({*graph::RepoPath::Parse("services/api/a"), false});
  const Answer answer = Run(Command::kPlan);
  EXPECT_EQ(answer.exit_code, ExitCode::kRefused);
  EXPECT_THAT(answer.messages, HasSubstr("deltaplan: refused (dirty): "));
  EXPECT_THAT(world_.files.written, IsEmpty());
}

TEST_F(CommandsTest, AMisspeltServiceIsAnErrorBeforeAnythingIsRead) {
  options_.force = {"apo"};
  const Error error = Fail(Command::kPlan);
  EXPECT_THAT(error.message, HasSubstr("--force: there is no service 'apo'"));
  EXPECT_THAT(error.remedy, HasSubstr("'api'"));
}

TEST_F(CommandsTest, PreviewComparesWithTheMergeBaseAndKnowsNoGate) {
  world_.objects.names["main"] = first_;
  ChangeApi();
  world_.objects.work_tree_changes.push_back({*graph::RepoPath::Parse("services/api/a"), false});
  options_.base = "main";
  const Answer answer = Run(Command::kPreview);
  EXPECT_EQ(answer.exit_code, ExitCode::kDone);
  EXPECT_THAT(answer.output, HasSubstr("1 of 2 services would deploy"));
}

TEST_F(CommandsTest, WhyTellsOfOneServiceWithItsCommits) {
  ChangeApi();
  options_.service = "api";
  EXPECT_THAT(Run(Command::kWhy).output,
              AllOf(HasSubstr("would deploy"), HasSubstr("change 2"), Not(HasSubstr("web"))));
  options_.service = "web";
  EXPECT_THAT(Run(Command::kWhy).output, HasSubstr("is skipped"));
}

TEST_F(CommandsTest, AffectsNeedsNoLiveTags) {
  world_.files.texts.erase(kMapPath);
  options_.paths = {"-"};  // a list of changes holds deleted files
  world_.files.texts["-"] = "services/api/deep/er\nelsewhere\n";
  EXPECT_THAT(Run(Command::kAffects).output,
              AllOf(HasSubstr("api  (services/api)"), HasSubstr("no service")));
}

TEST_F(CommandsTest, StatusUnderStrictTellsOfDisagreementByItsExitCode) {
  options_.strict = true;
  EXPECT_EQ(Run(Command::kStatus).exit_code, ExitCode::kDone);
  options_.live.tags = {{"api", "other"}};
  EXPECT_EQ(Run(Command::kStatus).exit_code, ExitCode::kDisagreement);
}

TEST_F(CommandsTest, TagsSetChangesTheMapAndItsHistory) {
  options_.tags_action = TagsAction::kSet;
  options_.tag_arguments = {"api=1.2"};
  Run(Command::kTags);
  EXPECT_THAT(world_.files.texts.at(kMapPath), HasSubstr(R"("api": "1.2")"));
  EXPECT_THAT(world_.files.texts.at(std::string(kMapPath) + ".history"),
              AllOf(HasSubstr(R"("service": "api")"), HasSubstr(R"("after": "1.2")")));
}

TEST_F(CommandsTest, TagsSetRefusesAMapThatIsNotWhatWasExpected) {
  const std::string before = world_.files.texts.at(kMapPath);
  options_.tags_action = TagsAction::kSet;
  options_.tag_arguments = {"api=1.2"};
  options_.expect = {"web=9.9"};
  const Answer answer = Run(Command::kTags);
  EXPECT_EQ(answer.exit_code, ExitCode::kRefused);
  EXPECT_THAT(answer.messages, HasSubstr("refused (tag_map_moved)"));
  EXPECT_EQ(world_.files.texts.at(kMapPath), before);
}

TEST_F(CommandsTest, CheckFindsPathsThatHeadDoesNotHave) {
  EXPECT_THAT(Run(Command::kCheck).output, HasSubstr("2 services"));
  world_.Configure(R"({"version": 1, "services": ["services/gone"]})");
  EXPECT_THAT(Fail(Command::kCheck).diagnostics, HasSubstr("services/gone"));
}

}  // namespace
}  // namespace deltaplan::planner
