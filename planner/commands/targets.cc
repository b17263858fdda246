// deltaplan targets: the Terraform addresses found for each service.
#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/report/messages.h"
#include "planner/report/targets_report.h"
#include "planner/terraform/discovery.h"

namespace deltaplan::planner {
namespace {

// The findings as they are shown.
FoundTargets ReportOf(const Project& project, const std::vector<Discovery>& found) {
  FoundTargets report{.environment = project.environment()->name,
                      .head_commit = project.head().id,
                      .directory = std::nullopt,
                      .state_read = found.front().has_state,
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
        shown.targets.push_back({.address = target.address,
                                 .place = discovery.tree.nodes[target.node].place,
                                 .from_state = target.from_state,
                                 .in_state = target.in_state});
      }
      report.services.push_back(std::move(shown));
    }
    for (const UnresolvedTarget& unresolved : discovery.findings.unresolved) {
      report.unresolved.push_back({.address = unresolved.address,
                                   .place = unresolved.place,
                                   .reason = unresolved.reason,
                                   .services = unresolved.services});
    }
    const Warnings& warnings = discovery.findings.warnings;
    report.warnings.insert(report.warnings.end(), warnings.begin(), warnings.end());
  }
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
  const Result<std::vector<Discovery>> found =
      DiscoverAll(project, *platform, options.state, ports);
  if (!found) return found.error();
  const FoundTargets report = ReportOf(project, *found);
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
