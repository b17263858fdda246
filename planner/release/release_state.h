// How far a release has come: one file beside its plan, written before each step. Why so:
// docs/decisions/release-state.md.
#ifndef DELTAPLAN_PLANNER_RELEASE_RELEASE_STATE_H_
#define DELTAPLAN_PLANNER_RELEASE_RELEASE_STATE_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "planner/model/result.h"
#include "planner/ports/files.h"

namespace deltaplan::planner {

inline constexpr const char* kReleaseStateFile = "release.json";

/// In the order in which they are taken. In the end others may have gone on from it: given up.
enum class ReleaseStep { kApply, kWait, kHealth, kRestart, kDone, kGivenUp };
/// "apply", "wait", "health", "restart", "done", "given_up"
const char* StepName(ReleaseStep step);

/// Docs: docs/release.md. Example: `{"format_version": "1.0", "plan": "sha256:...", "environment":
/// "prod", "began": "2026-11-28T14:50:00Z", "step": "restart", "since": "2026-11-28T15:00:00Z",
/// "restarts": {"web": "ecs-svc/1"}}`
struct ReleaseState {
  std::string plan = {};  ///< the digest of plan.json
  std::string environment = {};
  std::string began = {};  ///< when the release did, in UTC; as `since` where the file lacks it
  ReleaseStep step = ReleaseStep::kApply;  ///< that has begun
  std::string since = {};                  ///< when the step did, in UTC
  /// Service -> the rollout that counted before it was restarted: another one means that the
  /// restart was asked for. Without those whose restart has ended.
  std::map<std::string, std::string> restarts = {};
  /// Services whose restart has ended.
  std::map<std::string, std::string> restarted = {};
};

/// nullopt: nothing was begun. Errors: it can't be read, or is no such file.
Result<std::optional<ReleaseState>> ReadReleaseState(const std::string& directory, Files& files);

/// Replaces the file at once.
Status WriteReleaseState(const ReleaseState& state, const std::string& directory, Files& files);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_RELEASE_RELEASE_STATE_H_
