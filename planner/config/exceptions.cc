#include "planner/config/exceptions.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <vector>

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
  }
  return problems;
}

}  // namespace deltaplan::planner
