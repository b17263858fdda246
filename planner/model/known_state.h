// A Terraform state that was read to tell what is live.
#ifndef DELTAPLAN_PLANNER_MODEL_KNOWN_STATE_H_
#define DELTAPLAN_PLANNER_MODEL_KNOWN_STATE_H_

#include <optional>
#include <string>
#include <vector>

#include "tfvars/address/address.h"

namespace deltaplan::planner {

struct KnownState {
  std::string directory;  ///< of its root module, relative to the repository's root
  std::optional<std::string> workspace;
  bool is_of_all = false;  ///< one file for the environment: its root module, where there is one
  std::vector<tfvars::AbsResourceInstance> addresses;  ///< sorted
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_KNOWN_STATE_H_
