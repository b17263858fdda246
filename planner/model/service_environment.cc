#include "planner/model/service_environment.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "graph/repo_path.h"
#include "planner/model/placeholders.h"

namespace deltaplan::planner {
namespace {

// With names put in, whatever they do to the path. One that leaves the repository stays as it is:
// there is nothing to be found in its place.
std::string FilledPath(const std::string& pattern, const PlaceholderValues& values) {
  std::string filled = FillPlaceholders(pattern, values);
  const std::optional<graph::RepoPath> path = graph::RepoPath::Parse(filled);
  return path ? path->bytes() : filled;
}

// Where the tag of a service stands; the words of the place have no values.
std::optional<ImageTagsEntry> TagPlaceOf(const EnvironmentEntry& environment,
                                         const Service& service) {
  std::optional<ImageTagsEntry> entry = EnvironmentOf(environment, service.name).image_tags;
  if (entry) entry->file = FilledPath(entry->file, PlaceholdersOf(service, &environment.name));
  return entry;
}

}  // namespace

const EnvironmentEntry& EnvironmentOf(const EnvironmentEntry& environment,
                                      std::string_view service) {
  const auto found = std::ranges::find(environment.exceptions, service, &ServiceException::service);
  return found == environment.exceptions.end() ? environment : found->environment;
}

const EnvironmentEntry& LiveEnvironmentOf(const EnvironmentEntry& environment,
                                          std::string_view service) {
  const auto found = std::ranges::find(environment.exceptions, service, &ServiceException::service);
  const bool is_own = found != environment.exceptions.end() && found->has_own_live;
  return is_own ? found->environment : environment;
}

std::vector<const EnvironmentEntry*> LiveEnvironmentsOf(const EnvironmentEntry& environment) {
  std::vector<const EnvironmentEntry*> all{&environment};
  for (const ServiceException& exception : environment.exceptions) {
    if (exception.has_own_live) all.push_back(&exception.environment);
  }
  return all;
}

bool HasLiveSources(const EnvironmentEntry& environment) {
  return std::ranges::any_of(LiveEnvironmentsOf(environment),
                             [](const EnvironmentEntry* each) { return !each->live.empty(); });
}

std::optional<std::string> RepositoryOf(const EnvironmentEntry* environment,
                                        const std::string& image,
                                        const std::vector<std::string>& services) {
  if (environment == nullptr) return std::nullopt;
  const std::optional<std::string>& repository =
      services.empty() ? environment->repository
                       : EnvironmentOf(*environment, services.front()).repository;
  if (!repository) return std::nullopt;
  return FillPlaceholders(*repository, {{"env", environment->name}, {"image", image}});
}

const TargetRule& TargetsOf(const EnvironmentEntry* environment, const Service& service) {
  if (environment == nullptr) return service.targets;
  const EnvironmentEntry& own = EnvironmentOf(*environment, service.name);
  const bool is_exception = &own != environment && own.terraform;
  if (is_exception && !own.terraform->targets.IsEmpty()) return own.terraform->targets;
  const bool is_own = !service.targets.IsEmpty() || !environment->terraform;
  return is_own ? service.targets : environment->terraform->targets;
}

std::optional<TerraformRoot> RootOf(const EnvironmentEntry& environment, const Service& service) {
  const EnvironmentEntry& own = EnvironmentOf(environment, service.name);
  if (!own.terraform) return std::nullopt;
  TerraformRoot root = own.terraform->root;
  FillRoot(PlaceholdersOf(service, &environment.name), root);
  return root;
}

void FillRoot(const PlaceholderValues& values, TerraformRoot& root) {
  root.dir = FilledPath(root.dir, values);
  if (root.workspace) root.workspace = FillPlaceholders(*root.workspace, values);
  for (std::string& file : root.var_files) file = FilledPath(file, values);
  for (auto& [name, text] : root.vars) text = FillPlaceholders(text, values);
}

bool SharesTagMap(const EnvironmentEntry& environment, const Service& service) {
  return TagPlaceOf(environment, service) == environment.image_tags;
}

tfvars::TagMap TagMapServices::SaidOf(const tfvars::TagMap& tags) const {
  if (is_for_all) return tags;
  tfvars::TagMap said;
  for (const Service& service : services) {
    const auto tag = tags.find(service.name);
    if (tag != tags.end()) said.insert(*tag);
  }
  return said;
}

bool TagMapServices::HoldsOneOf(const std::set<std::string>& names) const {
  return is_for_all || std::ranges::any_of(services, [&](const Service& service) {
           return names.contains(service.name);
         });
}

std::vector<TagMapServices> TagMapsOf(const EnvironmentEntry& environment,
                                      const std::vector<Service>& services) {
  std::vector<TagMapServices> maps;
  const bool is_shared = std::ranges::all_of(
      services, [&](const Service& service) { return SharesTagMap(environment, service); });
  if (is_shared) {
    if (environment.image_tags) {
      maps.push_back(
          {.entry = ImageTagsOf(environment, services), .services = services, .is_for_all = true});
    }
    return maps;
  }
  for (const Service& service : services) {
    std::optional<ImageTagsEntry> entry = TagPlaceOf(environment, service);
    if (!entry) continue;
    auto same = std::ranges::find(maps, *entry, &TagMapServices::entry);
    if (same == maps.end()) same = maps.insert(same, {.entry = *std::move(entry), .services = {}});
    same->services.push_back(service);
  }
  for (TagMapServices& map : maps) {
    EnvironmentEntry own;
    own.name = environment.name;
    own.image_tags = map.entry;
    map.entry = ImageTagsOf(own, map.services);
  }
  std::ranges::sort(maps, {}, [](const TagMapServices& map) {
    return std::tie(map.entry.file, map.entry.place.path);
  });
  return maps;
}

std::size_t EndOfFile(const std::vector<TagMapServices>& maps, std::size_t first) {
  std::size_t end = first + 1;
  while (end < maps.size() && maps[end].entry.file == maps[first].entry.file) ++end;
  return end;
}

std::vector<const TagMapServices*> MapsOf(const std::vector<Service>& services,
                                          const std::vector<TagMapServices>& maps) {
  std::vector<const TagMapServices*> used;
  for (const TagMapServices& map : maps) {
    const bool is_used = std::ranges::any_of(services, [&](const Service& service) {
      return std::ranges::find(map.services, service.name, &Service::name) != map.services.end();
    });
    if (is_used) used.push_back(&map);
  }
  return used;
}

std::vector<RootServices> RootsOf(const EnvironmentEntry& environment,
                                  const std::vector<Service>& services) {
  std::map<TerraformRoot, std::vector<Service>> found;
  for (const Service& service : services) {
    if (std::optional<TerraformRoot> root = RootOf(environment, service)) {
      found[*std::move(root)].push_back(service);
    }
  }
  std::vector<RootServices> roots;
  for (auto& [root, those] : found) roots.push_back({root, std::move(those)});
  return roots;
}

}  // namespace deltaplan::planner
