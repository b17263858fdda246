#include "planner/tags/tag_context.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "planner/text/quote.h"

namespace deltaplan::planner {

std::vector<std::string> TagContext::Files() const {
  std::vector<std::string> files;
  for (std::size_t i = 0; i < maps.size(); i = EndOfFile(maps, i)) {
    files.push_back(maps[i].entry.file);
  }
  return files;
}

std::optional<std::size_t> TagContext::MapOf(const std::string& service) const {
  for (std::size_t i = 0; i < maps.size(); ++i) {
    const std::vector<Service>& those = maps[i].services;
    const bool is_there =
        maps[i].is_for_all || std::ranges::find(those, service, &Service::name) != those.end();
    if (is_there) return i;
  }
  return std::nullopt;
}

Result<TagContext> OpenTagContext(const ProjectRequest& request, const Ports& ports) {
  Result<std::unique_ptr<Project>> project = Project::Open(request, ports);
  if (!project) return std::move(project).error();
  Result<Platform> platform = (*project)->Expand((*project)->head().tree);
  if (!platform) return std::move(platform).error();
  TagContext tags{.project = *std::move(project), .platform = *std::move(platform), .services = {}};
  tags.services = NamesOf(tags.platform.services);
  const EnvironmentEntry* environment = tags.project->environment();
  if (environment != nullptr) tags.maps = TagMapsOf(*environment, tags.platform.services);
  if (tags.maps.empty()) {
    return Error{
        .message = environment == nullptr
                       ? "the configuration has no environment, so there is no tag map"
                       : fmt::format("environment '{}' names no tag map", environment->name),
        .causes = {},
        .remedy = "Add \"image_tags\": { \"file\": ... } to an environment."};
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
    if (tags.MapOf(name)) continue;
    return Error{.message = fmt::format("{}: the tag of '{}' stands in no tag map", command,
                                        DisplayPath(name)),
                 .causes = {},
                 .remedy = "Add \"image_tags\" to the environment, or to what it says of it."};
  }
  return Ok();
}

}  // namespace deltaplan::planner
