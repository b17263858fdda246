#include "planner/model/service_environment.h"

#include <algorithm>
#include <map>
#include <utility>

#include "graph/repo_path.h"

namespace deltaplan::planner {
namespace {

// With names put in, whatever they do to the path. One that leaves the repository stays as it is:
// there is nothing to be found in its place.
std::string FilledPath(const std::string& pattern, const PlaceholderValues& values) {
  std::string filled = FillPlaceholders(pattern, values);
  const std::optional<graph::RepoPath> path = graph::RepoPath::Parse(filled);
  return path ? path->bytes() : filled;
}

}  // namespace

ServiceNames ServiceNamesOf(const Service& service) {
  return {.service = service.name, .image = service.image};
}

std::vector<ServiceNames> ServiceNamesOf(const std::vector<Service>& services) {
  std::vector<ServiceNames> names;
  for (const Service& service : services) names.push_back(ServiceNamesOf(service));
  return names;
}

const EnvironmentEntry& EnvironmentOf(const EnvironmentEntry& environment,
                                      std::string_view service) {
  const auto found = std::ranges::find(environment.exceptions, service, &ServiceException::service);
  return found == environment.exceptions.end() ? environment : found->environment;
}

PlaceholderValues PlaceholdersOf(const EnvironmentEntry& environment, const ServiceNames& names) {
  return {{"env", environment.name}, {"service", names.service}, {"image", names.image}};
}

const TargetRule& TargetsOf(const EnvironmentEntry* environment, const Service& service) {
  if (environment == nullptr) return service.targets;
  const EnvironmentEntry& own = EnvironmentOf(*environment, service.name);
  const bool is_exception = &own != environment && own.terraform;
  if (is_exception && !own.terraform->targets.IsEmpty()) return own.terraform->targets;
  const bool is_own = !service.targets.IsEmpty() || !environment->terraform;
  return is_own ? service.targets : environment->terraform->targets;
}

std::optional<TerraformRoot> RootOf(const EnvironmentEntry& environment,
                                    const ServiceNames& names) {
  const EnvironmentEntry& own = EnvironmentOf(environment, names.service);
  if (!own.terraform) return std::nullopt;
  const PlaceholderValues values = PlaceholdersOf(environment, names);
  TerraformRoot root = own.terraform->root;
  root.dir = FilledPath(root.dir, values);
  if (root.workspace) root.workspace = FillPlaceholders(*root.workspace, values);
  for (std::string& file : root.var_files) file = FilledPath(file, values);
  for (auto& [name, text] : root.vars) text = FillPlaceholders(text, values);
  return root;
}

std::optional<ImageTagsEntry> ImageTagsOf(const EnvironmentEntry& environment,
                                          const ServiceNames& names) {
  std::optional<ImageTagsEntry> entry = EnvironmentOf(environment, names.service).image_tags;
  if (entry) entry->file = FilledPath(entry->file, PlaceholdersOf(environment, names));
  return entry;
}

std::vector<TagMapServices> TagMapsOf(const EnvironmentEntry& environment,
                                      const std::vector<ServiceNames>& services) {
  std::vector<TagMapServices> maps;
  for (const ServiceNames& names : services) {
    std::optional<ImageTagsEntry> entry = ImageTagsOf(environment, names);
    if (!entry) continue;
    auto same = std::ranges::find(maps, *entry, &TagMapServices::entry);
    if (same == maps.end()) same = maps.insert(same, {.entry = *std::move(entry), .services = {}});
    same->services.push_back(names.service);
  }
  return maps;
}

std::vector<const TagMapServices*> MapsOf(const std::vector<ServiceNames>& services,
                                          const std::vector<TagMapServices>& maps) {
  std::vector<const TagMapServices*> used;
  for (const TagMapServices& map : maps) {
    const bool is_used = std::ranges::any_of(services, [&](const ServiceNames& names) {
      return std::ranges::find(map.services, names.service) != map.services.end();
    });
    if (is_used) used.push_back(&map);
  }
  return used;
}

std::vector<RootServices> RootsOf(const EnvironmentEntry& environment,
                                  const std::vector<ServiceNames>& services) {
  std::map<TerraformRoot, std::vector<ServiceNames>> found;
  for (const ServiceNames& names : services) {
    if (std::optional<TerraformRoot> root = RootOf(environment, names)) {
      found[*std::move(root)].push_back(names);
    }
  }
  std::vector<RootServices> roots;
  for (auto& [root, those] : found) roots.push_back({root, std::move(those)});
  return roots;
}

}  // namespace deltaplan::planner
