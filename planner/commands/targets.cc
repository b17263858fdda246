// deltaplan targets: the Terraform addresses of each service, found and written.
#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/report/messages.h"
#include "planner/report/targets_report.h"
#include "planner/terraform/gather_terraform.h"

namespace deltaplan::planner {
namespace {

// The findings as they are shown.
FoundTargets ReportOf(const Project& project, const TargetsOverview& overview) {
  const std::vector<Discovery>& found = overview.roots;
  FoundTargets report{.environment = project.environment()->name,
                      .head_commit = project.head().id,
                      .directory = std::nullopt,
                      .state_read = std::ranges::any_of(
                          found, [](const Discovery& each) { return each.state.has_value(); }),
                      .services = {},
                      .unresolved = {},
                      .warnings = {}};
  if (found.size() == 1) report.directory = found.front().root.dir;
  for (const Discovery& discovery : found) {
    for (const ServiceTargets& service : discovery.findings.services) {
      FoundTargetsOfService shown{.name = service.service,
                                  .directory = discovery.root.dir,
                                  .workspace = discovery.root.workspace,
                                  .targets = {}};
      for (const ServiceTarget& target : service.targets) {
        FoundTarget& one = shown.targets.emplace_back();
        one.address = target.address;
        if (target.node) one.place = discovery.tree.nodes[*target.node].place;
        one.from_state = target.from_state;
        one.in_state = target.in_state;
        one.is_written = target.is_written;
      }
      report.services.push_back(std::move(shown));
    }
    for (const UnresolvedTarget& unresolved : discovery.findings.unresolved) {
      report.unresolved.push_back({.address = unresolved.address,
                                   .place = unresolved.place,
                                   .reason = unresolved.reason,
                                   .services = unresolved.services});
    }
  }
  // What can't be told stands in a list of its own.
  std::ranges::copy_if(overview.warnings, std::back_inserter(report.warnings),
                       [](const Warning& warning) {
                         return !std::holds_alternative<warnings::TargetsUnresolved>(warning);
                       });
  std::ranges::sort(report.services, {}, &FoundTargetsOfService::name);
  return report;
}

}  // namespace

Result<Answer> RunTargets(const Options& options, const Ports& ports) {
  Result<std::unique_ptr<Project>> opened = Project::Open(ProjectRequestOf(options), ports);
  if (!opened) return std::move(opened).error();
  const Project& project = **opened;
  const Result<Platform> platform = project.Expand(project.head().tree);
  if (!platform) return platform.error();
  const Result<TargetsOverview> found = GatherTargets(project, *platform, options.state, ports);
  if (!found) return found.error();
  const FoundTargets report = ReportOf(project, *found);
  Answer answer;
  if (options.format == Format::kJson) {
    answer.output = FoundTargetsJson(report);
    return answer;
  }
  const std::optional<std::size_t> width =
      ports.terminal.is_terminal ? std::optional(ports.terminal.width) : std::nullopt;
  answer.output = FoundTargetsText(report, width) +
                  NextCommand(options, ports.terminal, {"plan"}, "says which of them deploy.");
  if (options.quiet) return answer;
  answer.messages += WarningLines(report.warnings, options.verbose);
  return answer;
}

}  // namespace deltaplan::planner
