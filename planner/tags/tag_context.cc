#include "planner/tags/tag_context.h"

#include <fmt/format.h>
#include <utility>

#include "planner/model/service_environment.h"

namespace deltaplan::planner {

Result<TagContext> OpenTagContext(const ProjectRequest& request, const Ports& ports) {
  Result<std::unique_ptr<Project>> project = Project::Open(request, ports);
  if (!project) return std::move(project).error();
  Result<Platform> platform = (*project)->Expand((*project)->head().tree);
  if (!platform) return std::move(platform).error();
  TagContext tags{.project = *std::move(project),
                  .platform = *std::move(platform),
                  .services = {},
                  .entry = std::nullopt};
  tags.services = NamesOf(tags.platform.services);
  const EnvironmentEntry* environment = tags.project->environment();
  if (environment == nullptr || !environment->image_tags) {
    return Error{
        .message = environment == nullptr
                       ? "the configuration has no environment, so there is no tag map"
                       : fmt::format("environment '{}' names no tag map", environment->name),
        .causes = {},
        .remedy = "Add \"image_tags\": { \"file\": ... } to an environment."};
  }
  tags.entry = ImageTagsOf(*environment, tags.platform.services);
  for (const TagMapServices& map : TagMapsOf(*environment, tags.platform.services)) {
    for (const Service& service : map.services) {
      if (!SharesTagMap(*environment, service))
        tags.elsewhere.emplace(service.name, map.entry.file);
    }
  }
  if (!tags.services.empty() && tags.elsewhere.size() == tags.services.size()) {
    return Error{
        .message = fmt::format("environment '{}' has no tag map of several services: the tag of "
                               "'{}' stands in '{}'",
                               environment->name, tags.elsewhere.begin()->first,
                               tags.elsewhere.begin()->second),
        .causes = {},
        .remedy = "Change these files where they stand; plan and verify read each of them."};
  }
  return tags;
}

Status CheckTagServices(const TagContext& tags, const std::vector<std::string>& names,
                        const std::string& command) {
  if (Status known = CheckServiceNames(tags.platform, {names.begin(), names.end()}, command);
      !known) {
    return known;
  }
  for (const std::string& name : names) {
    const auto other = tags.elsewhere.find(name);
    if (other == tags.elsewhere.end()) continue;
    return Error{.message = fmt::format("{}: the tag of '{}' stands in '{}', not in '{}'", command,
                                        name, other->second, tags.entry->file),
                 .causes = {},
                 .remedy = "Change it there; leave the service out here."};
  }
  return Ok();
}

}  // namespace deltaplan::planner
