#include "tfvars/plan/service_review.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "tfvars/plan/quiet_changes.h"
#include "tfvars/plan/resource_roles.h"
#include "tfvars/text/wording.h"

namespace deltaplan::tfvars {
namespace {

// What changes without another version of the service.
bool IsBesides(const AttributeChange& attribute) {
  constexpr std::string_view kBesides[] = {"desired_count", "tags", "tags_all"};
  return IsNothing(attribute) || std::ranges::any_of(kBesides, [&](std::string_view besides) {
           return LiesIn(attribute.path, besides);
         });
}

bool Rolls(PlanAction action, const std::vector<AttributeChange>& attributes) {
  switch (action) {
    case PlanAction::kCreate:
    case PlanAction::kReplace:
    case PlanAction::kUnknown:
      return true;
    case PlanAction::kUpdate:
      return !std::ranges::all_of(
          attributes, [](const AttributeChange& attribute) { return IsBesides(attribute); });
    case PlanAction::kNoOp:
    case PlanAction::kRead:
    case PlanAction::kDelete:
    case PlanAction::kForget:
      break;
  }
  return false;
}

}  // namespace

void ServiceReviewer::Add(const ResourceChange& change,
                          const std::vector<AttributeChange>& attributes,
                          const std::vector<std::size_t>& owners) {
  if (change.deposed) return;
  const bool rolls = Rolls(change.action, attributes);
  const bool runs = RunsImage(change.address.resource.resource.type);
  for (const std::size_t owner : owners) {
    Seen& seen = seen_[owner];
    seen.rolled = seen.rolled || rolls;
    if (!runs) continue;
    seen.runner_rolled = seen.runner_rolled || rolls;
    if (!rolls) seen.runners.push_back(Print(change.address));
  }
}

std::vector<Finding> ServiceReviewer::Finish() const {
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < services_.size(); ++i) {
    const IntendedService& service = services_[i];
    if (!service.deploys || allow_unchanged_.contains(service.name)) continue;
    const auto add = [&](FindingCode code, std::optional<std::string> address,
                         std::string message) {
      findings.push_back({.code = code,
                          .address = std::move(address),
                          .change = std::nullopt,
                          .services = {service.name},
                          .message = std::move(message)});
    };
    const Seen& seen = seen_[i];
    if (service.targets.empty()) {
      add(FindingCode::kServiceWithoutAddress, std::nullopt,
          service.name + " is to be deployed, and the plan has no address that rolls it.");
    } else if (!seen.rolled) {
      add(FindingCode::kServiceUnchanged, std::nullopt,
          service.name + " is to be deployed, and nothing at its addresses gets another version.");
    } else if (!seen.runners.empty() && !seen.runner_rolled) {
      add(FindingCode::kServiceUnchanged, seen.runners.front(),
          service.name + " is to be deployed, and what runs it stays as it is: " +
              JoinedForReading(seen.runners, ", ") + ".");
    }
  }
  return findings;
}

}  // namespace deltaplan::tfvars
