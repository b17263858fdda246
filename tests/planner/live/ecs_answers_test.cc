#include "planner/live/ecs_answers.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <variant>

namespace deltaplan::planner {
namespace {

using ::testing::HasSubstr;

tfvars::JsonValue Json(const std::string& text) {
  auto parsed = tfvars::ParseJson(text, tfvars::JsonComments::kRefused);
  return std::get<tfvars::JsonDocument>(std::move(parsed)).root;
}

EcsService OneService(const std::string& members) {
  EcsAnswers answers;
  EXPECT_TRUE(answers.Add(Json(R"({"services": [{"serviceName": "api", )" + members + "}]}")));
  return answers.services.front();
}

Service Api() {
  Service service;
  service.name = "api";
  service.image = "api";
  return service;
}

// What `ChooseContainer` takes of containers NAME=IMAGE; a name that begins with "?" is not
// essential.
std::string Chosen(const std::vector<std::pair<std::string, std::string>>& containers,
                   const std::string* container = nullptr) {
  EcsTaskDefinition definition{
      .arn = "arn:task-definition/api:7", .family = "api", .containers = {}};
  for (const auto& [name, image] : containers) {
    const bool essential = !name.starts_with('?');
    definition.containers.push_back({essential ? name : name.substr(1), image, essential});
  }
  Result<EcsContainer> chosen = ChooseContainer(definition, Api(), container);
  return chosen ? chosen->image : "error: " + chosen.error().message;
}

TEST(EcsAnswersTest, ThePrimaryDeploymentSaysWhatRuns) {
  EXPECT_EQ(OneService(R"("taskDefinition": "old:1")").task_definition, "old:1");
  const auto rolling = [](const std::string& state) {
    return OneService(
        R"("taskDefinition": "x", "deployments": [
             {"status": "ACTIVE", "taskDefinition": "old:1", "rolloutState": "COMPLETED"},
             {"status": "PRIMARY", "taskDefinition": "new:2", "rolloutState": ")" +
        state + R"("}])");
  };
  EXPECT_EQ(rolling("IN_PROGRESS").task_definition, "new:2");
  EXPECT_EQ(rolling("IN_PROGRESS").failed_task_definition, "");
  EXPECT_EQ(rolling("FAILED").task_definition, "old:1");
  EXPECT_EQ(rolling("FAILED").failed_task_definition, "new:2");
  EXPECT_TRUE(rolling("FAILED").runs_another);
  EXPECT_EQ(OneService(R"("taskSets": [{"status": "PRIMARY", "taskDefinition": "t:1",
                                        "stabilityStatus": "STABILIZING"}])")
                .rollout_state,
            "IN_PROGRESS");
  EXPECT_EQ(OneService(R"("taskSets": [{"status": "ACTIVE", "taskDefinition": "old:1"},
                                       {"status": "PRIMARY", "taskDefinition": "new:2"}],
                          "deployments": [])")
                .task_definition,
            "new:2");
}

TEST(EcsAnswersTest, RolloutsAndParkedServicesAreTold) {
  const auto notes = [](const std::string& members) {
    std::string codes;
    for (const Warning& note : RolloutNotes(OneService(members), Api())) {
      codes.append(CodeOf(note)) += "|";
      EXPECT_EQ(ServiceOf(note), "api");
    }
    return codes;
  };
  const std::string deployment = R"("deployments": [{"status": "PRIMARY", "rolloutState": "{}"}])";
  const auto in_state = [&](const std::string& state) {
    std::string members = deployment;
    return members.replace(members.find("{}"), 2, state);
  };
  EXPECT_EQ(notes(in_state("COMPLETED") + R"(, "desiredCount": 1)"), "");
  EXPECT_EQ(notes(in_state("IN_PROGRESS")), "rollout_in_progress|");
  EXPECT_EQ(notes(in_state("FAILED") + R"(, "desiredCount": 0)"), "rollout_failed|service_parked|");
  EXPECT_EQ(notes(R"("desiredCount": 0)"), "service_parked|");
  // Behind a Classic Load Balancer deployments have no state, and task sets never have one.
  EXPECT_EQ(notes(R"("deployments": [{"status": "PRIMARY", "taskDefinition": "new:2"},
                                     {"status": "INACTIVE", "taskDefinition": "old:1"}])"),
            "");
  for (const std::string list : {"deployments", "taskSets"}) {
    EXPECT_EQ(notes('"' + list + R"(": [{"status": "PRIMARY", "taskDefinition": "new:2"},
                                        {"status": "ACTIVE", "taskDefinition": "old:1"}])"),
              "rollout_in_progress|")
        << list;
  }
  const EcsService failed = OneService(
      R"("deployments": [{"status": "PRIMARY", "taskDefinition": "arn:x/api:9",
                          "rolloutState": "FAILED", "rolloutStateReason": "tasks failed."}])");
  const auto note = std::get<warnings::RolloutFailed>(RolloutNotes(failed, Api()).front());
  EXPECT_EQ(note.revision, "api:9");
  EXPECT_EQ(note.reason, "tasks failed.");
}

TEST(EcsAnswersTest, TheContainerIsChosenByNameThenImageThenEssential) {
  const std::string agent = "agent";
  const std::string none = "none";
  EXPECT_EQ(Chosen({{"app", "r/api:1"}, {"agent", "agent:7"}}), "r/api:1");
  EXPECT_EQ(Chosen({{"app", "r/api:1"}, {"agent", "agent:7"}}, &agent), "agent:7");
  EXPECT_EQ(Chosen({{"app", "r/front:1"}, {"?agent", "agent:7"}}), "r/front:1");
  EXPECT_EQ(Chosen({{"?app", "r/front:1"}}), "r/front:1");
  EXPECT_EQ(Chosen({{"a", "r/api:1"}, {"b", "r/api:1"}}), "r/api:1");
  EXPECT_EQ(Chosen({{"a", "r/api:1"}, {"b", "r/api:2"}}),
            "error: api:7 has several containers and it is not clear whose image counts; its "
            "containers: a (r/api:1), b (r/api:2)");
  EXPECT_THAT(Chosen({{"app", "r/api:1"}}, &none), HasSubstr("api:7 has no container 'none'"));
  EXPECT_THAT(Chosen({}), HasSubstr("its containers: none"));
}

TEST(EcsAnswersTest, OtherDocumentsAreNone) {
  for (const char* text : {"{}", "[]", "7", R"({"services": {}})", R"({"taskDefinition": "x"})",
                           R"({"taskDefinition": {"family": "x"}})"}) {
    EcsAnswers answers;
    EXPECT_FALSE(answers.Add(Json(text))) << text;
  }
}

}  // namespace
}  // namespace deltaplan::planner
