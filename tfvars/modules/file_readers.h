// Which files a module reads with functions.
#ifndef DELTAPLAN_TFVARS_MODULES_FILE_READERS_H_
#define DELTAPLAN_TFVARS_MODULES_FILE_READERS_H_

#include <string>

#include "tfvars/modules/module_source.h"

namespace deltaplan::tfvars {

/// Whether a call of `file` in the root module `root` may be given the file at `path`: where what
/// the path is made of is not known, its end tells.
bool MayRead(const ModuleSource& root, const std::string& path);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_MODULES_FILE_READERS_H_
