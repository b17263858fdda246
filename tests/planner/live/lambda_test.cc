// The source `lambda` against preset answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <variant>

#include "tests/support/fake_aws.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

class LambdaTest : public ::testing::Test {
 protected:
  LambdaTest() {
    Service api;
    api.name = api.image = "api";
    aws_.services.push_back(std::move(api));
  }

  Result<LiveReading> Read(const std::string& function) {
    return LambdaSource().read(
        aws_.context, {.pointer = "/", .from = "lambda", .texts = {{"function", function}}});
  }
  void Answer(int status, const std::string& body) { aws_.fakes.http.Answer(status, body); }
  void AnswerFunction() {
    Answer(200, R"({"Configuration": {"State": "Active", "LastUpdateStatus": "Successful"},
                    "Code": {"ImageUri": "r/api:1a2b3c4"}})");
  }

  testing::FakeAws aws_;
};

TEST_F(LambdaTest, AnAliasThatSendsCallsToTwoVersionsIsARolloutThatRuns) {
  AnswerFunction();
  Answer(200, R"({"Name": "live", "FunctionVersion": "7",
                  "RoutingConfig": {"AdditionalVersionWeights": {"8": 0.1}}})");
  const Result<LiveReading> reading = Read("{service}:live");
  ASSERT_TRUE(reading) << reading.error().message;
  EXPECT_THAT(reading->tags, ElementsAre(Pair("api", "1a2b3c4")));
  ASSERT_EQ(reading->notes.size(), 1U);
  EXPECT_EQ(std::get<warnings::RolloutInProgress>(reading->notes[0]).revision, "version 7");
  EXPECT_EQ(aws_.fakes.http.batches, std::vector<std::size_t>{2});
}

TEST_F(LambdaTest, AnAliasOfOneVersionAndAFunctionWithoutOneAreSteady) {
  AnswerFunction();
  Answer(200, R"({"Name": "live", "FunctionVersion": "7"})");
  EXPECT_THAT(Read("{service}:live")->notes, IsEmpty());
  AnswerFunction();
  EXPECT_THAT(Read("{service}")->notes, IsEmpty());
  AnswerFunction();
  EXPECT_THAT(Read("{service}:7")->notes, IsEmpty());
  EXPECT_EQ(aws_.fakes.http.requests.size(), 4U);
}

TEST_F(LambdaTest, AnAliasThatMayNotBeLookedAtIsAnError) {
  AnswerFunction();
  Answer(403, R"({"__type": "AccessDeniedException"})");
  const Result<LiveReading> reading = Read("{service}:live");
  ASSERT_FALSE(reading);
  EXPECT_THAT(reading.error().message, HasSubstr("LAMBDA GetAlias for api failed"));
  EXPECT_THAT(reading.error().remedy, HasSubstr("lambda:GetAlias"));
}

TEST_F(LambdaTest, AnAnswerThatDescribesNothingIsAnError) {
  Answer(200, "{}");
  const Result<LiveReading> reading = Read("{service}");
  ASSERT_FALSE(reading);
  EXPECT_THAT(reading.error().causes,
              ElementsAre("api: the answer does not describe function api"));
  aws_.excused = {"api"};
  Answer(200, "{}");
  const Result<LiveReading> excused = Read("{service}");
  ASSERT_TRUE(excused);
  EXPECT_THAT(excused->tags, IsEmpty());
  EXPECT_EQ(CodeOf(excused->notes.at(0)), "live_tag_unknown");
}

}  // namespace
}  // namespace deltaplan::planner
