#include <chrono>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "planner/live/aws/keyring.h"
#include "planner/live/live_source.h"
#include "tests/support/fake_ports.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

// A resource as `terraform show -json` prints it.
std::string Resource(const std::string& address, const std::string& values) {
  std::string escaped;
  for (const char c : address) {
    if (c == '"') escaped += '\\';
    escaped += c;
  }
  return fmt::format(R"({{"address": "{}", "mode": "managed", "values": {}}})", escaped, values);
}

std::string StateOf(const std::vector<std::string>& resources) {
  std::string list;
  for (const std::string& resource : resources) list += (list.empty() ? "" : ", ") + resource;
  return R"({"format_version": "1.0", "values": {"root_module": {"resources": [)" + list + "]}}}";
}

std::string TaskDefinition(const std::string& key, int revision, const std::string& containers) {
  std::string escaped;
  for (const char c : containers) {
    if (c == '"') escaped += '\\';
    escaped += c;
  }
  return Resource("aws_ecs_task_definition.service[\"" + key + "\"]",
                  fmt::format(R"({{"arn": "arn:aws:ecs:eu-west-1:1:task-definition/{}:{}",
                      "container_definitions": "{}"}})",
                              key, revision, escaped));
}

std::string EcsService(const std::string& key, const std::string& runs) {
  return Resource("aws_ecs_service.service[\"" + key + "\"]",
                  fmt::format(R"({{"name": "{}", "task_definition":
                      "arn:aws:ecs:eu-west-1:1:task-definition/{}"}})",
                              key, runs));
}

class TerraformStateTest : public ::testing::Test {
 protected:
  // The source's answer for services of these names.
  Result<LiveReading> Read(const LiveSourceEntry& entry) {
    const Ports ports{.files = files_,
                      .commands = commands_,
                      .open_repository = {},
                      .http = {},
                      .variable =
                          [this](const std::string& name) {
                            const auto found = variables_.find(name);
                            return found == variables_.end() ? std::optional<std::string>()
                                                             : std::optional(found->second);
                          },
                      .terminal = {}};
    const LiveContext context{
        .ports = ports,
        .state = state_,
        .roots = RootsOf(environment_, services_),
        .config = config_,
        .environment = environment_,
        .root = "/repo",
        .services = services_,
        .deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60),
        .keyring = keyring_,
        .excused = excused_};
    return TerraformStateSource().read(context, entry);
  }
  Result<LiveReading> ReadOf(const std::string& state,
                             std::map<std::string, std::string, std::less<>> texts = {}) {
    files_.texts["/repo/state.json"] = state;
    texts.emplace("file", "state.json");
    return Read({.pointer = "", .from = "terraform_state", .texts = std::move(texts)});
  }
  void Service(const std::string& name, const std::string& image = {}) {
    services_.push_back({.name = name,
                         .path = {},
                         .inputs = {},
                         .packages = {},
                         .image = image.empty() ? name : image,
                         .hold = {},
                         .targets = {},
                         .pointer = {}});
  }

  StateFiles state_;
  testing::FakeFiles files_;
  testing::FakeCommands commands_;
  AwsKeyring keyring_;
  std::set<std::string> excused_;
  std::map<std::string, std::string> variables_;
  Config config_;
  EnvironmentEntry environment_{.name = "prod",
                                .live = {},
                                .image_tags = {},
                                .terraform = TerraformEntry{},
                                .exceptions = {}};
  std::vector<planner::Service> services_;
};

TEST_F(TerraformStateTest, WithoutAFileTerraformIsAskedInItsDirectory) {
  environment_.terraform->root.dir = "infra/prod";
  commands_.answer.output = StateOf({});
  const Result<LiveReading> reading = Read({.pointer = "", .from = "terraform_state"});
  ASSERT_TRUE(reading.ok());
  EXPECT_THAT(reading->tags, IsEmpty());
  ASSERT_EQ(commands_.commands_run.size(), 1U);
  EXPECT_THAT(commands_.commands_run[0].arguments,
              ElementsAre("terraform", "show", "-json", "-no-color"));
  EXPECT_EQ(commands_.commands_run[0].directory, "/repo/infra/prod");
}

TEST_F(TerraformStateTest, AWorkspaceThatNobodyNamesIsNoEnvironments) {
  environment_.terraform->root.dir = "infra";
  commands_.answer.output = StateOf({});
  LiveSourceEntry entry{.pointer = "", .from = "terraform_state"};
  files_.texts["/repo/infra/.terraform/environment"] = "default\n";
  EXPECT_TRUE(Read(entry));
  files_.texts["/repo/infra/.terraform/environment"] = "stage";
  const Result<LiveReading> reading = Read(entry);
  ASSERT_FALSE(reading.ok());
  EXPECT_EQ(reading.error().message,
            "Terraform's workspace in infra is stage, and environment 'prod' names none");
  entry.lists = {{"command", {"/opt/tofu", "show", "-json"}}};
  EXPECT_FALSE(Read(entry));
  // Any other program may choose one itself.
  entry.lists = {{"command", {"scripts/terraform-state"}}};
  EXPECT_TRUE(Read(entry));
  entry.lists.clear();
  variables_["TF_WORKSPACE"] = "prod";
  EXPECT_TRUE(Read(entry));
  variables_.clear();
  environment_.terraform->root.workspace = "prod";
  EXPECT_TRUE(Read(entry));
  EXPECT_EQ(commands_.commands_run.back().environment.at("TF_WORKSPACE"), "prod");
}

TEST_F(TerraformStateTest, WhatTerraformCouldNotMakeHasNotComeUp) {
  Service("api");
  Service("web");
  const std::string api = TaskDefinition("api", 1, R"([{"name": "api", "image": "r/api:1"}])");
  const std::string web = Resource("aws_lambda_function.web", R"({"image_uri": "r/web:1"})");
  const auto tainted = [](std::string resource) {
    return resource.replace(resource.size() - 1, 1, ", \"tainted\": true}");
  };
  const auto failed = [&](const std::string& state,
                          std::map<std::string, std::string, std::less<>> texts = {}) {
    std::vector<std::string> services;
    const Result<LiveReading> reading = ReadOf(state, std::move(texts));
    EXPECT_TRUE(reading.ok());
    EXPECT_EQ(reading->tags.size(), 2U);
    for (const Warning& note : reading->notes) {
      services.push_back(std::get<warnings::RolloutFailed>(note).service);
    }
    return services;
  };
  EXPECT_THAT(failed(StateOf({api, EcsService("api", "api:1"), web})), IsEmpty());
  EXPECT_THAT(failed(StateOf({api, tainted(EcsService("api", "api:1")), tainted(web)})),
              ElementsAre("api", "web"));
  // What only lies beside it is another thing.
  EXPECT_THAT(failed(StateOf({api, EcsService("api", "api:1"), web,
                              tainted(Resource("aws_lb_listener.api", "{}"))})),
              IsEmpty());
  environment_.terraform->targets.patterns = {"aws_ecs_service.service[\"{service}\"]",
                                              "aws_lambda_function.{service}",
                                              "aws_lb_listener.{service}"};
  EXPECT_THAT(failed(StateOf({api, tainted(EcsService("api", "api:1")), web,
                              tainted(Resource("aws_lb_listener.web", "{}"))})),
              ElementsAre("api"));
  const std::string data = Resource("terraform_data.api", R"({"input": "1"})");
  EXPECT_THAT(failed(StateOf({tainted(data), Resource("terraform_data.web", R"({"input": "1"})")}),
                     {{"address", "terraform_data.{service}"}, {"attribute", "input"}}),
              ElementsAre("api"));
  // The state file has a word of its own for it.
  const std::string file = R"({"version": 4, "serial": 1, "resources": [
      {"mode": "managed", "type": "aws_lambda_function", "name": "web",
       "instances": [{"status": "tainted", "attributes": {"image_uri": "r/web:1"}}]},
      {"mode": "managed", "type": "aws_lambda_function", "name": "api",
       "instances": [{"attributes": {"image_uri": "r/api:1"}}]}]})";
  EXPECT_THAT(failed(file), ElementsAre("web"));
}

TEST_F(TerraformStateTest, ACommandIsRunAsWritten) {
  commands_.answer.output = StateOf({});
  ASSERT_TRUE(Read({.pointer = "",
                    .from = "terraform_state",
                    .texts = {},
                    .lists = {{"command", {"tofu", "-chdir={env}", "show", "$x"}}}})
                  .ok());
  EXPECT_THAT(commands_.commands_run[0].arguments,
              ElementsAre("tofu", "-chdir=prod", "show", "$x"));
}

TEST_F(TerraformStateTest, AFailedCommandIsAnErrorAndNotNothingLive) {
  commands_.answer = {.exit_code = 1, .output = {}, .errors = "Error: no credentials\n"};
  const Result<LiveReading> reading = Read({.pointer = "", .from = "terraform_state"});
  ASSERT_FALSE(reading.ok());
  EXPECT_EQ(reading.error().message, "cannot read the Terraform state");
  EXPECT_THAT(reading.error().causes,
              ElementsAre(HasSubstr("failed with exit code 1"), "Error: no credentials"));
}

TEST_F(TerraformStateTest, WhatIsNoStateIsAnErrorThatNamesIt) {
  const Result<LiveReading> reading = ReadOf("[]");
  ASSERT_FALSE(reading.ok());
  EXPECT_EQ(reading.error().message, "'state.json' is not a Terraform state");
}

TEST_F(TerraformStateTest, TheTaskDefinitionThatTheServiceRunsDecides) {
  Service("api");
  environment_.terraform->targets.patterns = {"aws_ecs_service.service[\"{service}\"]",
                                              "aws_ecs_task_definition.service[\"{service}\"]"};
  const std::string old_one =
      TaskDefinition("api", 4, R"([{"name": "api", "image": "r/api:old"}])");
  const std::string new_one = Resource("aws_ecs_task_definition.service[\"next\"]",
                                       R"({"arn": "arn:aws:ecs:eu-west-1:1:task-definition/api:5",
          "container_definitions": "[{\"name\": \"api\", \"image\": \"r/api:new\"}]"})");
  Result<LiveReading> reading = ReadOf(StateOf({old_one, new_one, EcsService("api", "api:5")}));
  ASSERT_TRUE(reading.ok());
  EXPECT_THAT(reading->tags, ElementsAre(Pair("api", "new")));
  // Without a revision it runs the newest of the family; the state knows one.
  reading = ReadOf(StateOf({old_one, EcsService("api", "api")}));
  ASSERT_TRUE(reading.ok());
  EXPECT_THAT(reading->tags, ElementsAre(Pair("api", "old")));
}

TEST_F(TerraformStateTest, AServiceThatWasRolledPastTerraformIsAnError) {
  Service("api");
  environment_.terraform->targets.patterns = {"aws_ecs_service.service[\"{service}\"]",
                                              "aws_ecs_task_definition.service[\"{service}\"]"};
  const Result<LiveReading> reading =
      ReadOf(StateOf({TaskDefinition("api", 4, R"([{"name": "api", "image": "r/api:old"}])"),
                      EcsService("api", "api:42")}));
  ASSERT_FALSE(reading.ok());
  EXPECT_EQ(reading.error().message,
            "the Terraform state of environment 'prod' does not say what 1 service runs");
  EXPECT_THAT(reading.error().causes,
              ElementsAre("api: aws_ecs_service.service[\"api\"] runs api:42, a task definition "
                          "that the state does not have"));
}

TEST_F(TerraformStateTest, OfSeveralContainersTheServicesOwnCounts) {
  Service("api", "api-image");
  environment_.terraform->targets.patterns = {"aws_ecs_task_definition.service[\"{service}\"]"};
  const auto tags = [&](const std::string& containers,
                        std::map<std::string, std::string, std::less<>> texts = {}) {
    return ReadOf(StateOf({TaskDefinition("api", 1, containers)}), std::move(texts));
  };
  const std::string sidecar = R"({"name": "envoy", "image": "envoy:7"})";
  // By the image's name.
  EXPECT_THAT(
      tags(R"([{"name": "main", "image": "host:5000/team/api-image:1"}, )" + sidecar + "]")->tags,
      ElementsAre(Pair("api", "1")));
  // By the container's.
  EXPECT_THAT(tags(R"([{"name": "api", "image": "other:2"}, )" + sidecar + "]")->tags,
              ElementsAre(Pair("api", "2")));
  // As configured, whatever the image's name.
  EXPECT_THAT(tags(R"([{"name": "main", "image": "r/api-image:1"}, )" + sidecar + "]",
                   {{"container", "envoy"}})
                  ->tags,
              ElementsAre(Pair("api", "7")));
  // The only one.
  EXPECT_THAT(tags("[" + sidecar + "]")->tags, ElementsAre(Pair("api", "7")));
  // Nothing tells which.
  const Result<LiveReading> several = tags(R"([{"name": "a", "image": "x:1"}, )" + sidecar + "]");
  ASSERT_FALSE(several.ok());
  EXPECT_THAT(
      several.error().causes,
      ElementsAre("api: several images: envoy:7 (aws_ecs_task_definition.service[\"api\"]), "
                  "x:1 (aws_ecs_task_definition.service[\"api\"])"));
  const Result<LiveReading> none = tags("[" + sidecar + "]", {{"container", "{service}"}});
  ASSERT_FALSE(none.ok());
  EXPECT_THAT(none.error().causes,
              ElementsAre("api: aws_ecs_task_definition.service[\"api\"] names no image in a "
                          "container 'api'"));
}

TEST_F(TerraformStateTest, LambdasAndBatchJobsAreFoundByTheirImage) {
  Service("resize");
  Service("report");
  Service("unknown");
  const Result<LiveReading> reading = ReadOf(StateOf(
      {Resource("aws_lambda_function.resize", R"({"image_uri": "1.dkr.example/p/resize:abc"})"),
       Resource("aws_batch_job_definition.nightly",
                R"({"container_properties": "{\"image\": \"1.dkr.example/p/report:def\"}"})")}));
  ASSERT_TRUE(reading.ok());
  EXPECT_THAT(reading->tags, ElementsAre(Pair("report", "def"), Pair("resize", "abc")));
}

TEST_F(TerraformStateTest, AnAliasOfAVersionThatTheStateDoesNotHaveIsAnError) {
  Service("resize");
  Service("web");
  const auto read = [&](const std::string& version) {
    return ReadOf(StateOf(
        {Resource("aws_lambda_function.resize",
                  R"({"function_name": "resize", "version": "4", "image_uri": "r/resize:new"})"),
         Resource("aws_lambda_alias.live",
                  R"({"function_name": "resize", "function_version": ")" + version + R"("})"),
         Resource("x.web", R"({"image": "r/web:abc"})")}));
  };
  EXPECT_THAT(read("4")->tags, ElementsAre(Pair("resize", "new"), Pair("web", "abc")));
  const Result<LiveReading> past = read("3");
  ASSERT_FALSE(past.ok());
  EXPECT_THAT(past.error().causes,
              ElementsAre("resize: aws_lambda_alias.live runs version 3, and of "
                          "aws_lambda_function.resize the state has 4"));
}

TEST_F(TerraformStateTest, OfServicesThatRunOneImageEachHasWhatIsCalledAfterIt) {
  Service("api", "app");
  Service("worker", "app");
  const std::string container = R"([{"name": "main", "image": "r/app:1"}])";
  const std::string other = R"([{"name": "main", "image": "r/app:2"}])";
  EXPECT_THAT(ReadOf(StateOf({TaskDefinition("api", 1, container)}))->tags,
              ElementsAre(Pair("api", "1")))
      << "worker was never made";
  EXPECT_THAT(
      ReadOf(StateOf({TaskDefinition("api", 1, container), TaskDefinition("worker", 1, other)}))
          ->tags,
      ElementsAre(Pair("api", "1"), Pair("worker", "2")));
  // One task definition that both run.
  EXPECT_THAT(ReadOf(StateOf({EcsService("api", "api:1"), EcsService("worker", "api:1"),
                              TaskDefinition("api", 1, container)}))
                  ->tags,
              ElementsAre(Pair("api", "1"), Pair("worker", "1")));
  // What is called after nobody is everybody's.
  EXPECT_THAT(ReadOf(StateOf({TaskDefinition("main", 1, container)}))->tags,
              ElementsAre(Pair("api", "1"), Pair("worker", "1")));
}

TEST_F(TerraformStateTest, AnAttributeIsReadAsItStands) {
  Service("api");
  Service("web");
  const std::string state =
      StateOf({Resource("terraform_data.tag[\"api\"]", R"({"input": {"tag": "1a2b3c4"}})"),
               Resource("terraform_data.tag[\"web\"]", R"({"input": {"image": "x"}})")});
  Result<LiveReading> reading =
      ReadOf(state, {{"address", "terraform_data.tag[\"{service}\"]"}, {"attribute", "input.tag"}});
  ASSERT_FALSE(reading.ok());
  EXPECT_THAT(reading.error().causes,
              ElementsAre("web: terraform_data.tag[\"web\"] has no text at 'input.tag'"));
  services_.pop_back();
  reading =
      ReadOf(state, {{"address", "terraform_data.tag[\"{service}\"]"}, {"attribute", "input.tag"}});
  ASSERT_TRUE(reading.ok());
  EXPECT_THAT(reading->tags, ElementsAre(Pair("api", "1a2b3c4")));
}

TEST_F(TerraformStateTest, ATagIsTakenOutOfTheImage) {
  Service("api");
  const auto tag = [&](const std::string& image) -> std::string {
    const Result<LiveReading> reading =
        ReadOf(StateOf({Resource("x_y.api", R"({"image": ")" + image + "\"}")}));
    if (!reading.ok()) return "error: " + reading.error().causes.front();
    if (!reading->notes.empty()) {
      return "unknown: " + std::get<warnings::LiveTagUnknown>(reading->notes.front()).why;
    }
    return reading->tags.contains("api") ? reading->tags.at("api") : "(none)";
  };
  EXPECT_EQ(tag("api:1a2b3c4"), "1a2b3c4");
  EXPECT_EQ(tag("host:5000/p/api:1a2b3c4@sha256:00"), "1a2b3c4");
  EXPECT_EQ(tag("host:5000/p/api"), "latest");
  EXPECT_EQ(tag("host:5000/p/api@sha256:00"),
            "unknown: host:5000/p/api@sha256:00 is pinned by its digest and has no tag");
  EXPECT_EQ(tag("host/p/api-gateway:1"), "(none)");
}

TEST_F(TerraformStateTest, AServiceRolledPastTerraformIsAnErrorHoweverItIsFound) {
  Service("web");
  const std::string state =
      StateOf({TaskDefinition("web", 1, R"([{"name": "web", "image": "r/web:1a2b3c4"}])"),
               EcsService("web", "web:2")});
  const char* const problem =
      "web: aws_ecs_service.service[\"web\"] runs web:2, a task definition that the state does not "
      "have";
  const auto expect_problem = [&](const std::string& address) {
    std::map<std::string, std::string, std::less<>> texts;
    if (!address.empty()) texts.emplace("address", address);
    const Result<LiveReading> reading = ReadOf(state, texts);
    ASSERT_FALSE(reading.ok()) << address;
    EXPECT_THAT(reading.error().causes, ElementsAre(problem)) << address;
  };
  expect_problem("");  // found by the image
  expect_problem("aws_ecs_service.service[\"{service}\"]");
  expect_problem("aws_ecs_task_definition.service[\"{service}\"]");
  excused_ = {"web"};
  const Result<LiveReading> excused = ReadOf(state);
  ASSERT_TRUE(excused.ok()) << excused.error().message;
  EXPECT_THAT(excused->tags, IsEmpty());
}

TEST_F(TerraformStateTest, AnAttributeOfATaskDefinitionIsThatOfTheRevisionThatRuns) {
  Service("web");
  const auto read = [&](const std::string& runs) {
    return ReadOf(StateOf({Resource("aws_ecs_task_definition.service[\"web\"]",
                                    R"({"arn": "arn:aws:ecs:eu-west-1:1:task-definition/web:1",
                                        "tags": {"Version": "1a2b3c4"}})"),
                           EcsService("web", runs)}),
                  {{"address", "aws_ecs_task_definition.service[\"{service}\"]"},
                   {"attribute", "tags.Version"}});
  };
  EXPECT_THAT(read("web:1")->tags, ElementsAre(Pair("web", "1a2b3c4")));
  const Result<LiveReading> past = read("web:2");
  ASSERT_FALSE(past.ok());
  EXPECT_THAT(
      past.error().causes,
      ElementsAre("web: aws_ecs_service.service[\"web\"] runs web:2, a task definition that "
                  "the state does not have"));
}

TEST_F(TerraformStateTest, WhereNoServiceRunsAFamilyAScheduleDoes) {
  Service("nightly");
  const auto state = [](const std::string& runs) {
    return StateOf(
        {TaskDefinition("nightly", 3, R"([{"name": "nightly", "image": "r/nightly:3"}])"),
         Resource("aws_cloudwatch_event_target.nightly",
                  R"({"ecs_target": [{"task_definition_arn":
                      "arn:aws:ecs:eu-west-1:1:task-definition/)" +
                      runs + R"("}]})")});
  };
  for (const char* runs : {"nightly:3", "nightly"}) {
    const Result<LiveReading> reading = ReadOf(state(runs));
    ASSERT_TRUE(reading.ok()) << runs;
    EXPECT_THAT(reading->tags, ElementsAre(Pair("nightly", "3"))) << runs;
  }
  EXPECT_FALSE(ReadOf(state("nightly:4")).ok());
}

TEST_F(TerraformStateTest, OfAServiceWithAnotherControllerItsTaskSetSaysWhatRuns) {
  Service("api");
  const std::string set = Resource("aws_ecs_task_set.api", R"({"task_definition":
      "arn:aws:ecs:eu-west-1:1:task-definition/api:7"})");
  const Result<LiveReading> rolled_past =
      ReadOf(StateOf({set, TaskDefinition("api", 8, R"([{"name": "api", "image": "r/api:8"}])")}));
  ASSERT_FALSE(rolled_past);
  EXPECT_THAT(rolled_past.error().causes,
              ElementsAre(HasSubstr("aws_ecs_task_set.api runs api:7, a task definition that the "
                                    "state does not have")));
}

TEST_F(TerraformStateTest, FamiliesOfTwoRegionsAreTwo) {
  Service("api");
  const auto definition = [](const char* region, int revision, const char* tag) {
    return Resource(fmt::format("module.{}.aws_ecs_task_definition.api", region),
                    fmt::format(R"({{"arn": "arn:aws:ecs:{}:1:task-definition/api:{}",
                        "container_definitions": "[{{\"name\": \"api\", \"image\": \"r/api:{}\"}}]"}})",
                                region, revision, tag));
  };
  const std::string state =
      StateOf({definition("eu", 7, "europe"), definition("us", 7, "america"),
               Resource("module.us.aws_ecs_service.api",
                        R"({"task_definition": "arn:aws:ecs:us:1:task-definition/api:7"})")});
  const Result<LiveReading> reading = ReadOf(state, {{"address", "module.us"}});
  ASSERT_TRUE(reading.ok()) << reading.error().message;
  EXPECT_THAT(reading->tags, ElementsAre(Pair("api", "america")));
}

// Of the services of the other root it would say nothing, or what another one runs.
TEST_F(TerraformStateTest, OneStateForSeveralRootsIsAnError) {
  Service("api");
  Service("web");
  environment_.terraform->root.dir = "infra/{service}";
  environment_.terraform->targets.patterns = {"aws_ecs_task_definition.service[\"api\"]"};
  const std::string path = "/tmp/a=b/state.json";
  files_.texts[path] =
      StateOf({TaskDefinition("api", 1, R"([{"name": "api", "image": "r/api:1"}])")});
  state_.given = {path};
  const Result<LiveReading> reading = Read({.pointer = "", .from = "terraform_state"});
  ASSERT_FALSE(reading.ok());
  EXPECT_THAT(reading.error().remedy, HasSubstr("--state ROOT=FILE"));
  state_.given = {"infra/api=" + path, "infra/web=" + path};
  EXPECT_TRUE(Read({.pointer = "", .from = "terraform_state"}).ok());
  // Where there is one, what begins with no root's name is a file.
  environment_.terraform->root.dir = "infra";
  state_.given = {path};
  EXPECT_TRUE(Read({.pointer = "", .from = "terraform_state"}).ok());
}

}  // namespace
}  // namespace deltaplan::planner
