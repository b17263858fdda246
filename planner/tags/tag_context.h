// Whose tag map it is: the project, its environment, its services.
#ifndef DELTAPLAN_PLANNER_TAGS_TAG_CONTEXT_H_
#define DELTAPLAN_PLANNER_TAGS_TAG_CONTEXT_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "planner/facts/project.h"
#include "planner/model/config.h"
#include "planner/model/platform.h"
#include "planner/model/result.h"
#include "planner/ports/ports.h"

namespace deltaplan::planner {

struct TagContext {
  std::unique_ptr<Project> project;
  Platform platform;                  ///< in head
  std::vector<std::string> services;  ///< of the platform, sorted
  /// Services whose tags stand in another file, with that file: they are none of this map's.
  std::map<std::string, std::string> elsewhere = {};
  std::optional<ImageTagsEntry> entry = {};  ///< of the project's environment; always there

  const EnvironmentEntry& environment() const { return *project->environment(); }
};

/// An error when the environment names no tag map, or one for each service.
Result<TagContext> OpenTagContext(const ProjectRequest& request, const Ports& ports);

/// Every one of `names` is a service whose tag stands in this map, or an error that names
/// `command`.
Status CheckTagServices(const TagContext& tags, const std::vector<std::string>& names,
                        const std::string& command);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TAGS_TAG_CONTEXT_H_
