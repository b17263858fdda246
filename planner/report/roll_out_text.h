// The Terraform command that rolls out what the tag map says now.
#ifndef DELTAPLAN_PLANNER_REPORT_ROLL_OUT_TEXT_H_
#define DELTAPLAN_PLANNER_REPORT_ROLL_OUT_TEXT_H_

#include <optional>
#include <string>
#include <vector>

namespace deltaplan::planner {

struct RollOut {
  std::string directory;  ///< of the root module, relative to the repository's root
  std::optional<std::string> var_file = {};      ///< the map, where Terraform is told to read it
  std::optional<std::string> foreign_file = {};  ///< the map, where Terraform can't read it at all
  std::vector<std::string> targets = {};         ///< addresses
  std::vector<std::string> unreached = {};       ///< services whose addresses are not known
};

/// "To roll this out, run in ...:" and the command, one word a line. Without targets there is no
/// command: one would apply everything. Nor is there one of Terraform's for tags that something
/// else has to give it.
std::string RollOutText(const RollOut& roll_out);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_ROLL_OUT_TEXT_H_
