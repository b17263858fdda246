#include "planner/config/exceptions.h"

#include <algorithm>
#include <fmt/format.h>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/model/service_environment.h"
#include "planner/text/nearest_word.h"
#include "tfvars/carriers/tag_variables.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::planner {
namespace {

void AddUnknownServices(const EnvironmentEntry& environment, const std::vector<std::string>& known,
                        ConfigProblems& problems) {
  for (const ServiceException& exception : environment.exceptions) {
    if (std::ranges::binary_search(known, exception.service)) continue;
    const std::optional<std::string> nearest = NearestWord(exception.service, known);
    problems.push_back(
        {.pointer = exception.pointer,
         .message = fmt::format("There is no service \"{}\"", exception.service),
         .advice = nearest ? fmt::format("Did you mean \"{}\"?", *nearest) : std::string()});
  }
}

void AddImagesInTwoRepositories(const EnvironmentEntry& environment, const Platform& platform,
                                ConfigProblems& problems) {
  for (const ServiceException& exception : environment.exceptions) {
    if (exception.environment.repository == environment.repository) continue;
    const auto own = std::ranges::find(platform.services, exception.service, &Service::name);
    if (own == platform.services.end()) continue;
    const auto repository = RepositoryOf(&environment, own->image, {own->name});
    for (const Service& other : platform.services) {
      if (other.image != own->image) continue;
      if (RepositoryOf(&environment, other.image, {other.name}) == repository) continue;
      problems.push_back(
          {.pointer = exception.pointer + "/repository",
           .message = fmt::format("\"{}\" and \"{}\" run one image, \"{}\", and it would lie "
                                  "in two repositories",
                                  own->name, other.name, own->image),
           .advice = "Give both the same \"repository\", or each an \"image\" of its own."});
      break;
    }
  }
}

// Where it is written in which of two maps tags stand.
std::string TagMapPointer(const EnvironmentEntry& environment,
                          std::initializer_list<std::string_view> services) {
  for (const ServiceException& exception : environment.exceptions) {
    const bool is_own = exception.environment.image_tags != environment.image_tags;
    if (is_own && std::ranges::find(services, exception.service) != services.end()) {
      return exception.pointer + "/image_tags";
    }
  }
  return tfvars::JsonPointerTo("/environments", environment.name) + "/image_tags";
}

// Terraform keeps the value of a variable that it reads last: the tags of the other map would never
// come there. One such variable of a root module is enough to know what to mend.
void AddVariablesOfTwoMaps(const EnvironmentEntry& environment, const Platform& platform,
                           ConfigProblems& problems) {
  const std::vector<TagMapServices> maps = TagMapsOf(environment, platform.services);
  if (maps.size() < 2) return;
  for (const RootServices& root : RootsOf(environment, platform.services)) {
    std::map<std::string, const TagMapServices*> setters;
    for (const TagMapServices* map : MapsOf(root.services, maps)) {
      const std::vector<std::string> variables =
          tfvars::VariablesOf(map->entry.file, map->entry.place, NamesOf(map->services));
      const auto taken = std::ranges::find_if(variables, [&](const std::string& variable) {
        return !setters.emplace(variable, map).second;
      });
      if (taken == variables.end()) continue;
      const std::string& one = setters.at(*taken)->services.front().name;
      const std::string& other = map->services.front().name;
      problems.push_back(
          {.pointer = TagMapPointer(environment, {one, other}),
           .message = fmt::format("The tags of \"{}\" and of \"{}\" stand in two places, and both "
                                  "set the variable \"{}\" of one root module",
                                  one, other, *taken),
           .advice =
               "Terraform keeps the value that it is given last. Let both stand in one place, "
               "or name another \"variable\"."});
      break;
    }
  }
}

}  // namespace

ConfigProblems CheckExceptions(const Config& config, const Platform& platform) {
  std::vector<std::string> known;
  for (const Service& service : platform.services) known.push_back(service.name);
  ConfigProblems problems;
  for (const EnvironmentEntry& environment : config.environments) {
    AddUnknownServices(environment, known, problems);
    AddImagesInTwoRepositories(environment, platform, problems);
    AddVariablesOfTwoMaps(environment, platform, problems);
  }
  return problems;
}

}  // namespace deltaplan::planner
