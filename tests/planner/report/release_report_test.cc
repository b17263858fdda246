#include "planner/report/release_report.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "planner/report/messages.h"
#include "planner/report/releases_document.h"

namespace deltaplan::planner {
namespace {

using Stage = RolloutStage;

ReleaseReport Report(std::vector<ServiceRollout> rollouts) {
  ReleaseReport report;
  report.environment = "prod";
  report.head_commit = "0123456789012345678901234567890123456789";
  report.rollouts = std::move(rollouts);
  return report;
}

TEST(ReleaseReportTest, WhatIsWellIsToldInALineEach) {
  ReleaseReport report = Report({{.name = "api", .stage = Stage::kSteady, .runs = "v2"},
                                 {.name = "worker", .stage = Stage::kUnwatched}});
  report.health.push_back({.name = "api",
                           .address = "https://x.example/api",
                           .is_well = true,
                           .says = "HTTP status 200"});
  EXPECT_EQ(ReleaseText(report, {}),
            "steady        api     v2\n"
            "not watched   worker\n"
            "well          api     https://x.example/api\n"
            "\n"
            "All is as it was planned.\n");
}

TEST(ReleaseReportTest, FailureNamesTheWayBackForThoseThatAreIll) {
  const ReleaseReport report = Report({{.name = "api", .stage = Stage::kSteady, .runs = "v2"},
                                       {.name = "the web",
                                        .stage = Stage::kTakenBack,
                                        .runs = "v1",
                                        .detail = "rolling back",
                                        .wanted = "v2"}});
  EXPECT_EQ(ReleaseText(report, {}),
            "steady        api      v2\n"
            "taken back    the web  v1  rolling back\n"
            "\n"
            "not live: the web runs v1, not v2\n"
            "A rollout has failed. Go back with:\n"
            "  deltaplan tags rollback --env prod 'the web'\n");
}

TEST(ReleaseReportTest, LastWordsSayWhatKindOfEndItIs) {
  const auto last = [](const ReleaseReport& report) {
    const std::string text = ReleaseText(report, {});
    return text.substr(text.find("\n\n") + 2, text.find(" Go back") - text.find("\n\n") - 2);
  };
  EXPECT_EQ(last(Report({{.name = "web", .stage = Stage::kRunsAnother, .wanted = "v2"}})),
            "not live: web runs nothing, not v2\nWhat runs is not what was planned.");
  EXPECT_EQ(last(Report({{.name = "web", .stage = Stage::kMissing}})),
            "What runs is not what was planned.");
  ReleaseReport late = Report({{.name = "web", .stage = Stage::kRolling}});
  late.timed_out = true;
  EXPECT_EQ(last(late), "The time is over, and something still rolls.");
  ReleaseReport ill = Report({{.name = "web", .stage = Stage::kSteady}});
  ill.health.push_back({.name = "web", .address = "https://x.example", .says = "HTTP status 503"});
  EXPECT_EQ(last(ill), "What was planned runs, and is not well.");
}

TEST(ReleaseReportTest, WhoAsksIsToldWhereItWasFoundOut) {
  EXPECT_EQ(ReleaseCheckText({.environment = "prod", .commit = {}}, std::nullopt),
            "Nothing of prod is AWS's, so nobody is asked who this is.\n");
  EXPECT_EQ(ReleaseCheckText({.environment = "prod", .commit = {}},
                             AwsIdentity{.account = "123456789012",
                                         .arn = "arn:aws:iam::123456789012:user/\x1b[2Ji",
                                         .region = "eu-west-1",
                                         .origin = "profile 'prod'"}),
            "  account      123456789012, profile 'prod'\n"
            "  as           arn:aws:iam::123456789012:user/\\033[2Ji\n"
            "  region       eu-west-1\n");
}

TEST(ReleaseReportTest, FailedBuildsShowTheEndOfWhatTheToolSaid) {
  EXPECT_EQ(ReleaseBuildText({}), "");
  EXPECT_EQ(ReleaseBuildMessages({}), "");
  std::string said = "first\n";
  for (int i = 0; i < 14; ++i) said += "step\r\n";
  BuiltImages made{.pushed = {"r/web:1"},
                   .failed = {{.name = "api",
                               .why = "the build failed",
                               .last = said + "::error::\x1b[2Jno\n",
                               .log = "/tmp/logs/api.log"}},
                   .not_begun = {"top"}};
  EXPECT_EQ(ReleaseBuildText(made), "Built and pushed 1 image.\n");
  std::string steps;
  for (int i = 0; i < 14; ++i) steps += "step\n";
  EXPECT_EQ(ReleaseBuildMessages(made),
            "\n--- /tmp/logs/api.log: the build failed\n" + steps + "\\072:error::\\033[2Jno\n" +
                ErrorText({.message = "no image of api, top",
                           .causes = {},
                           .remedy = "The images that were pushed stay, and are not built again: "
                                     "mend the cause and run this again."}));
}

TEST(ReleasesDocumentTest, ReadsWhatThePlanRollsAndRestarts) {
  const auto releases = ReadReleases(R"({"format_version": "1.0", "releases": [
      {"name": "api", "cluster": "c", "service": "prod-api", "family": "f", "container": "app",
       "image": "r/api:v2", "action": "roll", "after": []},
      {"name": "web", "cluster": null, "service": "web", "family": "web", "container": "web",
       "image": "r/web:v1", "action": "restart", "after": ["api"]}]})");
  ASSERT_TRUE(releases);
  ASSERT_EQ(releases->size(), 2U);
  EXPECT_EQ((*releases)[0].cluster, "c");
  EXPECT_EQ((*releases)[0].service, "prod-api");
  EXPECT_EQ((*releases)[0].container, "app");
  EXPECT_FALSE((*releases)[0].restarts);
  EXPECT_EQ((*releases)[1].cluster, std::nullopt);
  EXPECT_TRUE((*releases)[1].restarts);
  EXPECT_EQ((*releases)[1].after, std::vector<std::string>{"api"});
}

TEST(ReleasesDocumentTest, WhatIsNoneIsAnError) {
  for (const char* text : {"", "[]", "{}", R"({"format_version": "2.0", "releases": []})",
                           R"({"format_version": "1.0", "releases": {}})",
                           R"({"format_version": "1.0", "releases": [{"service": "web"}]})"}) {
    EXPECT_FALSE(ReadReleases(text)) << text;
  }
}

TEST(ReleasesDocumentTest, WhatItGoesAfterAreNames) {
  const auto said_of = [](const std::string& after) {
    const auto releases = ReadReleases(
        R"({"format_version": "1.0", "releases": [{"name": "api", "service": "api", "after": []},
            {"name": "web", "service": "web", "after": )" +
        after + "}]}");
    return releases ? "" : releases.error().message + "\n" + releases.error().remedy;
  };
  EXPECT_EQ(said_of(R"(["api"])"), "");
  EXPECT_EQ(said_of(R"(["api", 1])"),
            "/releases/1/after/1: expected a string\nMake it with: deltaplan plan --out DIR");
  EXPECT_EQ(said_of(R"("api")"),
            "/releases/1/after: expected a list\nMake it with: deltaplan plan --out DIR");
}

}  // namespace
}  // namespace deltaplan::planner
