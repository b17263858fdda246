// deltaplan audit: what Dockerfiles read, held against the configuration.
#include <memory>
#include <utility>

#include "planner/commands/audit_facts.h"
#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/report/audit_report.h"

namespace deltaplan::planner {

Result<Answer> RunAudit(const Options& options, const Ports& ports) {
  ProjectRequest request = ProjectRequestWithoutEnvironment(options);
  request.working_tree = options.working_tree;
  Result<std::unique_ptr<Project>> opened = Project::Open(request, ports);
  if (!opened) return std::move(opened).error();
  const Project& project = **opened;
  const Result<PathFacts> facts = GatherPaths(project);
  if (!facts) return facts.error();
  const Result<AuditAnswer> audited = AuditProject(project, *facts, {});
  if (!audited) return audited.error();
  Answer answer;
  if (options.format == Format::kJson) {
    answer.output = AuditJson(audited->findings, audited->images);
  } else if (!options.quiet || !audited->findings.empty()) {
    answer.output = AuditText(audited->findings, audited->images);
  }
  if (options.detailed_exitcode && !audited->findings.empty()) {
    answer.exit_code = ExitCode::kSomethingToDeploy;
  }
  return answer;
}

}  // namespace deltaplan::planner
