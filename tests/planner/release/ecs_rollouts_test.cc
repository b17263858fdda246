#include "planner/release/ecs_rollouts.h"

#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

#include "tests/support/fake_aws.h"

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

ServiceRollout Judge(const EcsService& found) { return EcsRolloutOf(Planned(), found, TagsOf); }

TEST(JudgeEcsServiceTest, AWholeImageThatIsPlannedRunsAsItsTag) {
  ReleasedService planned = Planned();
  planned.tag = "quay.io/web:new";
  const EcsService found = Found({Deployment("PRIMARY", "web:2", "COMPLETED")});
  EXPECT_EQ(EcsRolloutOf(planned, found, TagsOf).stage, Stage::kSteady);
}

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

TEST(JudgeEcsServiceTest, WhatIsToHaveNoTaskIsParkedAndSteadyWithoutOne) {
  EcsService found = Found({Deployment("PRIMARY", "web:2", "COMPLETED")});
  EXPECT_FALSE(Judge(found).is_parked);
  found.desired_count = 0;
  EXPECT_EQ(Judge(found).detail, "2 of 0 tasks");
  found.running_count = 0;
  EXPECT_EQ(Judge(found).stage, Stage::kSteady);
  EXPECT_TRUE(Judge(found).is_parked);
  EXPECT_EQ(Judge(found).detail, "parked: its desired count is 0");
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

EcsDeployment TaskSet(const std::string& status, const std::string& definition,
                      const std::string& state = {}) {
  EcsDeployment set = Deployment(status, definition, state);
  set.is_task_set = true;
  return set;
}

// Whoever shifts the traffic makes the new task set the primary one last.
TEST(JudgeEcsServiceTest, TaskSetOfThePlannedImageThatIsNotPrimaryYetRolls) {
  for (const char* state : {"IN_PROGRESS", ""}) {
    const ServiceRollout rollout =
        Judge(Found({TaskSet("PRIMARY", "web:1"), TaskSet("ACTIVE", "web:2", state)}));
    EXPECT_EQ(rollout.stage, Stage::kRolling);
    EXPECT_EQ(rollout.runs, "old");
    EXPECT_EQ(rollout.detail, "its task set id of web:2 is not the primary one yet");
  }
}

TEST(JudgeEcsServiceTest, TaskSetThatGoesIsNotWaitedFor) {
  EXPECT_EQ(Judge(Found({TaskSet("PRIMARY", "web:1"), TaskSet("DRAINING", "web:2")})).stage,
            Stage::kRunsAnother);
  EXPECT_EQ(Judge(Found({TaskSet("PRIMARY", "web:1"), TaskSet("ACTIVE", "web:4")})).stage,
            Stage::kRunsAnother);
}

// ECS's own controller makes the newest deployment the primary one at once.
TEST(JudgeEcsServiceTest, DeploymentThatAnotherReplacesIsNotWaitedFor) {
  EXPECT_EQ(Judge(Found({Deployment("PRIMARY", "web:4", "IN_PROGRESS"),
                         Deployment("ACTIVE", "web:2", "COMPLETED")}))
                .stage,
            Stage::kRunsAnother);
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

TEST(JudgeEcsServiceTest, WhatTheAnswerDoesNotSayIsNotSteady) {
  EcsService found = Found({Deployment("PRIMARY", "web:2", "COMPLETED")});
  found.running_count = found.desired_count = std::nullopt;
  EXPECT_EQ(Judge(found).stage, Stage::kRolling);
  found = Found({Deployment("ACTIVE", "web:2", "COMPLETED")});
  EXPECT_EQ(Judge(found).stage, Stage::kRolling) << "nothing is primary";
}

std::string Named(const std::string& name, int revision) {
  return R"({"serviceName": ")" + name +
         R"(", "status": "ACTIVE", "desiredCount": 1, "runningCount": 1,
      "deployments": [{"id": "d", "status": "PRIMARY", "rolloutState": "COMPLETED",
                       "taskDefinition": "t/)" +
         name + ":" + std::to_string(revision) + "\"}]}";
}

std::string Definition(const std::string& arn, const std::string& image) {
  return R"({"taskDefinition": {"taskDefinitionArn": ")" + arn +
         R"(", "containerDefinitions": [{"name": "app", "image": ")" + image + "\"}]}}";
}

TEST(EcsRolloutsTest, TaskDefinitionsAreAskedForOnce) {
  testing::FakeAws aws;
  const AwsApi api = aws.Open();
  EcsRollouts rollouts(aws.context, api);
  const std::vector<ReleasedService> services{Planned()};
  aws.fakes.http.Answer(200, R"({"services": [)" + Named("web", 1) + "]}");
  aws.fakes.http.Answer(200, Definition("t/web:1", "r/web:old"));
  aws.fakes.http.Answer(200, R"({"services": [)" + Named("web", 1) + "]}");
  aws.fakes.http.Answer(200, R"({"services": [)" + Named("web", 2) + "]}");
  aws.fakes.http.Answer(200, Definition("t/web:2", "r/web:new"));
  EXPECT_EQ(rollouts.Poll(services)->front().stage, Stage::kRunsAnother);
  EXPECT_EQ(rollouts.Poll(services)->front().stage, Stage::kRunsAnother);
  EXPECT_EQ(rollouts.Poll(services)->front().stage, Stage::kSteady);
  EXPECT_EQ(aws.fakes.http.batches, (std::vector<std::size_t>{1, 1, 1, 1, 1}));
}

TEST(EcsRolloutsTest, TaskSetsAreWaitedForUntilTheyAreThePrimaryOnes) {
  testing::FakeAws aws;
  const AwsApi api = aws.Open();
  EcsRollouts rollouts(aws.context, api);
  const auto answer = [&](const std::string& sets) {
    aws.fakes.http.Answer(200, R"({"services": [{"serviceName": "web", "status": "ACTIVE",
        "desiredCount": 1, "runningCount": 1, "taskSets": [)" +
                                   sets + "]}]}");
  };
  const std::string old_set = R"("id": "ecs-svc/1", "taskDefinition": "t/web:1",
                                 "stabilityStatus": "STEADY_STATE")";
  const std::string new_set = R"("id": "ecs-svc/2", "taskDefinition": "t/web:2",
                                 "stabilityStatus": "STABILIZING")";
  answer(R"({"status": "PRIMARY", )" + old_set + R"(}, {"status": "ACTIVE", )" + new_set + "}");
  aws.fakes.http.Answer(200, Definition("t/web:1", "r/web:old"));
  aws.fakes.http.Answer(200, Definition("t/web:2", "r/web:new"));
  answer(R"({"status": "PRIMARY", )" + old_set + R"(}, {"status": "DRAINING", )" + new_set + "}");
  answer(R"({"status": "PRIMARY", "id": "ecs-svc/2", "taskDefinition": "t/web:2",
             "stabilityStatus": "STEADY_STATE"})");
  EXPECT_EQ(rollouts.Poll({Planned()})->front().stage, Stage::kRolling);
  EXPECT_EQ(rollouts.Poll({Planned()})->front().stage, Stage::kRunsAnother);
  EXPECT_EQ(rollouts.Poll({Planned()})->front().stage, Stage::kSteady);
}

TEST(EcsRolloutsTest, ImageThatIsPinnedHasTheTagsOfItsDigest) {
  testing::FakeAws aws;
  const AwsApi api = aws.Open();
  EcsRollouts rollouts(aws.context, api);
  const std::string digest = "sha256:" + std::string(64, 'a');
  aws.fakes.http.Answer(200, R"({"services": [)" + Named("web", 2) + "]}");
  aws.fakes.http.Answer(
      200, Definition("t/web:2", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web@" + digest));
  aws.fakes.http.Answer(200, R"({"imageDetails": [{"imageDigest": ")" + digest +
                                 R"(", "imageTags": ["latest", "new"]}]})");
  EXPECT_EQ(rollouts.Poll({Planned()})->front().stage, Stage::kSteady);
}

TEST(EcsRolloutsTest, ServiceThatTheClusterDoesNotHaveIsMissing) {
  testing::FakeAws aws;
  const AwsApi api = aws.Open();
  EcsRollouts rollouts(aws.context, api);
  aws.fakes.http.Answer(200,
                        R"({"services": [], "failures": [{"arn": "x/web", "reason": "MISSING"}]})");
  const auto looked = rollouts.Poll({Planned()});
  ASSERT_TRUE(looked);
  EXPECT_EQ(looked->front().stage, Stage::kMissing);
  EXPECT_EQ(looked->front().detail, "cluster c has no service web");
}

TEST(EcsRolloutsTest, WhatEcsRefusesIsAnError) {
  testing::FakeAws aws;
  const AwsApi api = aws.Open();
  EcsRollouts rollouts(aws.context, api);
  aws.fakes.http.Answer(400, R"({"__type": "AccessDeniedException", "message": "no"})");
  EXPECT_FALSE(rollouts.Poll({Planned()}));
}

}  // namespace
}  // namespace deltaplan::planner
