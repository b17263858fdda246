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
/// source about the others; about services of one kind at once, where the environment does not say
/// otherwise of "live" for one. Settings and keys of AWS are those
/// of the live source of that kind, where the environment has one, and are found anew when they
/// were refused: a release may last longer than they do.
class ReleaseWatch : public RolloutSource {
 public:
  /// What `project` refers to has to outlive it.
  explicit ReleaseWatch(WatchedProject project);
  ~ReleaseWatch() override;

  Result<std::vector<ServiceRollout>> Poll(const std::vector<ReleasedService>& services) override;

  /// ECS, for those that restart a service.
  Result<const AwsApi*> Ecs(const std::string& service);

 private:
  /// A kind of source with all that it refers to.
  struct Opened;

  /// `environment` has the settings: that of the project, or what it says of a service.
  Result<Opened*> SourceFor(std::string_view from, const EnvironmentEntry& environment);

  WatchedProject project_;
  std::vector<std::unique_ptr<Opened>> opened_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_RELEASE_WATCH_H_
