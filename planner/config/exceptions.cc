#include "planner/config/exceptions.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <vector>

#include "planner/model/service_environment.h"
#include "planner/text/nearest_word.h"

namespace deltaplan::planner {

ConfigProblems CheckExceptions(const Config& config, const Platform& platform) {
  std::vector<std::string> known;
  for (const Service& service : platform.services) known.push_back(service.name);
  ConfigProblems problems;
  for (const EnvironmentEntry& environment : config.environments) {
    for (const ServiceException& exception : environment.exceptions) {
      if (std::ranges::binary_search(known, exception.service)) continue;
      const std::optional<std::string> nearest = NearestWord(exception.service, known);
      problems.push_back(
          {.pointer = exception.pointer,
           .message = fmt::format("There is no service \"{}\"", exception.service),
           .advice = nearest ? fmt::format("Did you mean \"{}\"?", *nearest) : std::string()});
    }
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
  return problems;
}

}  // namespace deltaplan::planner
