// Whose tag maps they are: the project, its environment, its services.
#ifndef DELTAPLAN_PLANNER_TAGS_TAG_CONTEXT_H_
#define DELTAPLAN_PLANNER_TAGS_TAG_CONTEXT_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "planner/facts/project.h"
#include "planner/model/config.h"
#include "planner/model/platform.h"
#include "planner/model/result.h"
#include "planner/model/service_environment.h"
#include "planner/ports/ports.h"
#include "tfvars/carriers/tag_map.h"

namespace deltaplan::planner {

struct TagContext {
  std::unique_ptr<Project> project;
  Platform platform;                  ///< in head
  std::vector<std::string> services;  ///< of the platform, sorted
  /// The maps of the environment; never empty. Sorted by file and place: one file may hold several.
  std::vector<TagMapServices> maps = {};

  const EnvironmentEntry& environment() const { return *project->environment(); }
  /// The files of the maps, each once.
  std::vector<std::string> Files() const;
  /// The map in which the tag of `service` stands; nullopt: in none. What is no service stands in
  /// the map that is for all.
  std::optional<std::size_t> MapOf(const std::string& service) const;
};

/// An error when the environment names no tag map.
Result<TagContext> OpenTagContext(const ProjectRequest& request, const Ports& ports);

/// Every one of `names` is a service whose tag stands in a map, or an error that names
/// `command`.
Status CheckTagServices(const TagContext& tags, const std::vector<std::string>& names,
                        const std::string& command);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TAGS_TAG_CONTEXT_H_
