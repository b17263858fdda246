// deltaplan check: validates the configuration.
#include <fmt/format.h>
#include <utility>

#include "planner/commands/commands.h"
#include "planner/commands/session.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {

Result<Answer> RunCheck(const Options& options, const Ports& ports) {
  Result<std::unique_ptr<Session>> opened = OpenSession(options, ports);
  if (!opened) return std::move(opened).error();
  const Session& session = **opened;
  const Platform& platform = session.platform;
  if (!platform.dead_paths.empty()) {
    return ConfigError(session.config_name, DeadPathProblems(platform.dead_paths));
  }
  const auto count = [](std::size_t n, const char* what) {
    return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
  };
  Answer answer;
  if (!options.quiet) {
    answer.output = fmt::format("{} is valid: {}, {}, {}, {}.\n", session.config_name,
                                count(platform.services.size(), "service"),
                                count(platform.packages.size(), "package"),
                                count(platform.build_inputs.size(), "build input"),
                                count(session.config.environments.size(), "environment"));
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
