// What `preview` finds out, for others that show it.
#ifndef DELTAPLAN_PLANNER_COMMANDS_PREVIEW_H_
#define DELTAPLAN_PLANNER_COMMANDS_PREVIEW_H_

#include <string>
#include <vector>

#include "planner/commands/options.h"
#include "planner/facts/project.h"
#include "planner/model/input_map.h"
#include "planner/model/plan.h"
#include "planner/model/result.h"
#include "planner/ports/ports.h"

namespace deltaplan::planner {

struct Previewed {
  Plan plan;
  InputMap inputs;        ///< of its platform
  std::string notes;      ///< for standard error: what has to be known of the configuration
  bool can_plan = false;  ///< there is a configuration, and one environment is meant
};

/// The words of a `preview` that needs no --base; none where no default branch is known.
std::vector<std::string> PreviewWords(const Project& project);

/// The plan against the merge base with --base, or the remote's default branch.
Result<Previewed> PreviewOf(const Options& options, const Ports& ports);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_PREVIEW_H_
