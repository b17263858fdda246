// deltaplan tags: what is refused, and which file gets which tags.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "tests/planner/commands/command_fixture.h"

namespace deltaplan::planner {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::kMapPath;
using ::testing::Not;

constexpr const char* kDevPath = "/repo/dev.auto.tfvars.json";

// dev and prod, each live where its tag map says.
class TagsTest : public testing::CommandTest {
 protected:
  TagsTest() {
    world_.Configure(R"({
      "version": 1, "services": ["services/*"],
      "environments": {
        "dev": {"live": [{"from": "image_tags"}], "image_tags": {"file": "dev.auto.tfvars.json"}},
        "prod": {"live": [{"from": "image_tags"}],
                 "image_tags": {"file": "tags.auto.tfvars.json"}}}})");
    world_.files.texts[kDevPath] = TagsText(FirstTag(), FirstTag());
    options_.environment = "prod";
  }

  Answer Take(TagsAction action, std::vector<std::string> arguments = {}) {
    options_.tags_action = action;
    options_.tag_arguments = std::move(arguments);
    return Run(Command::kTags);
  }
  Error FailTo(TagsAction action, std::vector<std::string> arguments = {}) {
    options_.tags_action = action;
    options_.tag_arguments = std::move(arguments);
    return Fail(Command::kTags);
  }
};

TEST_F(TagsTest, GetPrintsTheTagsThatAreAskedFor) {
  SetTags("1.0", "2.0");
  EXPECT_THAT(Take(TagsAction::kGet).output, AllOf(HasSubstr("1.0"), HasSubstr("2.0")));
  EXPECT_THAT(Take(TagsAction::kGet, {"web"}).output,
              AllOf(HasSubstr("2.0"), Not(HasSubstr("1.0"))));
  EXPECT_THAT(FailTo(TagsAction::kGet, {"wob"}).remedy, HasSubstr("'web'"));
  world_.files.texts[kMapPath] = R"({"image_tags": {"api": "1.0"}})";
  EXPECT_THAT(FailTo(TagsAction::kGet, {"web"}).message, HasSubstr("has no tag for 'web'"));
  EXPECT_THAT(world_.journal.lines(), IsEmpty());
}

TEST_F(TagsTest, PromoteGivesTheTargetWhatTheSourceRuns) {
  ChangeApi();
  world_.files.texts[kDevPath] = TagsText(HeadTag(), FirstTag());
  const std::string dev = Text(kDevPath);
  options_.dry_run = true;
  Take(TagsAction::kPromote, {"dev", "prod"});
  EXPECT_THAT(world_.journal.lines(), IsEmpty());
  options_.dry_run = false;
  EXPECT_EQ(Take(TagsAction::kPromote, {"dev", "prod"}).exit_code, ExitCode::kDone);
  EXPECT_THAT(world_.journal.lines(), ElementsAre(std::string("replace ") + kMapPath));
  EXPECT_THAT(Text(kMapPath), AllOf(HasSubstr("\"api\": \"" + HeadTag() + "\""),
                                    HasSubstr("\"web\": \"" + FirstTag() + "\"")));
  EXPECT_EQ(Text(kDevPath), dev);
  EXPECT_THAT(Text(std::string(kMapPath) + ".history"), HasSubstr("\"command\": \"promote\""));
}

TEST_F(TagsTest, PromoteRefusesToGoBack) {
  ChangeApi();
  SetTags(HeadTag(), FirstTag());
  const Answer answer = Take(TagsAction::kPromote, {"dev", "prod"});
  EXPECT_EQ(answer.exit_code, ExitCode::kRefused);
  EXPECT_THAT(answer.messages, HasSubstr("refused (promotion_goes_back)"));
  EXPECT_THAT(world_.journal.lines(), IsEmpty());
  options_.allow_rollback = true;
  EXPECT_EQ(Take(TagsAction::kPromote, {"dev", "prod"}).exit_code, ExitCode::kDone);
  EXPECT_THAT(Text(kMapPath), HasSubstr("\"api\": \"" + FirstTag() + "\""));
}

TEST_F(TagsTest, PromoteNamesItsEnvironments) {
  EXPECT_THAT(FailTo(TagsAction::kPromote, {"prod", "prod"}).message, HasSubstr("to itself"));
  EXPECT_THAT(FailTo(TagsAction::kPromote, {"devv", "prod"}).InOneLine(), HasSubstr("devv"));
}

TEST_F(TagsTest, RollbackGoesBackOneChangeAndThenFurther) {
  SetTags("1", "1");
  Take(TagsAction::kSet, {"api=2"});
  Take(TagsAction::kSet, {"api=3", "web=3"});
  Take(TagsAction::kRollback);
  EXPECT_THAT(Text(kMapPath), AllOf(HasSubstr("\"api\": \"2\""), HasSubstr("\"web\": \"1\"")));
  Take(TagsAction::kRollback);
  EXPECT_THAT(Text(kMapPath), HasSubstr("\"api\": \"1\""));
  const std::string last = Text(kMapPath);
  const Answer answer = Take(TagsAction::kRollback);
  EXPECT_EQ(answer.exit_code, ExitCode::kRefused);
  EXPECT_THAT(answer.messages, HasSubstr("refused (nothing_to_roll_back_to)"));
  EXPECT_EQ(Text(kMapPath), last);
}

TEST_F(TagsTest, RollbackOfOneServiceLeavesTheOthers) {
  SetTags("1", "1");
  Take(TagsAction::kSet, {"api=2", "web=2"});
  options_.to = "1";
  EXPECT_THAT(FailTo(TagsAction::kRollback).message, HasSubstr("no service is named"));
  Take(TagsAction::kRollback, {"web"});
  EXPECT_THAT(Text(kMapPath), AllOf(HasSubstr("\"api\": \"2\""), HasSubstr("\"web\": \"1\"")));
}

TEST_F(TagsTest, HistoryTellsTheNewestFirst) {
  SetTags("1", "1");
  options_.why = "the first one";
  Take(TagsAction::kSet, {"api=2"});
  options_.why = "the second one";
  Take(TagsAction::kSet, {"web=2"});
  const std::string all = Take(TagsAction::kHistory).output;
  EXPECT_LT(all.find("the second one"), all.find("the first one"));
  EXPECT_THAT(all, HasSubstr("the first one"));
  EXPECT_THAT(Take(TagsAction::kHistory, {"api"}).output,
              AllOf(HasSubstr("the first one"), Not(HasSubstr("the second one"))));
}

TEST_F(TagsTest, BootstrapGivesATagToThoseThatHaveNone) {
  world_.files.texts[kMapPath] = R"({"image_tags": {"api": "1.0"}})";
  Take(TagsAction::kBootstrap);
  EXPECT_THAT(Text(kMapPath),
              AllOf(HasSubstr("\"api\": \"1.0\""), HasSubstr("\"web\": \"sha-bootstrap\"")));
  world_.journal.Clear();
  EXPECT_THAT(Take(TagsAction::kBootstrap).messages, HasSubstr("has a tag already"));
  EXPECT_THAT(world_.journal.lines(), IsEmpty());
}

TEST_F(TagsTest, DiffTellsOfADifferenceByItsExitCode) {
  options_.detailed_exitcode = true;
  EXPECT_EQ(Take(TagsAction::kDiff, {"dev"}).exit_code, ExitCode::kDone);
  SetTags("9.9", FirstTag());
  const Answer answer = Take(TagsAction::kDiff, {"dev"});
  EXPECT_EQ(answer.exit_code, ExitCode::kSomethingToDeploy);
  EXPECT_THAT(answer.output, AllOf(HasSubstr("9.9"), Not(HasSubstr("web"))));
  EXPECT_THAT(world_.journal.lines(), IsEmpty());
}

TEST_F(TagsTest, SetOfAPlanComparesWhatItWasMadeFrom) {
  ChangeApi();
  Options plan = options_;
  plan.out = "/plan";
  Run(Command::kPlan, plan);
  world_.journal.Clear();
  const std::string before = Text(kMapPath);
  SetTags("9.9", FirstTag());
  options_.from = "/plan";
  const Answer answer = Take(TagsAction::kSet);
  EXPECT_EQ(answer.exit_code, ExitCode::kRefused);
  EXPECT_THAT(world_.journal.lines(), IsEmpty());
  world_.files.texts[kMapPath] = before;
  EXPECT_EQ(Take(TagsAction::kSet).exit_code, ExitCode::kDone);
  EXPECT_THAT(Text(kMapPath), HasSubstr("\"api\": \"" + HeadTag() + "\""));
}

}  // namespace
}  // namespace deltaplan::planner
