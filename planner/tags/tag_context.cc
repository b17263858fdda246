#include "planner/tags/tag_context.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "planner/text/quote.h"

namespace deltaplan::planner {

std::vector<std::string> TagContext::Files() const {
  std::vector<std::string> files;
  for (const TagMapServices& map : maps) files.push_back(map.entry.file);
  return files;
}

std::optional<std::size_t> TagContext::MapOf(const std::string& service) const {
  for (std::size_t i = 0; i < maps.size(); ++i) {
    const std::vector<Service>& those = maps[i].services;
    if (std::ranges::find(those, service, &Service::name) != those.end()) return i;
  }
  return std::nullopt;
}

tfvars::TagMap TagContext::SaidBy(std::size_t map, const tfvars::TagMap& tags) const {
  if (maps.size() == 1) return tags;
  tfvars::TagMap said;
  for (const Service& service : maps[map].services) {
    const auto tag = tags.find(service.name);
    if (tag != tags.end()) said.insert(*tag);
  }
  return said;
}

std::vector<TagMapServices> SortedTagMaps(const EnvironmentEntry& environment,
                                          const std::vector<Service>& services) {
  const bool is_shared = std::ranges::all_of(
      services, [&](const Service& service) { return SharesTagMap(environment, service); });
  if (is_shared) {
    if (!environment.image_tags) return {};
    return {{.entry = ImageTagsOf(environment, services), .services = services}};
  }
  std::vector<TagMapServices> maps = TagMapsOf(environment, services);
  std::ranges::sort(maps, {},
                    [](const TagMapServices& map) -> const std::string& { return map.entry.file; });
  return maps;
}

Result<TagContext> OpenTagContext(const ProjectRequest& request, const Ports& ports) {
  Result<std::unique_ptr<Project>> project = Project::Open(request, ports);
  if (!project) return std::move(project).error();
  Result<Platform> platform = (*project)->Expand((*project)->head().tree);
  if (!platform) return std::move(platform).error();
  TagContext tags{.project = *std::move(project), .platform = *std::move(platform), .services = {}};
  tags.services = NamesOf(tags.platform.services);
  const EnvironmentEntry* environment = tags.project->environment();
  if (environment != nullptr) tags.maps = SortedTagMaps(*environment, tags.platform.services);
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
