// Rollouts of Lambda functions.
#ifndef DELTAPLAN_PLANNER_RELEASE_LAMBDA_ROLLOUTS_H_
#define DELTAPLAN_PLANNER_RELEASE_LAMBDA_ROLLOUTS_H_

#include <map>
#include <string>
#include <vector>

#include "planner/live/aws/api.h"
#include "planner/live/live_source.h"
#include "planner/release/rollout_source.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::planner {

/// One version of a function.
struct FunctionVersion {
  const tfvars::JsonValue& function;  ///< what GetFunction answers
  std::vector<std::string> tags;      ///< of its image
};

/// What the answers mean for the plan. `own` is the version that the function's name stands for. Of
/// an alias, `alias` is what GetAlias answers, else null; `other` is the version besides its own
/// that gets a part of its calls, null where there is none. An alias whose calls go to two versions
/// rolls: towards its own, or, as CodeDeploy shifts them, towards the other.
ServiceRollout LambdaRolloutOf(const ReleasedService& planned, const FunctionVersion& own,
                               const tfvars::JsonValue* alias, const FunctionVersion* other);

class LambdaRollouts : public RolloutSource {
 public:
  /// Both have to outlive it.
  LambdaRollouts(const LiveContext& context, const AwsApi& api) : context_(context), api_(api) {}

  Result<std::vector<ServiceRollout>> Poll(const std::vector<ReleasedService>& services) override;

 private:
  using TagsOfService = std::map<std::string, std::vector<std::string>>;

  /// That a function or an alias is missing is an answer.
  Result<std::vector<AwsAnswer>> Ask(const std::vector<AwsCall>& calls) const;
  /// The tags of all images; `functions` begins with what GetFunction answers about each service.
  Result<TagsOfService> TagsOf(const std::vector<ReleasedService>& services,
                               const std::vector<AwsAnswer>& functions) const;

  const LiveContext& context_;
  const AwsApi& api_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_RELEASE_LAMBDA_ROLLOUTS_H_
