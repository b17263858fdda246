// What sets tags where Terraform reads them from a store of parameters.
#ifndef DELTAPLAN_PLANNER_MODEL_PARAMETER_CALL_H_
#define DELTAPLAN_PLANNER_MODEL_PARAMETER_CALL_H_

#include <optional>
#include <string>
#include <vector>

namespace deltaplan::planner {

/// PutParameter of the Systems Manager.
struct ParameterCall {
  std::string name;
  std::string value;
  std::vector<std::string> services;  ///< that read it; sorted
};

struct ParameterCalls {
  std::optional<std::string> region;   ///< nullopt: as the AWS CLI finds it
  std::optional<std::string> profile;  ///< likewise
  std::vector<ParameterCall> calls;    ///< sorted by name
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_PARAMETER_CALL_H_
