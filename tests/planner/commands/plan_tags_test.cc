#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <string>

#include "planner/commands/commands.h"
#include "planner/report/messages.h"
#include "planner/text/digest.h"
#include "tests/support/fake_world.h"

namespace deltaplan::planner {
namespace {

using ::testing::AllOf;
using testing::FakeObjects;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kMapOfWeb = "/repo/web.auto.tfvars.json";

constexpr const char* kMap = "/repo/tags.auto.tfvars.json";

// api and web, each with a tag map of its own; a program says what is live.
class PlanTagsTest : public ::testing::Test {
 protected:
  PlanTagsTest() {
    world_.Configure(R"({
      "version": 1, "services": ["services/*"],
      "environments": {"prod": {
        "live": [{"from": "command", "command": ["live"]}],
        "image_tags": {"file": "tags.auto.tfvars.json"},
        "terraform": {"dir": "infra", "targets": ["aws_ecs_service.{service}"]},
        "services": {"web": {"image_tags": {"file": "web.auto.tfvars.json",
                                            "variable": "web_tags"}}}}}})");
    const std::string first = FakeObjects::ShortSha(
        world_.objects.Commit({{"services/api/a", "1"}, {"services/web/a", "1"}}));
    world_.objects.Commit({{"services/api/a", "2"}, {"services/web/a", "1"}});
    world_.files.texts[kMap] = R"({"image_tags": {"api": "old"}})";
    world_.files.texts[kMapOfWeb] = R"({"web_tags": {"web": "old", "elsewhere": "before"}})";
    live_ = R"({"api": ")" + first + R"(", "web": ")" + first + R"("})";
    world_.commands.act = [this](const CommandLine&) { return WhatIsLive(); };
  }

  CommandOutput WhatIsLive() const { return {.exit_code = 0, .output = live_, .errors = {}}; }

  // What a plan writes, by the name of the file.
  std::map<std::string, std::string> Plan() {
    Options options;
    options.command = Command::kPlan;
    options.out = "/plan";
    const Result<Answer> answer = RunCommand(options, world_.ports());
    EXPECT_TRUE(answer) << ErrorText(answer.error());
    std::map<std::string, std::string> written;
    for (const OutputFile& file : world_.files.written["/plan"]) written[file.name] = file.content;
    return written;
  }

  testing::FakeWorld world_;
  std::string live_;
};

TEST_F(PlanTagsTest, TerraformIsGivenTheMapsThatThePlanHasTheDigestsOf) {
  const std::string before = world_.files.texts[kMapOfWeb];
  world_.commands.act = [this](const CommandLine&) {
    world_.files.texts[kMapOfWeb] = R"({"web_tags": {"web": "old", "elsewhere": "meanwhile"}})";
    return WhatIsLive();
  };
  const auto written = Plan();
  EXPECT_THAT(written.at("plan.json"), HasSubstr(Sha256Digest(before)));
  EXPECT_THAT(written.at("image_tags.auto.tfvars.json"),
              AllOf(HasSubstr("before"), Not(HasSubstr("meanwhile"))));
}

TEST_F(PlanTagsTest, AMapThatCouldNotBeReadIsNotTakenForOneThatIsNotThere) {
  world_.files.texts[kMapOfWeb] = "{";
  world_.commands.act = [this](const CommandLine&) {
    world_.files.texts.erase(kMapOfWeb);
    return WhatIsLive();
  };
  const auto written = Plan();
  EXPECT_FALSE(written.contains("image_tags.auto.tfvars.json"));
  EXPECT_THAT(written.at("plan.json"),
              HasSubstr("the tags of web.auto.tfvars.json can't be given as variables: line 1:"));
}

TEST_F(PlanTagsTest, AnOnlyMapThatCanNotBeReadIsNotMadeAnewWithoutWhatItAloneKnows) {
  world_.Configure(R"({
    "version": 1, "services": ["services/*"],
    "environments": {"prod": {
      "live": [{"from": "command", "command": ["live"]}],
      "image_tags": {"file": "tags.auto.tfvars.json"},
      "terraform": {"dir": "infra", "targets": ["aws_ecs_service.{service}"]}}}})");
  world_.objects.Commit({{"services/api/a", "2"}, {"services/web/a", "1"}});
  world_.files.texts[kMap] = R"({"image_tags": {"api": "old", "elsewhere": "before"}})";
  EXPECT_THAT(Plan().at("image_tags.auto.tfvars.json"), HasSubstr("before"));
  world_.files.written.clear();
  world_.files.texts[kMap] = R"({"image_tags": {"api": "old", "elsewhere": "before"})";
  const auto written = Plan();
  EXPECT_FALSE(written.contains("image_tags.auto.tfvars.json"));
  EXPECT_THAT(written.at("plan.json"),
              HasSubstr("the tags of tags.auto.tfvars.json can't be given as variables: line 1:"));
}

TEST_F(PlanTagsTest, AMapThatIsNotThereYetIsMade) {
  world_.files.texts.erase(kMapOfWeb);
  EXPECT_THAT(Plan().at("image_tags.auto.tfvars.json"), HasSubstr("web_tags"));
}

}  // namespace
}  // namespace deltaplan::planner
