// deltaplan targets: the Terraform addresses found for each service.
#include <utility>

#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/report/messages.h"
#include "planner/report/targets_report.h"
#include "planner/terraform/discovery.h"

namespace deltaplan::planner {
namespace {

// The findings as they are shown.
FoundTargets ReportOf(const Project& project, const Discovery& discovery) {
  const auto place = [](const tfvars::Place& at) { return FileLine{at.file, at.line}; };
  FoundTargets report{.environment = project.environment()->name,
                      .head_commit = project.head().id,
                      .directory = discovery.directory,
                      .state_read = discovery.has_state,
                      .services = {},
                      .unresolved = {},
                      .warnings = discovery.findings.warnings};
  for (const ServiceTargets& service : discovery.findings.services) {
    FoundTargetsOfService found{.name = service.service, .targets = {}};
    for (const ServiceTarget& target : service.targets) {
      found.targets.push_back({.address = target.address,
                               .place = place(discovery.tree.nodes[target.node].place),
                               .from_state = target.from_state,
                               .in_state = target.in_state});
    }
    report.services.push_back(std::move(found));
  }
  for (const UnresolvedTarget& unresolved : discovery.findings.unresolved) {
    report.unresolved.push_back({unresolved.address, place(unresolved.place), unresolved.reason});
  }
  return report;
}

}  // namespace

Result<Answer> RunTargets(const Options& options, const Ports& ports) {
  Result<std::unique_ptr<Project>> opened = Project::Open(ProjectRequestOf(options), ports);
  if (!opened) return std::move(opened).error();
  const Project& project = **opened;
  const Result<Platform> platform = project.Expand(project.head().tree);
  if (!platform) return platform.error();
  const Result<Discovery> discovery = Discover(project, *platform, options.state, ports.files);
  if (!discovery) return discovery.error();
  const FoundTargets report = ReportOf(project, *discovery);
  Answer answer;
  if (options.format == Format::kJson) {
    answer.output = FoundTargetsJson(report);
    return answer;
  }
  answer.output = FoundTargetsText(report);
  if (options.quiet) return answer;
  answer.messages += WarningLines(report.warnings);
  return answer;
}

}  // namespace deltaplan::planner
