#include "tfvars/carriers/tag_place.h"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

#include "tfvars/carriers/service_path.h"

namespace deltaplan::tfvars {

std::optional<std::string> CheckTagPlace(const TagPlace& place) {
  const std::vector<std::string> steps = SplitPath(place.path);
  if (std::ranges::any_of(steps, &std::string::empty)) {
    return "a name between dots is missing, or a bracket is not closed";
  }
  for (const std::string& step : steps) {
    if (FillService(step, "x").find_first_of("{}") != std::string::npos) {
      return fmt::format(
          "'{}' holds a brace; the only placeholders are {{service}} and {{service_id}}", step);
    }
  }
  if (place.form != TagPlace::Form::kScalar && NamesService(place.path)) {
    return "a placeholder goes with \"form\": \"scalar\" only; a map has the services as its keys";
  }
  if (std::ranges::count_if(steps, NamesService) > 1 &&
      place.path.find("{service}") == std::string::npos) {
    return "the service may be named by {service_id} once only";
  }
  return std::nullopt;
}

}  // namespace deltaplan::tfvars
