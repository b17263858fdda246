// Whether what a tag map says reaches Terraform: the root module declares its variables, and no
// other file that is read later sets them.
#ifndef DELTAPLAN_PLANNER_TERRAFORM_TAG_VARIABLES_H_
#define DELTAPLAN_PLANNER_TERRAFORM_TAG_VARIABLES_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "planner/model/service_environment.h"
#include "planner/model/warning.h"
#include "planner/ports/files.h"

namespace deltaplan::planner {

/// The variables that the root module in `directory` declares, as its files below `root` say now.
/// nullopt when there are no files of one.
std::optional<std::set<std::string>> DeclaredVariables(const std::string& directory,
                                                       const std::string& root, Files& files);

/// The same where what stands in `file` may be no variables: its name does not say that it is, or a
/// function reads it. nullopt elsewhere.
std::optional<std::set<std::string>> DeclaredBeside(const std::string& file,
                                                    const std::string& directory,
                                                    const std::string& root, Files& files);

/// What keeps the tags of `environment` from Terraform. Nothing where it has no tag map or its root
/// modules are not known.
Warnings TagVariableWarnings(const EnvironmentEntry& environment,
                             const std::vector<Service>& services, const std::string& root,
                             Files& files);

/// Whether Terraform has to be given this tag map with -var-file: it is a file of variables that is
/// not read by itself in `directory`, where Terraform runs.
bool NeedsVarFile(const TagMapServices& tags, const std::string& directory, const std::string& root,
                  Files& files);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TERRAFORM_TAG_VARIABLES_H_
