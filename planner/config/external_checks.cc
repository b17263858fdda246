#include "planner/config/external_checks.h"

#include <fmt/format.h>
#include <set>
#include <string>
#include <string_view>

namespace deltaplan::planner {

void CheckExternal(const Platform& platform, const Config& config, ConfigProblems& problems) {
  const std::set<std::string> external = ExternalServices(platform.services);
  if (external.empty()) return;
  for (const ServiceEntry& entry : config.services) {
    if (!entry.name || !external.contains(*entry.name)) continue;
    const auto refuse = [&](bool is_there, const char* key) {
      if (!is_there) return;
      problems.push_back({entry.pointer + "/" + key,
                          fmt::format("What is built elsewhere has no \"{}\"", key),
                          "Remove it, or \"external\"."});
    };
    refuse(entry.inputs.has_value(), "inputs");
    refuse(entry.depends_on.has_value(), "depends_on");
    refuse(entry.always.value_or(false), "always");
  }

  std::set<std::string_view> built;
  for (const Image& image : platform.images) built.insert(image.name);
  for (const Service& service : platform.services) {
    if (!service.IsExternal()) built.insert(service.image);
  }
  for (const Service& service : platform.services) {
    if (!service.IsExternal() || !built.contains(service.image)) continue;
    problems.push_back(
        {service.pointer,
         fmt::format("The image \"{}\" of \"{}\" is built elsewhere, and here as well",
                     service.image, service.name),
         "Give the service another \"image\", or take \"external\" out."});
  }
}

}  // namespace deltaplan::planner
