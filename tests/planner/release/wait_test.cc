#include "planner/release/wait.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/fake_ports.h"

namespace deltaplan::planner {
namespace {

using std::chrono::seconds;
using Stage = RolloutStage;

// Gives one answer a look; the last one again and again.
class FakeRollouts : public RolloutSource {
 public:
  std::vector<std::vector<ServiceRollout>> looks;
  std::vector<int> failing;  // numbers of looks that fail
  int count = 0;

  Result<std::vector<ServiceRollout>> Poll(const std::vector<ReleasedService>&) override {
    const int now = count++;
    if (std::ranges::find(failing, now) != failing.end()) {
      return Error{.message = "no answer", .causes = {}, .remedy = {}};
    }
    const auto index = std::min(static_cast<std::size_t>(now), looks.size() - 1);
    return looks[index];
  }
};

class WaitTest : public ::testing::Test {
 protected:
  Result<RolloutWait> Wait(std::vector<Stage> stages, seconds time = seconds(600)) {
    for (const Stage stage : stages) {
      rollouts_.looks.push_back({{.name = "web", .stage = stage, .detail = "1 of 2 tasks"}});
    }
    return WaitUntilSteady(rollouts_, {{.name = "web"}}, time, ports_);
  }

  testing::FakePorts fakes_;
  Ports ports_ = fakes_.ports();
  FakeRollouts rollouts_;
};

TEST_F(WaitTest, WhatIsSteadyIsLookedAtOnceAndNotWaitedFor) {
  const auto wait = Wait({Stage::kSteady});
  ASSERT_TRUE(wait);
  EXPECT_EQ(wait->rollouts[0].stage, Stage::kSteady);
  EXPECT_EQ(rollouts_.count, 1);
  EXPECT_TRUE(fakes_.clock.sleeps.empty());
}

TEST_F(WaitTest, LooksAgainWithGrowingPausesUntilItIsSteady) {
  const auto wait = Wait({Stage::kRolling, Stage::kRolling, Stage::kRolling, Stage::kSteady});
  ASSERT_TRUE(wait);
  EXPECT_FALSE(wait->timed_out);
  using std::chrono::milliseconds;
  EXPECT_EQ(fakes_.clock.sleeps, (std::vector<milliseconds>{milliseconds(1000), milliseconds(2000),
                                                            milliseconds(4000)}));
}

TEST_F(WaitTest, AFailureEndsItAtOnce) {
  for (const Stage stage : {Stage::kFailed, Stage::kTakenBack}) {
    rollouts_ = {};
    const auto wait = Wait({Stage::kRolling, stage});
    ASSERT_TRUE(wait);
    EXPECT_EQ(wait->rollouts[0].stage, stage);
    EXPECT_FALSE(wait->timed_out);
    EXPECT_EQ(rollouts_.count, 2);
  }
}

TEST_F(WaitTest, WhatMayBeOldCountsAfterTenSeconds) {
  const auto passing = Wait({Stage::kRunsAnother, Stage::kMissing, Stage::kSteady});
  ASSERT_TRUE(passing);
  EXPECT_EQ(passing->rollouts[0].stage, Stage::kSteady);
  rollouts_ = {};
  fakes_.clock.sleeps.clear();
  const auto lasting = Wait({Stage::kRunsAnother});
  ASSERT_TRUE(lasting);
  EXPECT_EQ(lasting->rollouts[0].stage, Stage::kRunsAnother);
  EXPECT_FALSE(lasting->timed_out);
  EXPECT_EQ(fakes_.clock.sleeps.size(), 4U) << "1 + 2 + 4 + 8 seconds";
}

TEST_F(WaitTest, EndsWhenItsTimeIsOver) {
  const auto wait = Wait({Stage::kRolling}, seconds(5));
  ASSERT_TRUE(wait);
  EXPECT_TRUE(wait->timed_out);
  EXPECT_EQ(fakes_.clock.now.time_since_epoch(), seconds(5)) << "it does not sleep longer";
}

TEST_F(WaitTest, WithoutTimeItLooksOnce) {
  const auto wait = Wait({Stage::kRunsAnother}, seconds(0));
  ASSERT_TRUE(wait);
  EXPECT_FALSE(wait->timed_out) << "it is not what was planned, however long one waits";
  EXPECT_EQ(rollouts_.count, 1);
}

TEST_F(WaitTest, AnswersThatDoNotComeAreAskedForAgain) {
  rollouts_.failing = {0, 1};
  EXPECT_TRUE(Wait({Stage::kSteady}));
  rollouts_ = {};
  rollouts_.failing = {0, 1, 2};
  EXPECT_FALSE(Wait({Stage::kSteady}));
  rollouts_ = {};
  rollouts_.failing = {0, 1, 3, 4};
  EXPECT_TRUE(Wait({Stage::kRolling, Stage::kRolling, Stage::kRolling, Stage::kRolling,
                    Stage::kRolling, Stage::kSteady}))
      << "only those in a row count";
}

TEST_F(WaitTest, ProgressIsToldOnceAMinuteWhereNobodyWatches) {
  const auto wait = Wait({Stage::kRolling}, seconds(150));
  ASSERT_TRUE(wait);
  ASSERT_EQ(fakes_.told.size(), 2U);
  EXPECT_EQ(fakes_.told[0], "deltaplan: 0 of 1 steady; waiting for web (1 of 2 tasks)\n");
}

TEST_F(WaitTest, APersonSeesTheNewestState) {
  std::vector<std::string> shown;
  ports_.progress = [&](const std::string& text) {
    shown.push_back(text);
    return std::make_shared<int>();
  };
  ASSERT_TRUE(Wait({Stage::kRolling, Stage::kRolling, Stage::kSteady}));
  EXPECT_EQ(shown, std::vector<std::string>{"0 of 1 steady; waiting for web (1 of 2 tasks)"});
  EXPECT_TRUE(fakes_.told.empty());
}

TEST_F(WaitTest, NothingToWaitForAsksNobody) {
  const auto wait = WaitUntilSteady(rollouts_, {}, seconds(600), ports_);
  ASSERT_TRUE(wait);
  EXPECT_EQ(rollouts_.count, 0);
}

}  // namespace
}  // namespace deltaplan::planner
