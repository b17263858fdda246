// What is asked of ECS. Source: Amazon ECS API Reference, DescribeServices, DescribeTaskDefinition.
#ifndef DELTAPLAN_PLANNER_LIVE_ECS_CALLS_H_
#define DELTAPLAN_PLANNER_LIVE_ECS_CALLS_H_

#include <compare>
#include <map>
#include <string>
#include <vector>

#include "planner/live/aws/api.h"

namespace deltaplan::planner {

/// A service as ECS knows it.
struct EcsName {
  std::string cluster;
  std::string name;

  auto operator<=>(const EcsName&) const = default;
};

/// Calls of DescribeServices, and whom each is about.
struct EcsServiceCalls {
  std::vector<AwsCall> calls;
  std::vector<std::vector<EcsName>> asked;
};
/// As few as the API allows. `services` are those of the configuration, for messages.
EcsServiceCalls DescribeServicesCalls(const std::map<EcsName, std::vector<std::string>>& services);

/// `arn` is that of a task definition.
AwsCall DescribeTaskDefinitionCall(const std::string& arn, std::vector<std::string> services);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_LIVE_ECS_CALLS_H_
