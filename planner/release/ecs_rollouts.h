// Rollouts of ECS.
#ifndef DELTAPLAN_PLANNER_RELEASE_ECS_ROLLOUTS_H_
#define DELTAPLAN_PLANNER_RELEASE_ECS_ROLLOUTS_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "planner/live/aws/api.h"
#include "planner/live/ecs_answers.h"
#include "planner/live/live_source.h"
#include "planner/release/rollout_source.h"

namespace deltaplan::planner {

/// The tags of the service's image in a task definition; several where it is pinned by digest, none
/// where that can't be told.
using TagsOfDefinition = std::function<std::vector<std::string>(const std::string& arn)>;

/// What an answer of ECS means for the plan.
/// - Steady: the primary deployment (or task set) runs the planned tag, is complete, is the only
///   one, and has as many tasks as it should.
/// - Rolling: what the primary lacks of that, or a task set of the planned tag is active beside the
///   primary: whoever shifts the traffic (CodeDeploy, an own controller) makes it the primary last.
///   An active deployment of ECS's own controller is the opposite: the primary replaces it.
/// - Taken back: the primary runs another tag, and ECS says that it rolls back, or lists a failed
///   deployment of the planned one.
ServiceRollout EcsRolloutOf(const ReleasedService& planned, const EcsService& found,
                            const TagsOfDefinition& tags_of);

/// Asks as the live source `ecs` does: ten services a request, all at once. A task definition never
/// changes, so each is asked for once.
class EcsRollouts : public RolloutSource {
 public:
  /// Both have to outlive it.
  EcsRollouts(const LiveContext& context, const AwsApi& api) : context_(context), api_(api) {}

  Result<std::vector<ServiceRollout>> Poll(const std::vector<ReleasedService>& services) override;

 private:
  Status LearnDefinitions(const std::map<std::string, std::vector<std::string>>& arns);
  Status LearnTags(const std::vector<std::string>& images);
  std::string ImageIn(const std::string& arn, const ReleasedService& service) const;

  const LiveContext& context_;
  const AwsApi& api_;
  std::map<std::string, EcsTaskDefinition> definitions_;           // by ARN
  std::map<std::string, std::vector<std::string>> tags_of_image_;  // by reference
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_RELEASE_ECS_ROLLOUTS_H_
