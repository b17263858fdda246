// What `preview` finds out, for others that show it.
#ifndef DELTAPLAN_PLANNER_COMMANDS_PREVIEW_H_
#define DELTAPLAN_PLANNER_COMMANDS_PREVIEW_H_

#include <string>

#include "planner/commands/options.h"
#include "planner/model/input_map.h"
#include "planner/model/plan.h"
#include "planner/model/result.h"
#include "planner/ports/ports.h"

namespace deltaplan::planner {

struct Previewed {
  Plan plan;
  InputMap inputs;        ///< of its platform
  std::string notes;      ///< for standard error: what has to be known of the configuration
  bool is_guess = false;  ///< there is no configuration
};
/// The plan against the merge base with --base, or the remote's default branch.
Result<Previewed> PreviewOf(const Options& options, const Ports& ports);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_PREVIEW_H_
