#include "tfvars/plan/joined_review.h"

#include <gtest/gtest.h>
#include <utility>

namespace deltaplan::tfvars {
namespace {

PlanReview ReviewOf(const char* address, FindingCode code, std::optional<bool> complete) {
  PlanReview review;
  review.plan.format_version = "1.2";
  review.plan.complete = complete;
  ReviewedChange change;
  change.printed = address;
  review.changes.push_back(change);
  review.drift.push_back(change);
  review.folded_drift = 2;
  review.Add({.code = code, .address = address, .change = 0, .services = {}, .message = ""});
  return review;
}

TEST(JoinedReviewTest, Scenario57FindingsPointAtTheirChangesInTheirRoots) {
  PlanReview all;
  Join("roots/0", ReviewOf("x.a", FindingCode::kMoved, true), all);
  Join("roots/1", ReviewOf("x.b", FindingCode::kOutsideThePlan, false), all);
  ASSERT_EQ(all.changes.size(), 2U);
  EXPECT_EQ(all.changes[1].root, "roots/1");
  EXPECT_EQ(all.drift[1].root, "roots/1");
  EXPECT_EQ(all.folded_drift, 4U);
  ASSERT_EQ(all.findings.size(), 2U);
  EXPECT_EQ(all.findings[0].code, FindingCode::kOutsideThePlan) << "refusals first";
  EXPECT_EQ(all.findings[0].change, 1U);
  EXPECT_EQ(all.findings[0].root, "roots/1");
  EXPECT_EQ(all.findings[1].change, 0U);
  EXPECT_EQ(all.refusal_count(), 1U);
}

TEST(JoinedReviewTest, ThePlansAreCompleteWhenAllAreAndErroredWhenOneIs) {
  PlanReview all;
  PlanReview broken = ReviewOf("x.a", FindingCode::kMoved, std::nullopt);
  broken.plan.errored = true;
  broken.plan.applyable = false;
  PlanReview whole = ReviewOf("x.b", FindingCode::kMoved, true);
  whole.plan.applyable = true;
  Join("roots/0", std::move(broken), all);
  Join("roots/1", std::move(whole), all);
  EXPECT_TRUE(all.plan.errored);
  EXPECT_EQ(all.plan.complete, true);
  EXPECT_EQ(all.plan.applyable, true);
  Join("roots/2", ReviewOf("x.c", FindingCode::kMoved, false), all);
  EXPECT_EQ(all.plan.complete, false);
}

}  // namespace
}  // namespace deltaplan::tfvars
