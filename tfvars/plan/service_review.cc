#include "tfvars/plan/service_review.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "tfvars/plan/quiet_changes.h"
#include "tfvars/plan/resource_roles.h"

namespace deltaplan::tfvars {
namespace {

bool Rolls(PlanAction action, const std::vector<AttributeChange>& attributes) {
  switch (action) {
    case PlanAction::kCreate:
    case PlanAction::kReplace:
    case PlanAction::kUnknown:
      return true;
    case PlanAction::kUpdate:
      return !std::ranges::all_of(attributes, [](const AttributeChange& attribute) {
        return IsNothing(attribute) || IsBesidesVersion(attribute.path);
      });
    case PlanAction::kNoOp:
    case PlanAction::kRead:
    case PlanAction::kDelete:
    case PlanAction::kForget:
      break;
  }
  return false;
}

bool IsThereAfter(PlanAction action) {
  return action != PlanAction::kDelete && action != PlanAction::kForget;
}

}  // namespace

void ServiceReviewer::Add(const ResourceChange& change,
                          const std::vector<AttributeChange>& attributes,
                          const std::vector<std::size_t>& owners) {
  if (change.deposed) return;
  const bool rolls = Rolls(change.action, attributes);
  const std::string& type = change.address.resource.resource.type;
  const bool runs = RunsImage(type);
  for (const std::size_t owner : owners) {
    Seen& seen = seen_[owner];
    seen.rolled = seen.rolled || rolls;
    if (!runs) continue;
    seen.runner_rolled = seen.runner_rolled || rolls;
    if (!rolls) seen.runners.push_back(Print(change.address));
  }
  if (!IsThereAfter(change.action)) return;
  const auto add = [&](std::size_t service, const TagSigns& signs) {
    Seen& seen = seen_[service];
    if (signs.HaveOther() && !seen.keeps) seen.keeps = Print(change.address);
    seen.signs.Add(signs);
  };
  for (const std::size_t owner : owners) {
    if (services_[owner].tag) add(owner, SignsOf(change, attributes, services_[owner], known_));
  }
  // What a target refers to comes along without being one.
  if (!owners.empty() || !rolls || !IsDefinition(type)) return;
  for (std::size_t i = 0; i < services_.size(); ++i) {
    if (!services_[i].tag) continue;
    const TagSigns signs = SignsOf(change, attributes, services_[i], known_);
    if (signs.by_name.have_tag || signs.by_name.have_other) add(i, signs);
  }
}

bool ServiceReviewer::ChangesImage(std::size_t service) const {
  const TagSigns& signs = seen_[service].signs;
  if (services_[service].live_tag == services_[service].tag) {
    return signs.gets_tag || signs.hides_image;
  }
  return signs.BringTag();
}

std::vector<Finding> ServiceReviewer::Finish() const {
  std::vector<Finding> all;
  for (std::size_t i = 0; i < services_.size(); ++i) {
    const IntendedService& service = services_[i];
    if (!service.deploys || allow_unchanged_.contains(service.name)) continue;
    const auto add = [&](FindingKind kind, std::optional<std::string> address = std::nullopt) {
      all.push_back({.kind = std::move(kind),
                     .address = std::move(address),
                     .change = std::nullopt,
                     .services = {service.name}});
    };
    const Seen& seen = seen_[i];
    if (service.targets.empty()) {
      add(findings::ServiceWithoutAddress{});
    } else if (!seen.rolled) {
      add(findings::ServiceUnchanged{});
    } else if (!seen.runners.empty() && !seen.runner_rolled) {
      add(findings::ServiceUnchanged{.runners = seen.runners}, seen.runners.front());
    } else if (service.tag && service.tag != service.live_tag && !seen.signs.BringTag()) {
      add(findings::ServiceWithoutNewTag{.tag = *service.tag}, seen.keeps);
    }
  }
  return all;
}

}  // namespace deltaplan::tfvars
