// deltaplan check: validates the configuration.
#include <fmt/format.h>
#include <utility>

#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/facts/dead_paths.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {

Result<Answer> RunCheck(const Options& options, const Ports& ports) {
  Result<std::unique_ptr<Project>> opened = Project::Open(ProjectRequestOf(options), ports);
  if (!opened) return std::move(opened).error();
  const Project& project = **opened;
  const Result<Platform> expanded = project.Expand(project.head().tree);
  if (!expanded) return expanded.error();
  const Platform& platform = *expanded;
  if (Status alive = CheckNoDeadPaths(platform, project.config_name()); !alive) {
    return std::move(alive).error();
  }
  const auto count = [](std::size_t n, const char* what) {
    return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
  };
  Answer answer;
  if (!options.quiet) {
    answer.output = fmt::format("{} is valid: {}, {}, {}, {}.\n", project.config_name(),
                                count(platform.services.size(), "service"),
                                count(platform.packages.size(), "package"),
                                count(platform.build_inputs.size(), "build input"),
                                count(project.config().environments.size(), "environment"));
  }
  if (options.verbose) {
    for (const Service& service : platform.services) {
      answer.output +=
          fmt::format("  {}  {}\n", DisplayPath(service.name), DisplayPath(service.path.bytes()));
    }
  }
  return answer;
}

}  // namespace deltaplan::planner
