// Where the files of a plan may be written: nothing of a repository leads them somewhere else.
#ifndef DELTAPLAN_PLANNER_COMMANDS_OUT_DIRECTORY_H_
#define DELTAPLAN_PLANNER_COMMANDS_OUT_DIRECTORY_H_

#include <string>

#include "planner/facts/project.h"
#include "planner/model/result.h"
#include "planner/ports/files.h"

namespace deltaplan::planner {

/// An error where a link that head's tree has leads to `directory`, or where the tree has a file
/// there that the plan's would replace or remove; not where a plan of ours lies already. The
/// directory need not exist.
Status CheckOutDirectory(const Project& project, const std::string& directory, Files& files);

/// An error where `name` in `directory` is a link. It need not exist.
Status CheckNoLink(const std::string& directory, const std::string& name, Files& files);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_OUT_DIRECTORY_H_
