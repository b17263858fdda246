// The files that the function `fileset` gives.
#ifndef DELTAPLAN_TFVARS_MODULES_FILE_SET_H_
#define DELTAPLAN_TFVARS_MODULES_FILE_SET_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tfvars/modules/module_source.h"

namespace deltaplan::tfvars {

/// The files of `directory` (canonical) and below that `pattern` matches, relative to it, sorted.
/// Patterns: `*` and `?` within a name, `**` for any directories, `{a,b}`. nullopt where that can't
/// be told: other patterns, a link among the files. Source: Terraform's documentation of `fileset`.
std::optional<std::vector<std::string>> FilesOf(const std::string& directory,
                                                std::string_view pattern, ModuleFiles& files);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_MODULES_FILE_SET_H_
