#include "planner/release/live_rollouts.h"

#include <gtest/gtest.h>

namespace deltaplan::planner {
namespace {

using Stage = RolloutStage;

class JudgeLiveTest : public ::testing::Test {
 protected:
  Stage Judged() const { return LiveRolloutOf({.name = "web", .tag = "new"}, answer_).stage; }
  LiveAnswer answer_;
};

TEST_F(JudgeLiveTest, PlannedTagIsSteadyUnlessARolloutIsKnown) {
  answer_.tags["web"] = {.tag = "new", .source = "ssm"};
  EXPECT_EQ(Judged(), Stage::kSteady);
  answer_.rollouts["web"].state = Rollout::State::kInProgress;
  EXPECT_EQ(Judged(), Stage::kRolling);
  answer_.rollouts["web"].state = Rollout::State::kFailed;
  EXPECT_EQ(Judged(), Stage::kFailed);
}

TEST_F(JudgeLiveTest, AnotherTagOrNoneIsNotWhatWasPlanned) {
  EXPECT_EQ(Judged(), Stage::kMissing);
  answer_.tags["web"] = {.tag = "old", .source = "ssm"};
  EXPECT_EQ(Judged(), Stage::kRunsAnother);
  answer_.unknown["web"] = "pinned by its digest";
  EXPECT_EQ(LiveRolloutOf({.name = "web", .tag = "new"}, answer_).detail, "pinned by its digest");
}

TEST_F(JudgeLiveTest, AnyTagOfTheImageMayBeThePlannedOne) {
  LiveReading reading;
  reading.Add("web", {"latest", "new"});
  answer_.tags["web"] = {.tag = "latest", .source = "ecr"};
  answer_.readings.push_back({.source = "ecr", .reading = std::move(reading)});
  EXPECT_EQ(Judged(), Stage::kSteady);
}

TEST_F(JudgeLiveTest, AWholeImageThatIsPlannedRunsAsItsTag) {
  answer_.tags["web"] = {.tag = "1", .source = "ssm"};
  const ServiceRollout rollout = LiveRolloutOf({.name = "web", .tag = "quay.io/web:1"}, answer_);
  EXPECT_EQ(rollout.stage, Stage::kSteady);
  EXPECT_EQ(rollout.runs, "quay.io/web:1");
  EXPECT_EQ(LiveRolloutOf({.name = "web", .tag = "quay.io/web:2"}, answer_).stage,
            Stage::kRunsAnother);
}

}  // namespace
}  // namespace deltaplan::planner
