#include "planner/tags/tag_context.h"

#include <fmt/format.h>
#include <utility>

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
  return tags;
}

Status CheckTagServices(const TagContext& tags, const std::vector<std::string>& names,
                        const std::string& command) {
  return CheckServiceNames(tags.platform, {names.begin(), names.end()}, command);
}

}  // namespace deltaplan::planner
