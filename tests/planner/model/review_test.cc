#include "planner/model/review.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

namespace deltaplan::planner {
namespace {

tfvars::PlanReview ReviewOf(const char* address, tfvars::FindingKind kind,
                            std::optional<bool> complete) {
  tfvars::PlanReview review;
  review.plan.format_version = "1.2";
  review.plan.complete = complete;
  tfvars::ReviewedChange change;
  change.printed = address;
  review.changes.push_back(change);
  review.drift.push_back(change);
  review.folded_drift = 2;
  review.findings.push_back({.kind = std::move(kind), .address = address, .change = 0});
  return review;
}

const tfvars::FindingKind kMoved = tfvars::findings::Moved{.from = "x.old"};

TEST(ReviewTest, Scenario57FindingsPointAtTheirChangesInTheirRoots) {
  Review all;
  all.Add("roots/0", ReviewOf("x.a", kMoved, true));
  all.Add("roots/1", ReviewOf("x.b", tfvars::findings::OutsideThePlan{}, false));
  ASSERT_EQ(all.changes.size(), 2U);
  EXPECT_EQ(all.changes[1].root, "roots/1");
  EXPECT_EQ(all.drift[1].root, "roots/1");
  EXPECT_EQ(all.folded_drift, 4U);
  ASSERT_EQ(all.findings.size(), 2U);
  EXPECT_EQ(CodeOf(all.findings[0].kind), "outside_the_plan") << "refusals first";
  EXPECT_EQ(all.findings[0].change, 1U);
  EXPECT_EQ(all.findings[0].root, "roots/1");
  EXPECT_EQ(all.findings[1].change, 0U);
  EXPECT_EQ(std::get<tfvars::findings::Moved>(all.findings[1].kind).from, "x.old");
  EXPECT_EQ(all.refusal_count(), 1U);
}

TEST(ReviewTest, ThePlansAreCompleteWhenAllAreAndErroredWhenOneIs) {
  Review all;
  tfvars::PlanReview broken = ReviewOf("x.a", kMoved, std::nullopt);
  broken.plan.errored = true;
  broken.plan.applyable = false;
  tfvars::PlanReview whole = ReviewOf("x.b", kMoved, true);
  whole.plan.applyable = true;
  all.Add("roots/0", std::move(broken));
  all.Add("roots/1", std::move(whole));
  EXPECT_TRUE(all.plan.errored);
  EXPECT_EQ(all.plan.complete, true);
  EXPECT_EQ(all.plan.applyable, true);
  all.Add("roots/2", ReviewOf("x.c", kMoved, false));
  EXPECT_EQ(all.plan.complete, false);
}

TEST(ReviewTest, WhatIsFoundOfOurPlanStandsAmongWhatIsFoundOfTerraforms) {
  Review all;
  all.Add({.kind = findings::HeadNotCompared{}});
  all.Add({.kind = findings::HeadDiffers{}});
  all.Add(std::nullopt, ReviewOf("x.a", tfvars::findings::PlanErrored{}, true));
  std::vector<std::string> codes;
  for (const Finding& finding : all.findings) codes.emplace_back(CodeOf(finding.kind));
  EXPECT_EQ(codes, (std::vector<std::string>{"head_differs", "plan_errored", "head_not_compared"}));
}

template <typename Kinds, std::size_t... kIndices>
std::vector<bool> RefusesEach(std::index_sequence<kIndices...>) {
  return {std::variant_alternative_t<kIndices, Kinds>::kRefuses...};
}

template <typename Kinds>
std::vector<bool> RefusesEach() {
  return RefusesEach<Kinds>(std::make_index_sequence<std::variant_size_v<Kinds>>());
}

TEST(ReviewTest, RefusalsStandBeforeNotes) {
  for (const std::vector<bool>& refuses :
       {RefusesEach<FindingKinds>(), RefusesEach<tfvars::FindingKinds>()}) {
    EXPECT_TRUE(std::ranges::is_partitioned(refuses, [](bool each) { return each; }));
  }
}

}  // namespace
}  // namespace deltaplan::planner
