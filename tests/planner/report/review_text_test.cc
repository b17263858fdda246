#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "planner/report/review.h"

namespace deltaplan::planner {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

void AddNote(tfvars::FindingCode code, tfvars::PlanAction action, const std::string& message,
             tfvars::PlanReview& review) {
  const std::string address = "aws_x.y[" + std::to_string(review.changes.size()) + "]";
  tfvars::ReviewedChange& change = review.changes.emplace_back();
  change.printed = address;
  change.action = action;
  review.findings.push_back({.code = code,
                             .address = address,
                             .change = review.changes.size() - 1,
                             .services = {},
                             .message = message});
}

std::string TextOf(const tfvars::PlanReview& review, bool verbose = false) {
  return ReviewText(review, {.environment = "prod", .head_commit = {}, .head_tag = "abc1234"},
                    {.color = false, .width = 80, .verbose = verbose});
}

TEST(ReviewText, ManyNotesOfOneKindAreOneEntry) {
  tfvars::PlanReview review;
  for (int i = 0; i < 6; ++i) {
    AddNote(tfvars::FindingCode::kOutsideAsAllowed, tfvars::PlanAction::kCreate, "New.", review);
    AddNote(tfvars::FindingCode::kOutsideAsAllowed, tfvars::PlanAction::kUpdate,
            "Other " + std::to_string(i) + ".", review);
  }
  const std::string text = TextOf(review);
  EXPECT_THAT(text, HasSubstr("Notes\n"
                              "  6 resources  create\n"
                              "    outside_as_allowed: aws_x.y[0], aws_x.y[2], aws_x.y[4], "
                              "aws_x.y[6],\n"
                              "    aws_x.y[8] and 1 more (-v lists each). Each: New.\n"
                              "  6 resources  update\n"
                              "    outside_as_allowed: aws_x.y[1], aws_x.y[3], aws_x.y[5], "
                              "aws_x.y[7],\n"
                              "    aws_x.y[9] and 1 more (-v lists each). The first: Other 0.\n"));
  EXPECT_THAT(TextOf(review, true), AllOf(HasSubstr("aws_x.y[10]  create\n"), HasSubstr("Other 5."),
                                          Not(HasSubstr("more"))));
}

// Whoever answers with a `y` has to have seen each.
TEST(ReviewText, WhatIsDestroyedIsNeverFolded) {
  tfvars::PlanReview review;
  for (int i = 0; i < 40; ++i) {
    AddNote(tfvars::FindingCode::kDestroyedAsAllowed, tfvars::PlanAction::kReplace, "A.", review);
    AddNote(tfvars::FindingCode::kDestroyedAsAllowed, tfvars::PlanAction::kDelete, "B.", review);
    AddNote(tfvars::FindingCode::kDeletedInsideThePlan, tfvars::PlanAction::kDelete, "C.", review);
    AddNote(tfvars::FindingCode::kOutsideAsAllowed, tfvars::PlanAction::kReplace, "D.", review);
  }
  const std::string text = TextOf(review);
  for (std::size_t i = 0; i < review.changes.size(); ++i) {
    EXPECT_THAT(text, HasSubstr("  aws_x.y[" + std::to_string(i) + "]  "));
  }
  EXPECT_THAT(text, Not(HasSubstr("-v lists each")));
  EXPECT_LT(text.find("B."), text.find("A.")) << "what is gone for good comes first";
}

TEST(ReviewText, WhatElseIsSaidOfOneOfManyStaysItsOwn) {
  tfvars::PlanReview review;
  for (int i = 0; i < 6; ++i) {
    AddNote(tfvars::FindingCode::kMoved, tfvars::PlanAction::kUpdate, "It moves.", review);
  }
  review.findings.push_back({.code = tfvars::FindingCode::kImported,
                             .address = "aws_x.y[3]",
                             .change = 3,
                             .services = {},
                             .message = "Taken."});
  EXPECT_THAT(TextOf(review), AllOf(HasSubstr("  6 resources  update\n    moved: "),
                                    HasSubstr("  aws_x.y[3]  update\n    imported: Taken.\n")));
}

TEST(ReviewText, ServicesAndTargetsAreCountedByTheirNames) {
  tfvars::PlanReview review;
  for (int i = 0; i < 7; ++i) {
    const std::string number = std::to_string(i);
    review.findings.push_back({.code = tfvars::FindingCode::kLiveNotCompared,
                               .address = {},
                               .change = {},
                               .services = {"api-" + number},
                               .message = number});
    review.findings.push_back({.code = tfvars::FindingCode::kTargetUntouched,
                               .address = "module.x[" + number + "]",
                               .change = {},
                               .services = {},
                               .message = "Nothing.",
                               .root = "roots/1"});
  }
  EXPECT_THAT(TextOf(review), AllOf(HasSubstr("  7 services\n    live_not_compared: api-0, "),
                                    HasSubstr("  7 targets\n    target_untouched: module.x[0] in "
                                              "roots/1, ")));
}

TEST(ReviewText, RefusalsAreNeverFolded) {
  tfvars::PlanReview review;
  for (int i = 0; i < 30; ++i) {
    AddNote(tfvars::FindingCode::kOutsideThePlan, tfvars::PlanAction::kUpdate, "No.", review);
  }
  const std::string text = TextOf(review);
  for (const auto& change : review.changes)
    EXPECT_THAT(text, HasSubstr(change.printed + "  update"));
  EXPECT_THAT(text, EndsWith("Refused: 30 findings.\n"));
}

}  // namespace
}  // namespace deltaplan::planner
