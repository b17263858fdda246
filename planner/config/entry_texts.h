// Texts that entries of several kinds hold.
#ifndef DELTAPLAN_PLANNER_CONFIG_ENTRY_TEXTS_H_
#define DELTAPLAN_PLANNER_CONFIG_ENTRY_TEXTS_H_

#include <optional>
#include <string>

#include "planner/config/reader.h"
#include "planner/model/config.h"
#include "planner/model/placeholders.h"

namespace deltaplan::planner {

/// A path inside the repository, in the form of `graph::RepoPath`.
std::optional<std::string> ReadCanonicalPath(const ConfigNode& node);

/// "auto", or patterns that make Terraform addresses.
std::optional<TargetRule> ReadTargets(const ConfigNode& node);

/// A text whose placeholders are all in `known`.
std::optional<std::string> ReadTemplate(const ConfigNode& node, const PlaceholderValues& known);

/// The same with {env}, {image} and {service}.
std::optional<std::string> ReadServiceTemplate(const ConfigNode& node);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONFIG_ENTRY_TEXTS_H_
