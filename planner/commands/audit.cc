// deltaplan audit: what Dockerfiles read, held against the configuration.
#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "planner/commands/audit_facts.h"
#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/commands/preview.h"
#include "planner/commands/terminal_text.h"
#include "planner/config/config_fixes.h"
#include "planner/live/live_source.h"
#include "planner/model/audit_fixes.h"
#include "planner/ports/tree_read_error.h"
#include "planner/report/audit_report.h"
#include "planner/report/messages.h"
#include "planner/text/line_difference.h"

namespace deltaplan::planner {
namespace {

// The configuration with what the findings are sure about.
Result<std::string> Fixed(const Project& project, const Platform& platform,
                          const std::vector<AuditFinding>& findings) {
  const auto services = std::ranges::count_if(
      platform.services, [](const Service& service) { return !service.IsExternal(); });
  AuditFixes fixes;
  AddFixes(findings, static_cast<std::size_t>(services), fixes);
  std::string text = FixedConfigText(project.config_file(), platform, fixes);
  // What is written has to be read by whoever comes next.
  if (auto read = ParseConfigFile(project.config_name(), text, LiveSourceKinds()); !read) {
    return std::move(read).error().Within("cannot fix the configuration; nothing was written");
  }
  return text;
}

// What is to be done about what was found, or after it.
std::string NextAfterAudit(const Options& options, const Project& project,
                           const std::vector<AuditFinding>& findings, const Terminal& terminal) {
  const bool is_fixable = std::ranges::any_of(findings, IsFixable);
  std::vector<std::string> words{"audit"};
  if (options.working_tree) words.emplace_back("--working-tree");
  if (is_fixable) {
    words.emplace_back("--fix");
    if (options.dry_run) {
      return NextCommand(options, terminal, words, "writes this into the configuration.");
    }
    words.emplace_back("--dry-run");
    return NextCommand(options, terminal, words, "shows what it would add to the configuration.");
  }
  if (!findings.empty()) {
    return NextStep(options, terminal,
                    "Next: mend each finding by hand; docs/audit.md says how.\n");
  }
  const auto preview = NextPreview(project.repository(), options.head);
  return preview ? NextCommand(options, terminal, preview->words, preview->what) : std::string();
}

Status Write(const Project& project, const std::string& text, Files& files) {
  const bool is_inside = project.config_in_tree().has_value();
  const std::optional<std::string> path = files.Canonical(
      is_inside ? project.root() + "/" + *project.config_in_tree() : project.config_path());
  if (!project.config_is_checked_out() || !path) {
    return Error{.message = "--fix: the configuration is no file that is checked out",
                 .causes = {},
                 .remedy =
                     "Run it in a work tree that stands at head, or name a file with "
                     "--config FILE."};
  }
  if (is_inside && !path->starts_with(project.root() + "/")) {
    return Error{.message = fmt::format("--fix: {} is a link that leads out of the repository",
                                        project.config_name()),
                 .causes = {},
                 .remedy = "Name the file itself with --config FILE."};
  }
  const Result<std::vector<FileReplaced>> replaced =
      files.Replace({{.path = *path, .expected = project.config_text(), .content = text}});
  if (!replaced) return replaced.error();
  return Ok();
}

// Takes what is sure out of the findings and puts it into the configuration.
Result<Answer> Fix(const Options& options, const Project& project, const Platform& platform,
                   std::vector<AuditFinding>& findings, Files& files) {
  Answer answer;
  const auto fixable = static_cast<std::size_t>(std::ranges::count_if(findings, IsFixable));
  if (fixable == 0) return answer;
  Result<std::string> text = Fixed(project, platform, findings);
  if (!text) return std::move(text).error();
  if (options.dry_run) {
    answer.output = UnifiedDifference(project.config_path(), project.config_text(), *text);
    answer.messages =
        NoteLines(notes::ConfigFixed{.findings = fixable, .file = project.config_name()});
    return answer;
  }
  if (Status written = Write(project, *text, files); !written) return std::move(written).error();
  std::erase_if(findings, IsFixable);
  answer.messages = NoteLines(
      notes::ConfigFixed{.findings = fixable, .file = project.config_name(), .is_written = true});
  return answer;
}

}  // namespace

Result<Answer> RunAudit(const Options& options, const Ports& ports) {
  ProjectRequest request = ProjectRequestWithoutEnvironment(options);
  request.working_tree = options.working_tree;
  Result<std::unique_ptr<Project>> opened = Project::Open(request, ports);
  if (!opened) return std::move(opened).error();
  const Project& project = **opened;
  const Result<PathFacts> facts = GatherPaths(project);
  if (!facts) return facts.error();
  Result<AuditAnswer> audited = AuditProject(project, *facts);
  if (!audited) return std::move(audited).error();
  std::vector<AuditFinding>& findings = audited->findings;
  Answer answer;
  if (options.fix) {
    Result<Answer> fixed = Fix(options, project, facts->platform, findings, ports.files);
    if (!fixed) return fixed;
    answer = *std::move(fixed);
    if (options.quiet) answer.messages.clear();
  }
  // A difference stands for itself.
  if (!options.dry_run) {
    if (options.format == Format::kJson) {
      answer.output = AuditJson(findings, audited->images);
    } else if (!options.quiet || !findings.empty()) {
      answer.output =
          TerminalText(AuditText(findings, audited->images, options.verbose), ports.terminal);
    }
  }
  if (!audited->missing.empty()) {
    answer.messages += NoteLines(notes::FilesNotRead{
        .remedy = kFetchBlobsRemedy,
        .commands = FetchBlobsCommands(audited->missing, project.repository().facts())});
  }
  answer.output += NextAfterAudit(options, project, findings, ports.terminal);
  if (options.detailed_exitcode && !findings.empty()) {
    answer.exit_code = ExitCode::kSomethingToDeploy;
  }
  return answer;
}

}  // namespace deltaplan::planner
