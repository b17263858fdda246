// Whom a request asks.
#include "planner/live/read_live.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/fake_ports.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

// api and web, whose tag map says what they run, and which no live source is named for.
class ReadLiveTest : public ::testing::Test {
 protected:
  ReadLiveTest() {
    environment_.name = "prod";
    environment_.image_tags.emplace().file = "tags.auto.tfvars.json";
    fakes_.files.texts["/repo/tags.auto.tfvars.json"] =
        R"({"image_tags": {"api": "1", "web": "2"}})";
    for (const char* const name : {"api", "web"}) {
      Service& service = services_.emplace_back();
      service.name = service.image = name;
    }
  }

  LiveSourceEntry SavedAnswer() {
    fakes_.files.texts["/live.json"] =
        R"({"taskDefinition": {"taskDefinitionArn": "arn:task-definition/api:7", "family": "api",
            "containerDefinitions": [{"name": "api", "image": "r/api:9"}]}})";
    return {.pointer = "/", .from = "file", .texts = {{"file", "/live.json"}}};
  }

  LiveAnswer Read(LiveScope scope) {
    LiveRequest request;
    request.scope = scope;
    const Ports ports = fakes_.ports();
    Result<LiveAnswer> answer = ReadLive(ports, request, {}, &environment_, "/repo", services_, {});
    EXPECT_TRUE(answer) << answer.error().message;
    return answer ? *std::move(answer) : LiveAnswer();
  }
  std::vector<std::string> Asked(LiveScope scope) {
    std::vector<std::string> sources;
    for (const SourceReading& reading : Read(scope).readings) sources.push_back(reading.source);
    return sources;
  }

  testing::FakePorts fakes_;
  EnvironmentEntry environment_;
  std::vector<Service> services_;
};

TEST_F(ReadLiveTest, ADecisionRestsOnWhatTheEnvironmentNames) {
  EXPECT_THAT(Asked(LiveScope::kDecision), IsEmpty());
  environment_.live = {{.pointer = "/", .from = "image_tags"}};
  EXPECT_THAT(Asked(LiveScope::kDecision), ElementsAre("image_tags"));
}

TEST_F(ReadLiveTest, WhoComparesAsksTheTagMapToo) {
  EXPECT_THAT(Asked(LiveScope::kAll), ElementsAre("image_tags"));
  environment_.live = {SavedAnswer()};
  services_.pop_back();
  EXPECT_THAT(Asked(LiveScope::kAll), ElementsAre("file", "image_tags"));
  environment_.live.push_back({.pointer = "/", .from = "image_tags"});
  EXPECT_THAT(Asked(LiveScope::kAll), ElementsAre("file", "image_tags")) << "once";
}

TEST_F(ReadLiveTest, AServiceWithSourcesOfItsOwnIsAskedOfThoseAlone) {
  EnvironmentEntry own = environment_;
  own.live = {SavedAnswer()};
  environment_.exceptions.push_back(
      {.pointer = {}, .service = "api", .environment = std::move(own), .has_own_live = true});
  const LiveAnswer answer = Read(LiveScope::kAll);
  ASSERT_EQ(answer.readings.size(), 2U);
  EXPECT_EQ(answer.readings[0].source, "image_tags");
  EXPECT_THAT(answer.readings[0].services, ElementsAre("web"));
  EXPECT_EQ(answer.readings[1].source, "file");
  EXPECT_THAT(answer.readings[1].services, ElementsAre("api"));
  EXPECT_EQ(answer.tags.at("api").tag, "9");
  EXPECT_EQ(answer.tags.at("web").tag, "2");
}

}  // namespace
}  // namespace deltaplan::planner
