#include "planner/model/release_facts.h"

#include <algorithm>

namespace deltaplan::planner {

const char* StageName(RolloutStage stage) {
  switch (stage) {
    case RolloutStage::kSteady:
      return "steady";
    case RolloutStage::kRolling:
      return "rolling";
    case RolloutStage::kFailed:
      return "failed";
    case RolloutStage::kTakenBack:
      return "taken_back";
    case RolloutStage::kRunsAnother:
      return "runs_another";
    case RolloutStage::kMissing:
      return "missing";
    case RolloutStage::kUnwatched:
      break;
  }
  return "unwatched";
}

const char* BuildStateName(BuildState state) {
  switch (state) {
    case BuildState::kThere:
      return "there";
    case BuildState::kLeft:
      return "left";
    case BuildState::kOtherPlatform:
      return "other_platform";
    case BuildState::kUnknown:
      return "unknown";
    case BuildState::kPushed:
      return "pushed";
    case BuildState::kFailed:
      return "failed";
    case BuildState::kNotBegun:
      break;
  }
  return "not_begun";
}

bool ReleaseReport::is_well() const {
  return !timed_out && std::ranges::all_of(rollouts, &ServiceRollout::is_well) &&
         std::ranges::all_of(health, &HealthReading::is_well);
}

}  // namespace deltaplan::planner
