// The source `ecs` against preset answers: what it asks for, and what it makes of lies.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <variant>

#include "planner/live/live_source.h"
#include "tests/support/fake_aws.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

class EcsTest : public ::testing::Test {
 protected:
  void Services(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      Service service;
      service.name = fmt::format("s{:02}", i);
      service.image = service.name;
      aws_.services.push_back(std::move(service));
    }
  }

  Result<LiveReading> Read() { return EcsSource().read(aws_.context, entry_); }

  std::string Refusal() {
    Result<LiveReading> reading = Read();
    if (reading) return "no error";
    std::string text = reading.error().message;
    for (const std::string& cause : reading.error().causes) text += "|" + cause;
    return text + "|" + reading.error().remedy;
  }

  testing::FakeAws aws_;
  LiveSourceEntry entry_{.pointer = "/", .from = "ecs", .texts = {{"cluster", "c-{env}"}}};
};

std::string ServicesAnswer(std::size_t begin, std::size_t end) {
  std::string text;
  for (std::size_t i = begin; i < end; ++i) {
    text += fmt::format(
        R"({}{{"serviceName": "s{:02}", "status": "ACTIVE", "taskDefinition": "t/{}"}})",
        text.empty() ? "" : ",", i, i % 2);
  }
  return R"({"services": [)" + text + R"(], "failures": []})";
}

std::string DefinitionAnswer(const std::string& arn, const std::string& image) {
  return fmt::format(
      R"({{"taskDefinition": {{"taskDefinitionArn": "{}",
                               "containerDefinitions": [{{"name": "app", "image": "{}"}}]}}}})",
      arn, image);
}

TEST_F(EcsTest, TenServicesARequestAndEachTaskDefinitionOnce) {
  Services(23);
  aws_.fakes.http.Answer(200, ServicesAnswer(0, 10));
  aws_.fakes.http.Answer(200, ServicesAnswer(10, 20));
  aws_.fakes.http.Answer(200, ServicesAnswer(20, 23));
  aws_.fakes.http.Answer(200, DefinitionAnswer("t/0", "r/x:even"));
  aws_.fakes.http.Answer(200, DefinitionAnswer("t/1", "r/x:odd"));
  Result<LiveReading> reading = Read();
  ASSERT_TRUE(reading.ok()) << Refusal();
  EXPECT_EQ(reading->tags.size(), 23U);
  EXPECT_EQ(reading->tags["s22"], "even");
  EXPECT_EQ(reading->tags["s21"], "odd");
  EXPECT_THAT(reading->notes, IsEmpty());
  EXPECT_THAT(aws_.fakes.http.batches, ElementsAre(3, 2));
  const HttpRequest& first = aws_.fakes.http.requests.front();
  EXPECT_EQ(first.url, "https://ecs.eu-west-1.amazonaws.com/");
  EXPECT_EQ(first.headers[1].value, "AmazonEC2ContainerServiceV20141113.DescribeServices");
  EXPECT_EQ(
      first.body,
      R"({"cluster":"c-prod","services":["s00","s01","s02","s03","s04","s05","s06","s07","s08","s09"]})");
  EXPECT_EQ(first.signature->region, "eu-west-1");
}

TEST_F(EcsTest, DigestsAreLookedUpInTheRegionOfTheirRegistry) {
  Services(1);
  aws_.config.tag_pattern = "^v-(?<sha>[0-9a-f]+)$";
  aws_.fakes.http.Answer(200, ServicesAnswer(0, 1));
  aws_.fakes.http.Answer(200,
                         DefinitionAnswer("t/0", "1.dkr.ecr.us-east-1.amazonaws.com/a/b@sha256:1"));
  aws_.fakes.http.Answer(200, R"({"imageDetails": [{"imageDigest": "sha256:1",
                                                "imageTags": ["latest", "v-1a2b3c4", "a"]}]})");
  Result<LiveReading> reading = Read();
  ASSERT_TRUE(reading.ok()) << Refusal();
  EXPECT_THAT(reading->tags, ElementsAre(Pair("s00", "v-1a2b3c4")));
  EXPECT_THAT(reading->candidates,
              ElementsAre(Pair("s00", ElementsAre("v-1a2b3c4", "a", "latest"))));
  const HttpRequest& last = aws_.fakes.http.requests.back();
  EXPECT_EQ(last.url, "https://api.ecr.us-east-1.amazonaws.com/");
  EXPECT_EQ(last.signature->region, "us-east-1");
  EXPECT_EQ(last.body,
            R"({"registryId":"1","repositoryName":"a/b","imageIds":[{"imageDigest":"sha256:1"}]})");
}

// The services whose tag can't be told, each with why.
std::vector<std::string> Unknown(const Result<LiveReading>& reading) {
  std::vector<std::string> unknown;
  if (!reading) return {"an error: " + reading.error().message};
  for (const Warning& note : reading->notes) {
    if (const auto* each = std::get_if<warnings::LiveTagUnknown>(&note)) {
      unknown.push_back(each->service + ": " + each->why);
    }
  }
  return unknown;
}

TEST_F(EcsTest, AnImageWithoutATagIsTheServicesOwnTrouble) {
  Services(2);
  const std::string pinned = "1.dkr.ecr.us-east-1.amazonaws.com/a@sha256:1";
  const auto answer = [&](int status, const std::string& images) {
    aws_.fakes.http.Answer(200, ServicesAnswer(0, 2));
    aws_.fakes.http.Answer(200, DefinitionAnswer("t/0", pinned));
    aws_.fakes.http.Answer(200, DefinitionAnswer("t/1", "r/x:odd"));
    aws_.fakes.http.Answer(status, images);
  };
  answer(200, R"({"imageDetails": [{"imageDigest": "sha256:2", "imageTags": ["x"]}]})");
  Result<LiveReading> reading = Read();
  EXPECT_THAT(Unknown(reading), ElementsAre("s00: the image sha256:1 of a has no tag"));
  EXPECT_THAT(reading->tags, ElementsAre(Pair("s01", "odd")));
  for (const char* code : {"ImageNotFoundException", "RepositoryNotFoundException"}) {
    answer(400, fmt::format(R"({{"__type": "{}", "message": "gone"}})", code));
    reading = Read();
    EXPECT_THAT(Unknown(reading),
                ElementsAre("s00: the image sha256:1 of a is not in ECR any more"));
    EXPECT_THAT(reading->tags, ElementsAre(Pair("s01", "odd")));
  }
  answer(400, R"({"__type": "AccessDeniedException", "message": "no"})");
  EXPECT_THAT(Refusal(), HasSubstr("ECR DescribeImages for s00 failed"));
}

TEST_F(EcsTest, ATagBesideADigestIsHeldAgainstWhatEcrSaysOfTheDigest) {
  Services(1);
  const auto answer = [&](const std::string& image, const std::string& tags) {
    aws_.fakes.http.Answer(200, ServicesAnswer(0, 1));
    aws_.fakes.http.Answer(200, DefinitionAnswer("t/0", image));
    if (!tags.empty()) {
      aws_.fakes.http.Answer(
          200, R"({"imageDetails": [{"imageDigest": "sha256:1", "imageTags": [)" + tags + "]}]}");
    }
  };
  const std::string pinned = "1.dkr.ecr.us-east-1.amazonaws.com/a:new@sha256:1";
  answer(pinned, R"("zzz", "new")");
  EXPECT_THAT(Read()->tags, ElementsAre(Pair("s00", "new")));
  answer(pinned, R"("old")");
  const Result<LiveReading> reading = Read();
  EXPECT_THAT(reading->tags, IsEmpty());
  EXPECT_THAT(Unknown(reading),
              ElementsAre("s00: the image sha256:1 of a does not have the tag new "
                          "that stands beside it"));
  answer("r/a:new@sha256:1", "");
  EXPECT_THAT(Read()->tags, ElementsAre(Pair("s00", "new"))) << "nobody can be asked";
}

TEST_F(EcsTest, WhatIsAboutExcusedServicesAloneStopsNobody) {
  Services(2);
  const auto answer = [&] {
    aws_.fakes.http.Answer(200, ServicesAnswer(0, 2));
    aws_.fakes.http.Answer(400, R"({"__type": "AccessDeniedException", "message": "no"})");
    aws_.fakes.http.Answer(200, DefinitionAnswer("t/1", "r/x:odd"));
  };
  answer();
  EXPECT_THAT(Refusal(), HasSubstr("ECS DescribeTaskDefinition for s00 failed"));
  aws_.excused = {"s00"};
  answer();
  const Result<LiveReading> reading = Read();
  EXPECT_THAT(Unknown(reading), ElementsAre(HasSubstr("AccessDeniedException: no")));
  EXPECT_THAT(reading->tags, ElementsAre(Pair("s01", "odd")));
}

TEST_F(EcsTest, AServiceThatDrainsIsNotLive) {
  Services(1);
  aws_.fakes.http.Answer(200, R"({"services": [{"serviceName": "s00", "status": "DRAINING",
                                            "taskDefinition": "t/0"}], "failures": []})");
  const Result<LiveReading> reading = Read();
  ASSERT_TRUE(reading.ok()) << Refusal();
  EXPECT_THAT(reading->tags, IsEmpty());
  const auto* note = std::get_if<warnings::ServiceMissing>(&reading->notes.at(0));
  ASSERT_NE(note, nullptr);
  EXPECT_EQ(note->kind, warnings::ServiceMissing::Kind::kDrainingEcsService);
}

TEST_F(EcsTest, AfterAFailedRolloutTheCompletedDeploymentIsWhatRuns) {
  Services(1);
  const auto services = [](const std::string& older) {
    return R"({"services": [{"serviceName": "s00", "status": "ACTIVE", "taskDefinition": "t/8",
      "deployments": [{"status": "PRIMARY", "taskDefinition": "t/8", "rolloutState": "FAILED",
                       "rolloutStateReason": "tasks failed to start"})" +
           older + R"(]}], "failures": []})";
  };
  aws_.fakes.http.Answer(
      200, services(R"(, {"status": "ACTIVE", "taskDefinition": "t/6", "rolloutState": "FAILED"},
                       {"status": "ACTIVE", "taskDefinition": "t/7", "rolloutState": "COMPLETED"},
                       {"status": "INACTIVE", "taskDefinition": "t/5",
                        "rolloutState": "COMPLETED"})"));
  aws_.fakes.http.Answer(200, DefinitionAnswer("t/7", "r/x:old"));
  Result<LiveReading> reading = Read();
  ASSERT_TRUE(reading.ok()) << Refusal();
  EXPECT_THAT(reading->tags, ElementsAre(Pair("s00", "old")));
  const auto* failed = std::get_if<warnings::RolloutFailed>(&reading->notes.at(0));
  ASSERT_NE(failed, nullptr);
  EXPECT_EQ(failed->revision, "8");
  EXPECT_EQ(failed->running, "7");
  EXPECT_EQ(failed->reason, "tasks failed to start");

  aws_.fakes.http.Answer(200, services(""));
  aws_.fakes.http.Answer(200, DefinitionAnswer("t/8", "r/x:wished"));
  reading = Read();
  ASSERT_TRUE(reading.ok()) << Refusal();
  EXPECT_THAT(reading->tags, ElementsAre(Pair("s00", "wished")));
  failed = std::get_if<warnings::RolloutFailed>(&reading->notes.at(0));
  ASSERT_NE(failed, nullptr);
  EXPECT_EQ(failed->running, "");
}

TEST_F(EcsTest, OnlyWhatIsMissingIsNotLive) {
  Services(1);
  aws_.fakes.http.Answer(
      200, R"({"failures": [{"arn": "x/s00", "reason": "MISSING"}], "services": []})");
  Result<LiveReading> reading = Read();
  ASSERT_TRUE(reading.ok());
  EXPECT_THAT(reading->tags, IsEmpty());
  ASSERT_EQ(reading->notes.size(), 1U);
  EXPECT_EQ(CodeOf(reading->notes.front()), "service_missing");
  aws_.fakes.http.Answer(200,
                         R"({"failures": [{"arn": "x/s00", "reason": "ACCESS"}], "services": []})");
  EXPECT_THAT(Refusal(), HasSubstr("s00: ACCESS"));
  for (const char* answer :
       {R"({"services": [], "failures": []})", R"({"services": [{}]})", "{}"}) {
    aws_.fakes.http.Answer(200, answer);
    EXPECT_THAT(Refusal(), HasSubstr("s00: the answer ")) << answer;
  }
}

TEST_F(EcsTest, FailuresNameServicesRegionAndWhoAsked) {
  Services(7);
  aws_.fakes.http.Answer(400, R"({"__type": "ExpiredTokenException", "message": "expired"})");
  const std::string refusal = Refusal();
  EXPECT_EQ(
      refusal,
      "ECS DescribeServices for s00, s01, s02, s03, s04 and 2 more failed in region eu-west-1 "
      "with the environment variables|ExpiredTokenException: expired|The credentials have "
      "expired. Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN anew, or "
      "unset them to use a profile.");
  EXPECT_THAT(refusal, ::testing::Not(HasSubstr("hidden")));
}

}  // namespace
}  // namespace deltaplan::planner
