#include "planner/model/plan.h"

#include <algorithm>

namespace deltaplan::planner {

const char* DecisionName(Decision decision) {
  return decision == Decision::kDeploy ? "deploy" : "skip";
}

const char* RolloutStateName(Rollout::State state) {
  return state == Rollout::State::kFailed ? "failed" : "in_progress";
}

const char* ReasonCodeName(ReasonCode code) {
  switch (code) {
    case ReasonCode::kServiceChanged:
      return "service_changed";
    case ReasonCode::kPackageChanged:
      return "package_changed";
    case ReasonCode::kDependenciesChanged:
      return "dependencies_changed";
    case ReasonCode::kSettingsChanged:
      return "settings_changed";
    case ReasonCode::kLockfileChanged:
      return "lockfile_changed";
    case ReasonCode::kManifestUnreadable:
      return "manifest_unreadable";
    case ReasonCode::kLockfileUnreadable:
      return "lockfile_unreadable";
    case ReasonCode::kBuildInputChanged:
      return "build_input_changed";
    case ReasonCode::kBaseImageChanged:
      return "base_image_changed";
    case ReasonCode::kBuildChanged:
      return "build_changed";
    case ReasonCode::kNeverDeployed:
      return "never_deployed";
    case ReasonCode::kBootstrapTag:
      return "bootstrap_tag";
    case ReasonCode::kTagWithoutCommit:
      return "tag_without_commit";
    case ReasonCode::kCommitNotFound:
      return "commit_not_found";
    case ReasonCode::kCommitAmbiguous:
      return "commit_ambiguous";
    case ReasonCode::kDirtyBaseline:
      return "dirty_baseline";
    case ReasonCode::kRolloutFailed:
      return "rollout_failed";
    case ReasonCode::kForced:
      return "forced";
    case ReasonCode::kRestartedWith:
      return "restarted_with";
    case ReasonCode::kUnchanged:
      return "unchanged";
    case ReasonCode::kHeld:
      return "held";
  }
  return "";
}

std::optional<std::string> MappedTag(const std::optional<TagMapFacts>& own,
                                     const std::vector<TagMapFacts>& others,
                                     const std::string& service) {
  const auto tag_in = [&](const TagMapFacts& map) -> std::optional<std::string> {
    const bool is_its =
        map.services.empty() || std::ranges::find(map.services, service) != map.services.end();
    const auto tag = map.tags.find(service);
    return is_its && tag != map.tags.end() ? std::optional(tag->second) : std::nullopt;
  };
  for (const TagMapFacts& other : others) {
    if (std::optional<std::string> tag = tag_in(other)) return tag;
  }
  return own ? tag_in(*own) : std::nullopt;
}

bool IsChange(ReasonCode code) {
  switch (code) {
    case ReasonCode::kServiceChanged:
    case ReasonCode::kPackageChanged:
    case ReasonCode::kBuildInputChanged:
    case ReasonCode::kBaseImageChanged:
      return true;
    default:
      return false;
  }
}

std::string RootDirectory(const TerraformTerms& terms, std::size_t root) {
  return terms.roots.size() == 1 ? "." : "roots/" + std::to_string(root);
}

std::vector<std::string> Plan::TargetsOf(const RootTerms& root) const {
  std::vector<std::string> all;
  for (const PlannedService& service : services) {
    if (service.decision != Decision::kDeploy || service.restarts) continue;
    if (!std::ranges::binary_search(root.services, service.name)) continue;
    all.insert(all.end(), service.targets.begin(), service.targets.end());
  }
  return all;
}

std::size_t Plan::deploy_count() const {
  return static_cast<std::size_t>(
      std::ranges::count(services, Decision::kDeploy, &PlannedService::decision));
}

}  // namespace deltaplan::planner
