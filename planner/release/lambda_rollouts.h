// Rollouts of Lambda functions.
#ifndef DELTAPLAN_PLANNER_RELEASE_LAMBDA_ROLLOUTS_H_
#define DELTAPLAN_PLANNER_RELEASE_LAMBDA_ROLLOUTS_H_

#include <optional>
#include <string>
#include <vector>

#include "planner/live/aws/api.h"
#include "planner/live/live_source.h"
#include "planner/release/rollout_source.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::planner {

/// What the answers of GetFunction and, of an alias, GetAlias mean for the plan. `tags` are those
/// of the image; `alias` may be null. An alias that still sends a part of its calls to another
/// version rolls.
ServiceRollout JudgeFunction(const ReleasedService& planned, const tfvars::JsonValue& function,
                             const std::vector<std::string>& tags, const tfvars::JsonValue* alias);

class LambdaRollouts : public RolloutSource {
 public:
  /// Both have to outlive it.
  LambdaRollouts(const LiveContext& context, const AwsApi& api) : context_(context), api_(api) {}

  Result<std::vector<ServiceRollout>> Look(const std::vector<ReleasedService>& services) override;

 private:
  const LiveContext& context_;
  const AwsApi& api_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_RELEASE_LAMBDA_ROLLOUTS_H_
