#include "planner/release/ecs_rollouts.h"

#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

namespace deltaplan::planner {
namespace {

using Stage = RolloutStage;

ReleasedService Planned() {
  return {.name = "web",
          .image = "web",
          .tag = "new",
          .live_tag = "old",
          .cluster = "c",
          .ecs_service = "web",
          .container = "web"};
}

EcsDeployment Deployment(const std::string& status, const std::string& definition,
                         const std::string& state, const std::string& reason = {}) {
  return {.id = "id of " + definition,
          .status = status,
          .task_definition = definition,
          .rollout_state = state,
          .rollout_reason = reason};
}

// A service whose first deployment is the primary one; two of two tasks.
EcsService Found(std::vector<EcsDeployment> deployments) {
  EcsService service;
  service.name = "web";
  service.status = "ACTIVE";
  service.task_definition = deployments.front().task_definition;
  service.rollout_state = deployments.front().rollout_state;
  service.rollout_reason = deployments.front().rollout_reason;
  service.desired_count = 2;
  service.running_count = 2;
  service.deployments = std::move(deployments);
  return service;
}

// Task definitions web:1 and web:2 run what was live and what was planned.
std::vector<std::string> TagsOf(const std::string& arn) {
  static const std::map<std::string, std::vector<std::string>> kTags{
      {"web:1", {"old"}}, {"web:2", {"latest", "new"}}, {"web:3", {}}, {"web:4", {"other"}}};
  return kTags.at(arn);
}

ServiceRollout Judge(const EcsService& found) { return JudgeEcsService(Planned(), found, TagsOf); }

TEST(JudgeEcsServiceTest, OneCompleteDeploymentOfThePlannedImageIsSteady) {
  const ServiceRollout rollout = Judge(Found({Deployment("PRIMARY", "web:2", "COMPLETED")}));
  EXPECT_EQ(rollout.stage, Stage::kSteady);
  EXPECT_EQ(rollout.runs, "new");
  EXPECT_EQ(rollout.deployment, "id of web:2");
  EXPECT_EQ(Judge(Found({Deployment("PRIMARY", "web:2", "")})).stage, Stage::kSteady);
}

TEST(JudgeEcsServiceTest, RollsAsLongAsAnotherDeploymentOrATaskIsLeft) {
  EXPECT_EQ(Judge(Found({Deployment("PRIMARY", "web:2", "IN_PROGRESS")})).stage, Stage::kRolling);
  EXPECT_EQ(Judge(Found({Deployment("PRIMARY", "web:2", "COMPLETED"),
                         Deployment("ACTIVE", "web:1", "COMPLETED")}))
                .stage,
            Stage::kRolling);
  EcsService found = Found({Deployment("PRIMARY", "web:2", "COMPLETED")});
  found.running_count = 1;
  EXPECT_EQ(Judge(found).stage, Stage::kRolling);
  EXPECT_EQ(Judge(found).detail, "1 of 2 tasks");
}

TEST(JudgeEcsServiceTest, FailedDeploymentOfThePlannedImageHasFailed) {
  const ServiceRollout rollout =
      Judge(Found({Deployment("PRIMARY", "web:2", "FAILED", "tasks failed to start"),
                   Deployment("ACTIVE", "web:1", "COMPLETED")}));
  EXPECT_EQ(rollout.stage, Stage::kFailed);
  EXPECT_EQ(rollout.detail, "tasks failed to start");
}

TEST(JudgeEcsServiceTest, CircuitBreakerIsToldByItsReasonOrByTheFailedDeployment) {
  const ServiceRollout by_reason = Judge(Found(
      {Deployment("PRIMARY", "web:1", "IN_PROGRESS",
                  "ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1.")}));
  EXPECT_EQ(by_reason.stage, Stage::kTakenBack);
  EXPECT_EQ(by_reason.runs, "old");
  const ServiceRollout by_deployment =
      Judge(Found({Deployment("PRIMARY", "web:1", "COMPLETED", "completed"),
                   Deployment("INACTIVE", "web:2", "FAILED", "tasks failed to start")}));
  EXPECT_EQ(by_deployment.stage, Stage::kTakenBack);
  EXPECT_EQ(by_deployment.detail, "tasks failed to start");
}

TEST(JudgeEcsServiceTest, AnotherImageIsNotWhatWasPlanned) {
  EXPECT_EQ(Judge(Found({Deployment("PRIMARY", "web:1", "COMPLETED")})).stage, Stage::kRunsAnother);
  const ServiceRollout other = Judge(Found(
      {Deployment("PRIMARY", "web:4", "COMPLETED"), Deployment("ACTIVE", "web:1", "FAILED")}));
  EXPECT_EQ(other.stage, Stage::kRunsAnother);
  EXPECT_EQ(other.runs, "other");
}

TEST(JudgeEcsServiceTest, WithoutATagNobodyTakesItForPlanned) {
  const ServiceRollout rollout = Judge(Found({Deployment("PRIMARY", "web:3", "COMPLETED")}));
  EXPECT_EQ(rollout.stage, Stage::kRunsAnother);
  EXPECT_EQ(rollout.detail, "no tag of its image can be told");
}

TEST(JudgeEcsServiceTest, ServiceThatGoesIsMissing) {
  EcsService found = Found({Deployment("PRIMARY", "web:2", "COMPLETED")});
  found.status = "DRAINING";
  EXPECT_EQ(Judge(found).stage, Stage::kMissing);
}

TEST(JudgeEcsServiceTest, ParkedServiceIsSteadyWithoutTasks) {
  EcsService found = Found({Deployment("PRIMARY", "web:2", "COMPLETED")});
  found.desired_count = 0;
  found.running_count = 0;
  EXPECT_EQ(Judge(found).stage, Stage::kSteady);
}

}  // namespace
}  // namespace deltaplan::planner
