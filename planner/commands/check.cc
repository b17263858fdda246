// deltaplan check: validates the configuration.
#include <string>
#include <utility>
#include <vector>

#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/facts/dead_paths.h"
#include "planner/report/check_report.h"
#include "planner/report/messages.h"
#include "planner/terraform/tag_variables.h"

namespace deltaplan::planner {

Result<Answer> RunCheck(const Options& options, const Ports& ports) {
  Result<std::unique_ptr<Project>> opened =
      Project::Open(ProjectRequestWithoutEnvironment(options), ports);
  if (!opened) return std::move(opened).error();
  const Project& project = **opened;
  const Result<Platform> expanded = project.Expand(project.head().tree);
  if (!expanded) return expanded.error();
  const Platform& platform = *expanded;
  if (Status alive = CheckNoDeadPaths(platform, project.config_name()); !alive) {
    return std::move(alive).error();
  }
  Answer answer;
  for (const EnvironmentEntry& environment : project.config().environments) {
    answer.messages += WarningLines(TagVariableWarnings(
        environment, ServiceNamesOf(platform.services), project.root(), ports.files));
  }
  if (!options.quiet) {
    answer.output =
        CheckSummary(project.config_name(), platform, project.config().environments.size());
  }
  if (options.verbose) answer.output += CheckedServices(platform);
  return answer;
}

}  // namespace deltaplan::planner
