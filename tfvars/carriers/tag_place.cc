#include "tfvars/carriers/tag_place.h"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

#include "tfvars/carriers/service_path.h"
#include "tfvars/text/placeholders.h"

namespace deltaplan::tfvars {

std::optional<std::string> CheckTagPlace(const TagPlace& place) {
  const std::vector<std::string> steps = SplitPath(place.path);
  if (std::ranges::any_of(steps, &std::string::empty)) {
    return "a name between dots is missing, or a bracket is not closed";
  }
  ServiceWords sample = place.words;
  for (auto& [word, values] : sample) values = {{"x", "x"}};
  for (const std::string& step : steps) {
    if (FillService(step, "x", sample).find_first_of("{}") != std::string::npos) {
      return fmt::format(
          "'{}' holds a brace; placeholders are {{service}}, {{service_id}} and "
          "those of the configuration",
          step);
    }
  }
  if (place.form != TagPlace::Form::kScalar && NamesService(place.path, place.words)) {
    return "a placeholder goes with \"form\": \"scalar\" only; a map has the services as its keys";
  }
  const auto names_service = [&](const std::string& step) {
    return NamesService(step, place.words);
  };
  if (std::ranges::count_if(steps, names_service) > 1 && place.words.empty() &&
      !FindPlaceholder(place.path, "service")) {
    return "the service may be named by {service_id} once only";
  }
  return std::nullopt;
}

}  // namespace deltaplan::tfvars
