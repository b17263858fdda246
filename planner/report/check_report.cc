#include "planner/report/check_report.h"

#include <fmt/format.h>

#include "planner/report/sentences.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {

std::string CheckSummary(const std::string& config, const Platform& platform,
                         std::size_t environments) {
  return fmt::format(
      "{} is valid: {}, {}, {}, {}.\n", DisplayPath(config),
      CountOf(platform.services.size(), "service"), CountOf(platform.packages.size(), "package"),
      CountOf(platform.build_inputs.size(), "build input"), CountOf(environments, "environment"));
}

std::string CheckedServices(const Platform& platform) {
  std::string text;
  for (const Service& service : platform.services) {
    text += fmt::format("  {}  {}\n", DisplayPath(service.name),
                        service.path ? ShownPath(service.path->bytes()) : "built elsewhere");
  }
  return text;
}

}  // namespace deltaplan::planner
