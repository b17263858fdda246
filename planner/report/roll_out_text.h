// The Terraform commands that roll out what the tag map says now.
#ifndef DELTAPLAN_PLANNER_REPORT_ROLL_OUT_TEXT_H_
#define DELTAPLAN_PLANNER_REPORT_ROLL_OUT_TEXT_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace deltaplan::planner {

/// In one root module.
struct RollOut {
  std::string directory;  ///< of the root module, relative to the repository's root
  std::optional<std::string> workspace = {};
  std::vector<std::string> var_files = {};       ///< what the configuration says, then the map,
                                                 ///< where Terraform is told to read it
  std::map<std::string, std::string> vars = {};  ///< as -var takes them
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
