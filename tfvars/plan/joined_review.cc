#include "tfvars/plan/joined_review.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <utility>

namespace deltaplan::tfvars {
namespace {

// What both say, put together; what one does not say the other does.
template <typename Both>
std::optional<bool> Together(std::optional<bool> first, std::optional<bool> second, Both both) {
  if (first && second) return both(*first, *second);
  return first ? first : second;
}

}  // namespace

void Join(const std::string& root, PlanReview review, PlanReview& all) {
  TerraformPlan& plan = all.plan;
  if (plan.format_version.empty()) {
    plan = std::move(review.plan);
  } else {
    plan.errored = plan.errored || review.plan.errored;
    plan.complete = Together(plan.complete, review.plan.complete, std::logical_and<bool>());
    plan.applyable = Together(plan.applyable, review.plan.applyable, std::logical_or<bool>());
    plan.deferred_count += review.plan.deferred_count;
  }
  const std::size_t offset = all.changes.size();
  for (ReviewedChange& change : review.changes) {
    change.root = root;
    all.changes.push_back(std::move(change));
  }
  for (ReviewedChange& change : review.drift) {
    change.root = root;
    all.drift.push_back(std::move(change));
  }
  all.folded_drift += review.folded_drift;
  for (Finding& finding : review.findings) {
    finding.root = root;
    if (finding.change) *finding.change += offset;
    all.Add(std::move(finding));
  }
}

}  // namespace deltaplan::tfvars
