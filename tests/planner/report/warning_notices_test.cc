#include "planner/report/warning_notices.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "planner/report/messages.h"
#include "planner/report/plan_json.h"
#include "planner/report/plan_markdown.h"
#include "planner/report/plan_page.h"
#include "planner/report/plan_text.h"
#include "planner/report/warning_words.h"
#include "tests/planner/report/sample_plans.h"

namespace deltaplan::planner {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

Warning Disagreement(std::string service, graph::Relation relation, std::uint64_t commits) {
  return warnings::LiveSourcesDisagree{
      .service = std::move(service),
      .deciding_source = "ecs",
      .deciding_tag = "9f1c2ab",
      .other_source = "image_tags",
      .other_tag = "1a2b3c4",
      .relation = graph::HeadRelation{.relation = relation, .commits = commits}};
}

// `count` services, of which the last would go back furthest.
Warnings Disagreements(std::size_t count) {
  Warnings warnings;
  for (std::size_t i = 0; i < count; ++i) {
    warnings.push_back(
        Disagreement("service-" + std::to_string(i), graph::Relation::kBehind, 10 + i));
  }
  return warnings;
}

TEST(WarningNotices, AFewOfOneCodeAreShownOneByOne) {
  const Warnings warnings = Disagreements(kMostOfOneCode);
  ASSERT_EQ(ShownWarnings(warnings, false).size(), kMostOfOneCode);
  EXPECT_EQ(ShownWarnings(warnings, false)[1].message, WarningMessage(warnings[1]));
}

TEST(WarningNotices, ManyOfOneCodeAreOneThatNamesTheWorstFirst) {
  Warnings warnings = Disagreements(8);
  warnings.insert(warnings.begin(), warnings::ServiceParked{.service = "first"});
  warnings.push_back(warnings::ReplaceRefs());
  const std::vector<WarningNotice> notices = ShownWarnings(warnings, false);
  ASSERT_EQ(notices.size(), 3U);
  EXPECT_EQ(notices[1].message,
            "Live sources disagree about 8 services: service-7, service-6, service-5, service-4, "
            "service-3 and 3 more (-v lists each). The first: Live sources disagree about "
            "service-7: ecs says 9f1c2ab, image_tags says 1a2b3c4. An untargeted apply from "
            "image_tags would roll it back 17 commits.");
  ASSERT_EQ(notices[1].folded.size(), 8U);
  EXPECT_EQ(notices[1].folded.front(), &warnings[8]);
  EXPECT_THAT(notices[2].message, HasSubstr("refs/replace/"));
}

TEST(WarningNotices, VerboseListsEachWhole) {
  const Warnings warnings = Disagreements(400);
  EXPECT_EQ(ShownWarnings(warnings, true).size(), 400U);
  warnings::PushedCountsAsLive pushed;
  for (int i = 0; i < 400; ++i) pushed.services.push_back("service-" + std::to_string(i));
  EXPECT_THAT(ShownWarnings(Warnings{pushed}, true).front().message,
              AllOf(HasSubstr("service-399"), Not(HasSubstr(" more"))));
  EXPECT_THAT(ShownWarnings(Warnings{pushed}, false).front().message,
              AllOf(HasSubstr("service-19 and 380 more"), HasSubstr("\n(-v lists each.)")));
}

// What goes back comes before what nobody knows, that before what is only further.
TEST(WarningNotices, WhatAnApplyWouldTakeBackComesFirst) {
  Warnings warnings{Disagreement("further", graph::Relation::kAhead, 9),
                    Disagreement("unknown", graph::Relation::kUnknown, 0),
                    Disagreement("back", graph::Relation::kBehind, 1),
                    Disagreement("a", graph::Relation::kAhead, 1),
                    Disagreement("b", graph::Relation::kAhead, 1),
                    Disagreement("c", graph::Relation::kAhead, 1)};
  EXPECT_THAT(ShownWarnings(warnings, false).front().message,
              HasSubstr("6 services: back, unknown, further, a, b and 1 more (-v lists each)"));
}

TEST(WarningNotices, OfAPlanWhatDeploysComesFirst) {
  Plan plan = testing::LargePlan(10, 0, 0);
  plan.services[8].decision = Decision::kDeploy;
  for (const PlannedService& service : plan.services) {
    plan.warnings.push_back(
        warnings::ServiceWithoutTarget{.service = service.name, .without_it = {}});
  }
  EXPECT_THAT(WarningNotices(plan, kEachInPlan).front().message,
              HasSubstr("10 services have no Terraform address: service-0008, service-0000, "));
}

// One thing that is warned of several times is no crowd.
TEST(WarningNotices, CountsWhatTheyAreAbout) {
  Warnings warnings;
  for (int i = 0; i < 9; ++i) {
    warnings.push_back(warnings::TargetIgnoresImage{.service = "api",
                                                    .address = "aws_x.y[" + std::to_string(i) + "]",
                                                    .declared = {"main.tf", 1},
                                                    .arguments = {"image"}});
  }
  EXPECT_EQ(ShownWarnings(warnings, false).size(), 9U);
}

// A warning about one service may be there for every service.
template <typename... Kinds>
void ExpectFolded(const std::variant<Kinds...>&) {
  const auto expect = []<typename Kind>(Kind) {
    if constexpr (requires(Kind kind) { kind.service = ""; }) {
      Warnings warnings;
      for (std::size_t i = 0; i <= kMostOfOneCode; ++i) {
        Kind kind{};
        kind.service = "service-" + std::to_string(i);
        warnings.push_back(kind);
      }
      const std::vector<WarningNotice> notices = ShownWarnings(warnings, false);
      ASSERT_EQ(notices.size(), 1U) << Kind::kCode;
      // One sentence that names stand behind.
      const std::string sentence =
          notices.front().message.substr(0, notices.front().message.find(": service-0, "));
      EXPECT_THAT(sentence, AllOf(HasSubstr("6 services"), Not(HasSubstr(":"))));
    }
  };
  (expect(Kinds{}), ...);
}

TEST(WarningNotices, EachKindAboutOneServiceCanBeFolded) { ExpectFolded(WarningKinds{}); }

TEST(WarningNotices, CrowdsBuryNoFormatForPeopleAndJsonHasEach) {
  Plan plan = testing::LargePlan(500, 30, 3);
  plan.warnings = Disagreements(400);
  const std::string text = PlanText(plan, {.color = false, .width = 80, .verbose = false});
  EXPECT_THAT(text, AllOf(HasSubstr("Warning: Live sources disagree about 400 services: "),
                          Not(HasSubstr("service-200"))));
  const std::string markdown = PlanMarkdown(plan);
  EXPECT_THAT(markdown, AllOf(HasSubstr("about 400 services"), HasSubstr("400 warnings"),
                              HasSubstr("json has each"), Not(HasSubstr("about service-200"))));
  const std::string page = PlanPage(&plan, testing::LargeInputs(500, 1));
  EXPECT_THAT(page, AllOf(HasSubstr("about 400 services"),
                          HasSubstr("<details><summary>Each of these 400 warnings</summary>"),
                          HasSubstr("<li>Live sources disagree about service-200:")));
  EXPECT_THAT(WarningLines(plan.warnings, false), Not(HasSubstr("service-200")));
  EXPECT_THAT(WarningLines(plan.warnings, true), HasSubstr("service-200"));
  EXPECT_THAT(PlanJson(plan), HasSubstr("Live sources disagree about service-200:"));
}

}  // namespace
}  // namespace deltaplan::planner
