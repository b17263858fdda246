#include "planner/release/lambda_rollouts.h"

#include <gtest/gtest.h>
#include <string>
#include <variant>
#include <vector>

#include "planner/live/lambda_calls.h"
#include "tests/support/fake_aws.h"

namespace deltaplan::planner {
namespace {

using Stage = RolloutStage;

tfvars::JsonValue Parsed(const std::string& text) {
  auto parsed = tfvars::ParseJson(text, tfvars::JsonComments::kRefused);
  return std::get<tfvars::JsonDocument>(parsed).root;
}

ServiceRollout Judge(const std::string& settings, std::vector<std::string> tags = {"new"},
                     const std::string& alias = "{}") {
  const ReleasedService planned{.name = "fn", .image = "fn", .tag = "new"};
  const tfvars::JsonValue parsed_alias = Parsed(alias);
  const tfvars::JsonValue function = Parsed("{\"Configuration\": {" + settings + "}}");
  return LambdaRolloutOf(planned, {function, tags}, &parsed_alias, nullptr);
}

TEST(JudgeFunctionTest, PlannedImageWhoseUpdateIsDoneIsSteady) {
  EXPECT_EQ(Judge(R"("State": "Active", "LastUpdateStatus": "Successful")").stage, Stage::kSteady);
  EXPECT_EQ(Judge(R"("State": "Inactive")").stage, Stage::kSteady);
}

TEST(JudgeFunctionTest, AWholeImageThatIsPlannedRunsAsItsTag) {
  const tfvars::JsonValue function = Parsed("{\"Configuration\": {}}");
  const ServiceRollout rollout = LambdaRolloutOf({.name = "fn", .tag = "quay.io/fn:1"},
                                                 {function, {"latest", "1"}}, nullptr, nullptr);
  EXPECT_EQ(rollout.stage, RolloutStage::kSteady);
}

TEST(JudgeFunctionTest, RollsWhileLambdaChangesIt) {
  EXPECT_EQ(Judge(R"("State": "Pending")").stage, Stage::kRolling);
  EXPECT_EQ(Judge(R"("State": "Active", "LastUpdateStatus": "InProgress")").stage, Stage::kRolling);
}

TEST(JudgeFunctionTest, FailureIsToldWithLambdasReason) {
  const ServiceRollout rollout =
      Judge(R"("LastUpdateStatus": "Failed", "LastUpdateStatusReason": "no image")");
  EXPECT_EQ(rollout.stage, Stage::kFailed);
  EXPECT_EQ(rollout.detail, "no image");
  EXPECT_EQ(Judge(R"("State": "Failed", "StateReason": "no role")").detail, "no role");
}

TEST(JudgeFunctionTest, AliasThatSharesItsCallsStillRolls) {
  const ServiceRollout rollout = Judge(
      R"("State": "Active")", {"new"},
      R"({"FunctionVersion": "8", "RoutingConfig": {"AdditionalVersionWeights": {"7": 0.9}}})");
  EXPECT_EQ(rollout.stage, Stage::kRolling);
  EXPECT_EQ(rollout.detail, "a part of its calls still goes to version 7");
}

TEST(JudgeFunctionTest, AnotherImageIsNotWhatWasPlanned) {
  EXPECT_EQ(Judge(R"("State": "Active")", {"old"}).stage, Stage::kRunsAnother);
  EXPECT_EQ(Judge(R"("State": "Active")", {"old", "new"}).stage, Stage::kSteady);
  EXPECT_EQ(Judge(R"("State": "Active")", {}).stage, Stage::kRunsAnother);
}

TEST(LambdaRolloutsTest, AFunctionOfWhichNothingIsSaidIsNotSteady) {
  const tfvars::JsonValue nothing = Parsed("{}");
  EXPECT_EQ(
      LambdaRolloutOf({.name = "fn", .tag = "new"}, {nothing, {"new"}}, nullptr, nullptr).stage,
      Stage::kRolling);
}

// What CodeDeploy does: the new version gets more and more of the calls, and the alias last.
TEST(LambdaRolloutsTest, AliasThatShiftsItsCallsToThePlannedVersionRolls) {
  testing::FakeAws aws;
  const AwsApi api = aws.Open();
  LambdaRollouts rollouts(aws.context, api);
  const auto function = [&](const std::string& tag, const std::string& state = "Active") {
    aws.fakes.http.Answer(200, R"({"Configuration": {"State": ")" + state +
                                   R"("}, "Code": {"ImageUri": "r/fn:)" + tag + "\"}}");
  };
  const auto alias = [&](const std::string& own, const std::string& weights) {
    aws.fakes.http.Answer(200, R"({"FunctionVersion": ")" + own +
                                   R"(", "RoutingConfig": {"AdditionalVersionWeights": {)" +
                                   weights + "}}}");
  };
  const auto look = [&] {
    return rollouts.Poll({{.name = "fn", .tag = "new", .function = "fn:live"}})->front();
  };
  function("old");
  alias("7", R"("8": 0.1)");
  function("new");
  const ServiceRollout shifting = look();
  EXPECT_EQ(shifting.stage, Stage::kRolling);
  EXPECT_EQ(shifting.runs, "old");
  EXPECT_EQ(shifting.detail, "only a part of its calls goes to version 8 yet");
  EXPECT_EQ(aws.fakes.http.requests.back().url.substr(
                aws.fakes.http.requests.back().url.find("/functions")),
            "/functions/fn?Qualifier=8");
  function("old");
  alias("7", R"("8": 0.1)");
  function("new", "Failed");
  EXPECT_EQ(look().stage, Stage::kFailed);
  function("old");
  alias("7", R"("6": 0.1)");
  function("older");
  EXPECT_EQ(look().stage, Stage::kRunsAnother);
  function("old");  // it was taken back
  alias("7", "");
  EXPECT_EQ(look().stage, Stage::kRunsAnother);
  function("new");
  alias("8", "");
  EXPECT_EQ(look().stage, Stage::kSteady);
}

TEST(LambdaRolloutsTest, AliasesAreAskedForBesideTheirFunctions) {
  testing::FakeAws aws;
  const AwsApi api = aws.Open();
  LambdaRollouts rollouts(aws.context, api);
  const std::string function =
      R"({"Configuration": {"State": "Active"}, "Code": {"ImageUri": "r/fn:new"}})";
  aws.fakes.http.Answer(200, function);
  aws.fakes.http.Answer(200, function);
  aws.fakes.http.Answer(404, R"({"__type": "ResourceNotFoundException"})");
  aws.fakes.http.Answer(200, R"({"RoutingConfig": {"AdditionalVersionWeights": {"7": 0.5}}})");
  const auto looked = rollouts.Poll({{.name = "a", .tag = "new", .function = "a"},
                                     {.name = "b", .tag = "new", .function = "b:live"},
                                     {.name = "c", .tag = "new", .function = "c"}});
  ASSERT_TRUE(looked) << looked.error().message;
  EXPECT_EQ((*looked)[0].stage, Stage::kSteady);
  EXPECT_EQ((*looked)[1].stage, Stage::kRolling);
  EXPECT_EQ((*looked)[2].stage, Stage::kMissing);
  EXPECT_EQ(aws.fakes.http.batches, std::vector<std::size_t>{4});
}

TEST(LambdaCallsTest, PathsOfFunctionsAndAliases) {
  EXPECT_EQ(GetFunctionPath("fn"), "/2015-03-31/functions/fn");
  EXPECT_EQ(GetFunctionPath("fn:live"), "/2015-03-31/functions/fn?Qualifier=live");
  EXPECT_EQ(GetFunctionPath("f/n"), "");
  EXPECT_EQ(GetAliasPath("fn:live"), "/2015-03-31/functions/fn/aliases/live");
  EXPECT_EQ(GetAliasPath("fn:7"), std::nullopt);
  EXPECT_EQ(GetAliasPath("fn"), std::nullopt);
}

}  // namespace
}  // namespace deltaplan::planner
