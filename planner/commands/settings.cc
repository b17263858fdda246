// deltaplan settings: what the configuration says of one environment, for scripts.
#include "planner/commands/settings.h"

#include <fmt/format.h>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/commands/selected_workspace.h"
#include "planner/commands/tag_answer.h"
#include "planner/config/health_addresses.h"
#include "planner/facts/gather.h"
#include "planner/live/registry_kind.h"
#include "planner/model/placeholders.h"
#include "planner/model/service_environment.h"
#include "planner/report/settings_text.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

// The environment whose Terraform is given the file at `path`; the first, where several are.
Result<const EnvironmentEntry*> EnvironmentOfVarFile(const Project& project,
                                                     const Platform& platform,
                                                     const std::string& path, Files& files) {
  const std::optional<std::string> given = files.Canonical(path);
  Error none{
      .message = fmt::format("--var-file: '{}' belongs to no environment", DisplayText(path)),
      .causes = {},
      .remedy =
          "Name a file that is in \"var_files\" of an environment's \"terraform\", or "
          "add it there."};
  if (!given) {
    none.message = fmt::format("--var-file: there is no file '{}'", DisplayText(path));
    none.remedy = "Paths are relative to the directory that it is started in, or to that of -C.";
  }
  for (const EnvironmentEntry& environment : project.config().environments) {
    for (const RootServices& root : RootsOf(environment, platform.services)) {
      for (const std::string& file : root.root.var_files) {
        if (given && files.Canonical(project.root() + "/" + file) == given) return &environment;
        none.causes.push_back(
            fmt::format("{} has {}", DisplayPath(environment.name), DisplayPath(file)));
      }
    }
  }
  return none;
}

Result<const EnvironmentEntry*> ChosenEnvironment(const Project& project, const Platform& platform,
                                                  const Options& options, Files& files) {
  if (options.var_file) return EnvironmentOfVarFile(project, platform, *options.var_file, files);
  if (project.environment() != nullptr) return project.environment();
  std::vector<std::string> causes;
  for (const EnvironmentEntry& environment : project.config().environments) {
    causes.push_back("there is " + DisplayPath(environment.name));
  }
  return Error{.message = "for which environment?",
               .causes = std::move(causes),
               .remedy = "Say it with --env NAME, or with --var-file PATH."};
}

}  // namespace

CheckedEnvironment Checked(const EnvironmentEntry& environment, const Platform& platform) {
  CheckedEnvironment checked{.entry = &environment, .registry = std::nullopt, .health = {}};
  if (environment.repository) {
    checked.registry = RegistryKindOf(
        environment.deploy, FillPlaceholders(*environment.repository, {{"env", environment.name}}));
  }
  for (const Service& service : platform.services) {
    checked.health.emplace(service.name, HealthAddressOf(environment, service));
  }
  return checked;
}

Result<Answer> RunSettings(const Options& options, const Ports& ports) {
  const Result<std::unique_ptr<Project>> opened =
      Project::Open(ProjectRequestWithoutEnvironment(options), ports);
  if (!opened) return opened.error();
  const Project& project = **opened;
  const Result<Platform> platform = project.Expand(project.head().tree);
  if (!platform) return platform.error();
  const Result<const EnvironmentEntry*> environment =
      ChosenEnvironment(project, *platform, options, ports.files);
  if (!environment) return environment.error();
  if (Status known = CheckHealthAddresses(project.config(), *platform, project.config_name(),
                                          project.config_text());
      !known) {
    return std::move(known).error();
  }
  if (options.check_workspace) {
    const Result<std::optional<Refusal>> other =
        FindOtherWorkspace(**environment, *platform, project.root(), ports);
    if (!other) return other.error();
    if (*other) return RefusedAnswer(**other);
  }
  const Result<HeadFacts> head = GatherHead(project, project.head(), *platform, NewTags::kMade);
  if (!head) return head.error();
  const std::vector<Setting> settings =
      SettingsOf(Checked(**environment, *platform), head->commit.ToHex(), head->Tag());
  Answer answer;
  answer.output = options.nul ? SettingRecords(settings) : SettingLines(settings);
  return answer;
}

}  // namespace deltaplan::planner
