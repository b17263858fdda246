// A release: what a plan wants of each service, and how far that has come.
#ifndef DELTAPLAN_PLANNER_MODEL_RELEASE_FACTS_H_
#define DELTAPLAN_PLANNER_MODEL_RELEASE_FACTS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deltaplan::planner {

/// A service that a plan rolls or restarts, and where that can be seen. All strings are raw.
struct ReleasedService {
  std::string name;
  std::string image = {};                    ///< its name in the configuration
  std::string tag = {};                      ///< what it has to run
  std::optional<std::string> live_tag = {};  ///< what it ran when the plan was made
  bool restarts = false;                     ///< with the image that it runs, for others' sake
  std::vector<std::string> after = {};       ///< services of the plan that have to be steady before
  std::optional<std::string> cluster = {};   ///< of ECS; nullopt: it is no service of ECS
  std::string ecs_service = {};
  std::string container = {};
  std::optional<std::string> function = {};  ///< of Lambda: NAME or NAME:ALIAS
  std::optional<std::string> health = {};    ///< an address that answers with 2xx when it is well
};

enum class RolloutStage {
  kSteady,       ///< it runs what was planned, and nothing rolls any more
  kRolling,      ///< on its way there
  kFailed,       ///< it did not come up
  kTakenBack,    ///< it did not come up, and what ran before is brought back
  kRunsAnother,  ///< what it runs or is rolled to is not what was planned
  kMissing,      ///< there is no such service
  kUnwatched,    ///< nothing that can be asked rolls it
};
/// "steady", "rolling", "failed", "taken_back", "runs_another", "missing", "unwatched"
const char* StageName(RolloutStage stage);

/// What was seen of one service last.
struct ServiceRollout {
  std::string name;
  RolloutStage stage = RolloutStage::kUnwatched;
  std::string runs = {};        ///< a tag; empty: not known
  std::string deployment = {};  ///< ECS's name of the rollout that counts; may be empty
  std::string detail = {};      ///< "1 of 2 tasks", what ECS says of a failure; may be empty
  std::string wanted = {};      ///< the planned tag
  bool is_parked = false;       ///< it is to have no task, so nobody answers at its address

  bool is_over() const { return stage != RolloutStage::kRolling; }
  bool is_well() const {
    return stage == RolloutStage::kSteady || stage == RolloutStage::kUnwatched;
  }
};

/// What a health address answers.
struct HealthReading {
  std::string name;  ///< of the service
  std::string address;
  bool is_well = false;
  std::string says = {};  ///< "HTTP status 503", or why there was no answer
};

/// Who somebody is to AWS.
struct AwsIdentity {
  std::string account;
  std::string arn;
  std::string region;
  std::string origin;  ///< of the keys: "profile 'prod'"
};

/// What has become of an image that a plan builds.
enum class BuildState {
  kThere,          ///< the registry has it already
  kLeft,           ///< to be built: it has it not, or is never asked
  kOtherPlatform,  ///< it has one of the commit that does not run where it should
  kUnknown,        ///< it can't be asked
  kPushed,
  kFailed,
  kNotBegun,  ///< what failed stands before it, or somebody has interrupted it
};
/// "there", "left", "other_platform", "unknown", "pushed", "failed", "not_begun"
const char* BuildStateName(BuildState state);

struct ImageProgress {
  std::string name;  ///< of its bake target
  std::string reference;
  BuildState state = BuildState::kLeft;
  std::string detail = {};  ///< why, or what is odd about it; may be empty
  std::string log = {};     ///< the file with all that the tool said of a failure; may be empty
};

struct FailedImage {
  std::string name;
  std::string why;       ///< a sentence without a full stop
  std::string last;      ///< the end of what the tool said, as it is
  std::string log = {};  ///< the file
};

/// What came of builds.
struct BuiltImages {
  std::vector<std::string> pushed;     ///< references, in the order of the builds
  std::vector<FailedImage> failed;     ///< likewise
  std::vector<std::string> not_begun;  ///< names, of waves after one that failed, or interrupted
};

/// What `release` has seen and done.
struct ReleaseReport {
  std::string environment;
  std::string head_commit;
  std::vector<ServiceRollout> rollouts;
  std::vector<std::string> restarted;  ///< in the order of the calls
  std::vector<HealthReading> health;
  bool timed_out = false;   ///< some were still rolling when their time was over
  bool is_partial = false;  ///< a release that was left is not taken up; the others are here

  /// Whether all that is here is as it was planned.
  bool is_well() const;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_RELEASE_FACTS_H_
