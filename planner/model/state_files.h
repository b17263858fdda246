// Terraform states that were given on the command line.
#ifndef DELTAPLAN_PLANNER_MODEL_STATE_FILES_H_
#define DELTAPLAN_PLANNER_MODEL_STATE_FILES_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "planner/model/config.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

/// --state: one file, or one for each of several root modules. "-" is standard input.
struct StateFiles {
  std::optional<std::string> only;             ///< FILE
  std::map<std::string, std::string> of_root;  ///< ROOT=FILE, by what was written for ROOT

  bool IsEmpty() const { return !only && of_root.empty(); }
};

/// The file of each root, by index of `roots`; nullopt where none was given. Errors: one file for
/// several roots, a name that is no root's directory ("." for the repository's), nor its number in
/// a plan ("roots/0"), or that of several, and two files for one root.
Result<std::vector<std::optional<std::string>>> StatesOf(const StateFiles& given,
                                                         const std::vector<TerraformRoot>& roots);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_STATE_FILES_H_
