#include "planner/report/causes.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <variant>

#include "planner/report/sentences.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

// A reason without what is this one service's own.
using CauseKey = std::pair<ReasonCode, std::string>;

bool IsOwn(const PlannedService& service, const Reason& reason) {
  return reason.code == ReasonCode::kServiceChanged && reason.input == service.path;
}

CauseKey KeyOf(const PlannedService& service, const Reason& reason) {
  switch (reason.code) {
    case ReasonCode::kServiceChanged:
      return {reason.code, IsOwn(service, reason) ? "" : reason.input.value_or("")};
    case ReasonCode::kPackageChanged:
    case ReasonCode::kBuildInputChanged:
    case ReasonCode::kBaseImageChanged:
    case ReasonCode::kRestartedWith:
    case ReasonCode::kLockfileChanged:
    case ReasonCode::kLockfileUnreadable:
    case ReasonCode::kManifestUnreadable:
    case ReasonCode::kSettingsChanged:
      return {reason.code, reason.input.value_or("")};
    case ReasonCode::kDependenciesChanged: {
      const auto* change = std::get_if<ClosureChange>(&reason.details);
      return {reason.code, change == nullptr ? "" : change->package};
    }
    default:
      return {reason.code, ""};
  }
}

// Files that the services of a group name for one cause: baselines differ, and so may these.
struct FileCounts {
  bool is_known = true;
  std::uint64_t least = UINT64_MAX;
  std::uint64_t most = 0;

  void Add(const Reason& reason) {
    is_known = is_known && reason.files.has_value();
    least = std::min(least, reason.file_count);
    most = std::max(most, reason.file_count);
  }

  [[nodiscard]] std::string Text() const {
    if (!is_known || most == 0) return {};
    if (least == most) return " (" + CountOf(most, "file") + ")";
    return " (" + std::to_string(least) + " to " + CountOf(most, "file") + ")";
  }
};

std::string CauseText(const CauseKey& key, const FileCounts& counts) {
  switch (key.first) {
    case ReasonCode::kServiceChanged:
      if (key.second.empty()) return "their own files changed" + counts.Text();
      return ShownPath(key.second) + " changed" + counts.Text();
    case ReasonCode::kPackageChanged:
    case ReasonCode::kBuildInputChanged:
      return ShownPath(key.second) + " changed" + counts.Text();
    case ReasonCode::kBaseImageChanged:
      return "through a base image: " + ShownPath(key.second) + counts.Text();
    case ReasonCode::kRestartedWith:
      return "restart with " + DisplayPath(key.second);
    case ReasonCode::kLockfileChanged:
      return ShownPath(key.second) + " changed for them";
    case ReasonCode::kLockfileUnreadable:
    case ReasonCode::kManifestUnreadable:
      return ShownPath(key.second) + " can't be read on one side";
    case ReasonCode::kSettingsChanged:
      return "settings in " + ShownPath(key.second) + " changed";
    case ReasonCode::kDependenciesChanged:
      return ShownPath(key.second) + " joined or left their dependencies";
    case ReasonCode::kBuildChanged:
      return "their build changed";
    case ReasonCode::kNeverDeployed:
      return "never deployed";
    case ReasonCode::kBootstrapTag:
      return "their tag is a placeholder for the first deploy";
    case ReasonCode::kTagWithoutCommit:
      return "their live tag names no commit";
    case ReasonCode::kCommitNotFound:
      return "the commit of their live tag is not in this clone";
    case ReasonCode::kCommitAmbiguous:
      return "their live tag may name any of several commits";
    case ReasonCode::kDirtyBaseline:
      return "their live image was built from a work tree that no commit holds";
    default: {
      Reason reason;
      reason.code = key.first;
      return ReasonHeadline(reason);
    }
  }
}

bool IsUndetermined(ReasonCode code) {
  switch (code) {
    case ReasonCode::kTagWithoutCommit:
    case ReasonCode::kCommitNotFound:
    case ReasonCode::kCommitAmbiguous:
    case ReasonCode::kDirtyBaseline:
      return true;
    default:
      return false;
  }
}

bool IsOfConcern(const Plan& plan, const PlannedService& service, Concern concern) {
  const auto has = [&](ReasonCode code) {
    return std::ranges::find(service.reasons, code, &Reason::code) != service.reasons.end();
  };
  using graph::Relation;
  const auto relates = [&](Relation relation) {
    const bool can_be_told =
        service.live && (service.live->commit || relation != Relation::kUnknown);
    return !plan.base && can_be_told && service.live->relation == relation;
  };
  switch (concern) {
    case Concern::kRolloutFailed:
      return has(ReasonCode::kRolloutFailed);
    case Concern::kAhead:
      return relates(graph::Relation::kAhead);
    case Concern::kDiverged:
      return relates(graph::Relation::kDiverged);
    case Concern::kUndetermined:
      return relates(graph::Relation::kUnknown) ||
             std::ranges::any_of(service.reasons, IsUndetermined, &Reason::code);
    case Concern::kNeverDeployed:
      return has(ReasonCode::kNeverDeployed) || has(ReasonCode::kBootstrapTag);
    case Concern::kForced:
      return has(ReasonCode::kForced);
    case Concern::kHeld:
      return has(ReasonCode::kHeld);
  }
  return false;
}

}  // namespace

std::vector<CauseGroup> GroupByCause(const Plan& plan) {
  std::map<std::set<CauseKey>, std::size_t> numbers;
  std::vector<CauseGroup> groups;
  std::vector<std::map<CauseKey, FileCounts>> counts;
  for (const PlannedService& service : plan.services) {
    if (service.decision != Decision::kDeploy) continue;
    std::set<CauseKey> keys;
    for (const Reason& reason : service.reasons) keys.insert(KeyOf(service, reason));
    const std::size_t number = numbers.emplace(std::move(keys), groups.size()).first->second;
    if (number == groups.size()) {
      groups.emplace_back();
      counts.emplace_back();
    }
    groups[number].services.push_back(&service);
    for (const Reason& reason : service.reasons) {
      counts[number][KeyOf(service, reason)].Add(reason);
    }
  }
  for (std::size_t i = 0; i < groups.size(); ++i) {
    for (const auto& [key, files] : counts[i]) groups[i].causes.push_back(CauseText(key, files));
  }
  std::ranges::stable_sort(groups, std::ranges::greater(),
                           [](const CauseGroup& group) { return group.services.size(); });
  return groups;
}

std::vector<std::string> CauseTexts(const CauseGroup& group) {
  if (group.services.size() > 1) return group.causes;
  std::vector<std::string> texts;
  for (const Reason& reason : group.services.front()->reasons) {
    texts.push_back(ReasonHeadline(reason));
  }
  return texts;
}

bool ShowsCauses(const Plan& plan) { return plan.deploy_count() > kMostDeploysListed; }

const char* ConcernText(Concern concern) {
  switch (concern) {
    case Concern::kRolloutFailed:
      return "failed to roll out";
    case Concern::kAhead:
      return "ahead of head";
    case Concern::kDiverged:
      return "diverged from head";
    case Concern::kUndetermined:
      return "undetermined";
    case Concern::kNeverDeployed:
      return "never deployed";
    case Concern::kForced:
      return "forced";
    case Concern::kHeld:
      return "held";
  }
  return "";
}

std::vector<ConcernGroup> Concerns(const Plan& plan) {
  std::vector<ConcernGroup> groups;
  for (const Concern concern :
       {Concern::kRolloutFailed, Concern::kAhead, Concern::kDiverged, Concern::kUndetermined,
        Concern::kNeverDeployed, Concern::kForced, Concern::kHeld}) {
    ConcernGroup group{.concern = concern, .services = {}};
    for (const PlannedService& service : plan.services) {
      if (IsOfConcern(plan, service, concern)) group.services.push_back(&service);
    }
    if (!group.services.empty()) groups.push_back(std::move(group));
  }
  return groups;
}

std::string ConcernRemark(const PlannedService& service, Concern concern) {
  if (concern == Concern::kAhead && service.live) return RelationText(*service.live);
  if (concern != Concern::kHeld) return {};
  const auto held = std::ranges::find(service.reasons, ReasonCode::kHeld, &Reason::code);
  if (held == service.reasons.end() || !held->detail) return {};
  return ReasonHeadline(*held);
}

bool IsNamedByCause(const ConcernGroup& group, const std::vector<CauseGroup>& causes) {
  const auto has_remark = [&](const PlannedService* service) {
    return !ConcernRemark(*service, group.concern).empty();
  };
  return group.services.size() > 1 && std::ranges::none_of(group.services, has_remark) &&
         std::ranges::find(causes, group.services, &CauseGroup::services) != causes.end();
}

}  // namespace deltaplan::planner
