#include "planner/model/review.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace deltaplan::planner {

template struct OneOf<FindingKinds>;

namespace {

// What both say, put together; what one does not say the other does.
template <typename Both>
std::optional<bool> Together(std::optional<bool> first, std::optional<bool> second, Both both) {
  if (first && second) return both(*first, *second);
  return first ? first : second;
}

FindingKind KindOf(tfvars::FindingKind kind) {
  return std::visit([](auto& each) -> FindingKind { return std::move(each); }, kind);
}

}  // namespace

std::string_view CodeOf(const FindingKind& kind) {
  return std::visit([](const auto& each) { return each.kCode; }, kind);
}

bool IsRefusal(const FindingKind& kind) {
  return std::visit([](const auto& each) { return each.kRefuses; }, kind);
}

std::size_t Review::refusal_count() const {
  return static_cast<std::size_t>(std::ranges::count_if(findings, IsRefusal, &Finding::kind));
}

void Review::Add(Finding finding) {
  const auto place = std::ranges::upper_bound(
      findings, finding.kind.index(), {}, [](const Finding& each) { return each.kind.index(); });
  findings.insert(place, std::move(finding));
}

void Review::Add(const std::optional<std::string>& root, tfvars::PlanReview review) {
  if (!is_of_a_plan()) {
    plan = std::move(review.plan);
  } else {
    plan.errored = plan.errored || review.plan.errored;
    plan.complete = Together(plan.complete, review.plan.complete, std::logical_and<bool>());
    plan.applyable = Together(plan.applyable, review.plan.applyable, std::logical_or<bool>());
    plan.deferred_count += review.plan.deferred_count;
  }
  const std::size_t offset = changes.size();
  for (tfvars::ReviewedChange& change : review.changes) {
    change.root = root;
    changes.push_back(std::move(change));
  }
  for (tfvars::ReviewedChange& change : review.drift) {
    change.root = root;
    drift.push_back(std::move(change));
  }
  folded_drift += review.folded_drift;
  for (tfvars::Finding& finding : review.findings) {
    if (finding.change) *finding.change += offset;
    Add({.kind = KindOf(std::move(finding.kind)),
         .address = std::move(finding.address),
         .change = finding.change,
         .services = std::move(finding.services),
         .root = root});
  }
}

}  // namespace deltaplan::planner
