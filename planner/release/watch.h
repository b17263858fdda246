// Who is to be asked about which service of a plan.
#ifndef DELTAPLAN_PLANNER_RELEASE_WATCH_H_
#define DELTAPLAN_PLANNER_RELEASE_WATCH_H_

#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "planner/live/aws/api.h"
#include "planner/live/aws/keyring.h"
#include "planner/live/live_source.h"
#include "planner/release/rollout_source.h"

namespace deltaplan::planner {

/// What a watch needs of the project.
struct WatchedProject {
  const Ports& ports;
  const Config& config;
  const EnvironmentEntry& environment;
  const std::vector<Service>& services;  ///< of the platform
  std::string root;
  std::chrono::seconds timeout{60};  ///< for one look
};

/// Asks ECS about services with a cluster, Lambda about functions, and the environment's live
/// source about the others; about services of one kind at once. Settings and keys of AWS are those
/// of the live source of that kind, where the environment has one, and are found anew when they
/// were refused: a release may last longer than they do.
class ReleaseWatch : public RolloutSource {
 public:
  /// What `project` refers to has to outlive it.
  explicit ReleaseWatch(WatchedProject project);
  ~ReleaseWatch() override;

  Result<std::vector<ServiceRollout>> Look(const std::vector<ReleasedService>& services) override;

  /// ECS, for those that restart services.
  Result<const AwsApi*> Ecs();

 private:
  /// A kind of source with all that it refers to.
  struct Opened;

  Result<RolloutSource*> SourceFor(const std::string& from);

  WatchedProject project_;
  std::vector<std::pair<std::string, std::unique_ptr<Opened>>> opened_;  ///< by kind
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_RELEASE_WATCH_H_
