// What the block of a resource or module call says of itself.
#ifndef DELTAPLAN_TFVARS_MODULES_NODE_FACTS_H_
#define DELTAPLAN_TFVARS_MODULES_NODE_FACTS_H_

#include <set>
#include <string>

#include "tfvars/hcl/evaluate.h"
#include "tfvars/modules/module_source.h"
#include "tfvars/modules/module_tree.h"

namespace deltaplan::tfvars {

/// The names that an instance is given, without those of tags and images.
Identity NamedIn(const Declaration& declaration, const Scope& scope);

void ReadIgnoredChanges(const Declaration& declaration, TreeNode& node);

/// Who rolls an ECS service, where that is not ECS by default; else "".
std::string ControllerOf(const Declaration& declaration, const Scope& scope);

/// Adds the files that declare managed resources and nothing else.
void ReadResourceFiles(const ModuleSource& module, std::set<std::string>& files);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_MODULES_NODE_FACTS_H_
