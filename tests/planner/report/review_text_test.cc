#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <utility>

#include "planner/report/review.h"

namespace deltaplan::planner {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

namespace t = tfvars::findings;

void AddNote(FindingKind kind, tfvars::PlanAction action, Review& review) {
  const std::string address = "aws_x.y[" + std::to_string(review.changes.size()) + "]";
  tfvars::ReviewedChange& change = review.changes.emplace_back();
  change.printed = address;
  change.action = action;
  review.findings.push_back(
      {.kind = std::move(kind), .address = address, .change = review.changes.size() - 1});
}

std::string TextOf(const Review& review, bool verbose = false) {
  return ReviewText(review, {.environment = "prod", .head_commit = {}, .head_tag = "abc1234"},
                    {.color = false, .width = 80, .verbose = verbose});
}

TEST(ReviewText, ManyNotesOfOneKindAreOneEntry) {
  Review review;
  for (int i = 0; i < 6; ++i) {
    AddNote(t::Moved{"a"}, tfvars::PlanAction::kCreate, review);
    AddNote(t::Moved{"b" + std::to_string(i)}, tfvars::PlanAction::kUpdate, review);
  }
  const std::string text = TextOf(review);
  EXPECT_THAT(text,
              HasSubstr("Notes\n"
                        "  6 resources  create\n"
                        "    moved: aws_x.y[0], aws_x.y[2], aws_x.y[4], aws_x.y[6], aws_x.y[8] and "
                        "1 more\n"
                        "    (-v lists each). Each: In the state it moves here from a.\n"
                        "  6 resources  update\n"
                        "    moved: aws_x.y[1], aws_x.y[3], aws_x.y[5], aws_x.y[7], aws_x.y[9] and "
                        "1 more\n"
                        "    (-v lists each). The first: In the state it moves here from b0.\n"));
  EXPECT_THAT(TextOf(review, true), AllOf(HasSubstr("aws_x.y[10]  create\n"), HasSubstr("from b5."),
                                          Not(HasSubstr("more"))));
}

// Whoever answers with a `y` has to have seen each.
TEST(ReviewText, WhatIsDestroyedIsNeverFolded) {
  Review review;
  for (int i = 0; i < 40; ++i) {
    AddNote(t::DestroyedAsAllowed{.replaces = true}, tfvars::PlanAction::kReplace, review);
    AddNote(t::DestroyedAsAllowed{.replaces = false}, tfvars::PlanAction::kDelete, review);
    AddNote(t::DeletedInsideThePlan{}, tfvars::PlanAction::kDelete, review);
    AddNote(t::OutsideAsAllowed{}, tfvars::PlanAction::kReplace, review);
  }
  const std::string text = TextOf(review);
  for (std::size_t i = 0; i < review.changes.size(); ++i) {
    EXPECT_THAT(text, HasSubstr("  aws_x.y[" + std::to_string(i) + "]  "));
  }
  EXPECT_THAT(text, Not(HasSubstr("-v lists each")));
  EXPECT_LT(text.find("This deletes it"), text.find("This replaces it"))
      << "what is gone for good comes first";
}

TEST(ReviewText, WhatElseIsSaidOfOneOfManyStaysItsOwn) {
  Review review;
  for (int i = 0; i < 6; ++i) {
    AddNote(t::Moved{"a"}, tfvars::PlanAction::kUpdate, review);
  }
  review.findings.push_back({.kind = t::Imported{}, .address = "aws_x.y[3]", .change = 3});
  EXPECT_THAT(
      TextOf(review),
      AllOf(
          HasSubstr("  6 resources  update\n    moved: "),
          HasSubstr("  aws_x.y[3]  update\n    imported: It is taken into the state as it is.\n")));
}

TEST(ReviewText, ServicesAndTargetsAreCountedByTheirNames) {
  Review review;
  for (int i = 0; i < 7; ++i) {
    const std::string number = std::to_string(i);
    const std::string service = "api-" + number;
    review.findings.push_back(
        {.kind = findings::LiveNotCompared{service, "v1"}, .services = {service}});
    review.findings.push_back(
        {.kind = t::TargetUntouched{}, .address = "module.x[" + number + "]", .root = "roots/1"});
  }
  EXPECT_THAT(TextOf(review), AllOf(HasSubstr("  7 services\n    live_not_compared: api-0, "),
                                    HasSubstr("  7 targets\n    target_untouched: module.x[0] in "
                                              "roots/1, ")));
}

TEST(ReviewText, RefusalsAreNeverFolded) {
  Review review;
  for (int i = 0; i < 30; ++i) {
    AddNote(t::OutsideThePlan{}, tfvars::PlanAction::kUpdate, review);
  }
  const std::string text = TextOf(review);
  for (const auto& change : review.changes)
    EXPECT_THAT(text, HasSubstr(change.printed + "  update"));
  EXPECT_THAT(text, EndsWith("Refused: 30 findings.\n"));
}

}  // namespace
}  // namespace deltaplan::planner
