// Terraform states that were given on the command line.
#ifndef DELTAPLAN_PLANNER_MODEL_STATE_FILES_H_
#define DELTAPLAN_PLANNER_MODEL_STATE_FILES_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "planner/model/config.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

/// --state: FILE, or ROOT=FILE for each of several root modules, as written: what is a ROOT is
/// known only with them. "-" is standard input.
struct StateFiles {
  std::vector<std::string> given;

  bool IsEmpty() const { return given.empty(); }
};

/// The file of each root, by index of `roots`; nullopt where none was given. ROOT is the root's
/// directory ("." for the repository's) or its number in a plan ("roots/0"); a single text that
/// begins with neither is a FILE, which may have "=" in its name. Errors: one file for several
/// roots, a name that is no root's or that of several, and two files for one root.
Result<std::vector<std::optional<std::string>>> StatesOf(const StateFiles& given,
                                                         const std::vector<TerraformRoot>& roots);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_STATE_FILES_H_
