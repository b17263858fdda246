// deltaplan check: validates the configuration.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/config/health_addresses.h"
#include "planner/facts/dead_paths.h"
#include "planner/live/registry_kind.h"
#include "planner/model/placeholders.h"
#include "planner/report/check_json.h"
#include "planner/report/check_report.h"
#include "planner/report/messages.h"
#include "planner/terraform/tag_variables.h"

namespace deltaplan::planner {
namespace {

std::vector<CheckedEnvironment> Checked(const Config& config, const Platform& platform) {
  std::vector<CheckedEnvironment> checked;
  for (const EnvironmentEntry& entry : config.environments) {
    CheckedEnvironment environment{.entry = &entry, .registry = std::nullopt, .health = {}};
    if (entry.repository) {
      environment.registry =
          RegistryKindOf(entry.deploy, FillPlaceholders(*entry.repository, {{"env", entry.name}}));
    }
    for (const Service& service : platform.services) {
      environment.health.emplace(service.name, HealthAddressOf(entry, service));
    }
    checked.push_back(std::move(environment));
  }
  return checked;
}

}  // namespace

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
  const Config& config = project.config();
  if (Status known = CheckHealthAddresses(config, platform, project.config_name()); !known) {
    return std::move(known).error();
  }
  Warnings warnings;
  for (const EnvironmentEntry& environment : config.environments) {
    for (Warning& warning :
         TagVariableWarnings(environment, platform.services, project.root(), ports.files)) {
      warnings.push_back(std::move(warning));
    }
  }
  Answer answer;
  answer.messages = WarningLines(warnings);
  if (options.format == Format::kJson) {
    answer.output = CheckJson(project.config_path(), platform, Checked(config, platform), warnings);
    return answer;
  }
  if (!options.quiet) {
    answer.output = CheckSummary(project.config_name(), platform, config.environments.size());
  }
  if (options.verbose) answer.output += CheckedServices(platform);
  return answer;
}

}  // namespace deltaplan::planner
