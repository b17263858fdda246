#include "planner/release/restart.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/support/fake_aws.h"

namespace deltaplan::planner {
namespace {

using Stage = RolloutStage;

ReleasedService Service_(std::string name, std::vector<std::string> after = {}) {
  return {.name = name,
          .tag = "t",
          .restarts = true,
          .after = std::move(after),
          .cluster = "c",
          .ecs_service = name};
}

std::vector<std::string> NamesOf(const std::vector<ReleasedService>& services) {
  std::vector<std::string> names;
  for (const ReleasedService& service : services) names.push_back(service.name);
  return names;
}

TEST(NextToRestartTest, ThoseThatWaitForNoOtherComeFirst) {
  EXPECT_EQ(NamesOf(NextToRestart({Service_("a", {"b"}), Service_("b"), Service_("c", {"x"})})),
            (std::vector<std::string>{"b", "c"}));
}

TEST(NextToRestartTest, AllAtOnceWhenTheyWaitForEachOther) {
  EXPECT_EQ(NamesOf(NextToRestart({Service_("a", {"b"}), Service_("b", {"a"})})),
            (std::vector<std::string>{"a", "b"}));
}

// A new deployment for every restart that was asked for: it counts the calls of `http`.
class Rollouts : public RolloutSource {
 public:
  explicit Rollouts(testing::FakeHttp& http) : http_(http) {}
  Stage stage = Stage::kSteady;

  Result<std::vector<ServiceRollout>> Poll(const std::vector<ReleasedService>& services) override {
    std::vector<ServiceRollout> rollouts;
    for (const ReleasedService& service : services) {
      const auto calls = std::ranges::count_if(http_.requests, [&](const HttpRequest& request) {
        return request.body.find("\"" + service.name + "\"") != std::string::npos;
      });
      rollouts.push_back({.name = service.name,
                          .stage = stage,
                          .deployment = service.name + std::to_string(calls)});
    }
    return rollouts;
  }

 private:
  testing::FakeHttp& http_;
};

class RestartTest : public ::testing::Test {
 protected:
  Result<RolloutWait> Run(std::vector<ReleasedService> services) {
    return RestartServices(
        {.rollouts = rollouts_,
         .ecs = [this](const std::string&) -> Result<const AwsApi*> { return &api_; },
         .time = std::chrono::seconds(20),
         .write =
             [this](const ReleaseState& state) {
               written_.push_back(state);
               return Ok();
             }},
        std::move(services), state_, restarted_, aws_.ports);
  }

  testing::FakeAws aws_;
  testing::FakePorts& fakes_ = aws_.fakes;
  AwsApi api_ = aws_.Open();
  Rollouts rollouts_{fakes_.http};
  ReleaseState state_{.plan = "p", .environment = "prod"};
  std::vector<ReleaseState> written_;
  std::vector<std::string> restarted_;
};

TEST_F(RestartTest, AsksEcsInOrderAndWritesDownBefore) {
  fakes_.http.Answer(200, "{}");
  fakes_.http.Answer(200, "{}");
  const auto wait = Run({Service_("api", {"web"}), Service_("web")});
  ASSERT_TRUE(wait) << wait.error().message;
  EXPECT_EQ(restarted_, (std::vector<std::string>{"web", "api"}));
  ASSERT_EQ(fakes_.http.requests.size(), 2U);
  EXPECT_EQ(fakes_.http.requests[0].body,
            R"({"cluster":"c","service":"web","forceNewDeployment":true})");
  EXPECT_EQ(fakes_.http.requests[0].headers[1].value,
            "AmazonEC2ContainerServiceV20141113.UpdateService");
  ASSERT_GE(written_.size(), 2U);
  EXPECT_EQ(written_[0].restarts.at("web"), "web0");
  EXPECT_TRUE(written_[0].restarted.empty());
  EXPECT_TRUE(written_.back().restarts.empty());
  EXPECT_EQ(written_.back().restarted.size(), 2U);
}

TEST_F(RestartTest, WhatWasAskedForBeforeTheEndOfTheProgramIsNotAskedForAgain) {
  state_.restarts["web"] = "an older one";
  state_.restarted["api"] = "x";
  ASSERT_TRUE(Run({Service_("api"), Service_("web")}));
  EXPECT_TRUE(fakes_.http.requests.empty());
  EXPECT_TRUE(restarted_.empty());
  EXPECT_TRUE(written_.back().restarted.contains("web"));
}

TEST_F(RestartTest, WhatWasWrittenDownAndNotAskedForIsAskedForNow) {
  state_.restarts["web"] = "web0";
  fakes_.http.Answer(200, "{}");
  ASSERT_TRUE(Run({Service_("web")}));
  EXPECT_EQ(restarted_, std::vector<std::string>{"web"});
}

TEST_F(RestartTest, ServiceThatRunsAnotherImageIsNotRestarted) {
  rollouts_.stage = Stage::kRunsAnother;
  const auto wait = Run({Service_("web")});
  ASSERT_TRUE(wait);
  EXPECT_EQ(wait->rollouts[0].stage, Stage::kRunsAnother);
  EXPECT_TRUE(fakes_.http.requests.empty());
}

TEST_F(RestartTest, RoundThatDoesNotComeUpEndsIt) {
  fakes_.http.Answer(200, "{}");
  rollouts_.stage = Stage::kRolling;
  const auto wait = Run({Service_("api", {"web"}), Service_("web")});
  ASSERT_TRUE(wait);
  EXPECT_TRUE(wait->timed_out);
  EXPECT_EQ(restarted_, std::vector<std::string>{"web"});
  EXPECT_TRUE(state_.restarts.contains("web"));
}

TEST_F(RestartTest, RefusalOfEcsIsAnError) {
  fakes_.http.Answer(400, R"({"__type": "AccessDeniedException", "message": "no"})");
  const auto wait = Run({Service_("web")});
  ASSERT_FALSE(wait);
  EXPECT_TRUE(wait.error().remedy.starts_with("Allow ecs:UpdateService"));
}

}  // namespace
}  // namespace deltaplan::planner
