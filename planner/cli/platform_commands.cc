#include <string>

#include "planner/cli/command_groups.h"
#include "planner/cli/flag_sets.h"

namespace deltaplan::planner {
namespace {

std::string ApplyCiSystem(Options& options, const std::string& value) {
  options.ci_start.system = value == "github"   ? CiSystem::kGithub
                            : value == "gitlab" ? CiSystem::kGitlab
                                                : CiSystem::kBuildkite;
  return {};
}

std::string ApplyCiPart(Options& options, const std::string& value) {
  options.ci_start.part = value == "comment" ? CiPart::kComment
                          : value == "jobs"  ? CiPart::kJobs
                                             : CiPart::kPipeline;
  return {};
}

}  // namespace

CommandSpec TargetsSpec() {
  return {
      .name = "targets",
      .summary = "The Terraform addresses found for each service",
      .about = "",
      .choose = [](Options& options) { options.command = Command::kTargets; },
      .arguments = {},
      .flags = Join({StateFlag(), FormatFlag("text json")}),
      .examples = {{"deltaplan targets --env prod", ""},
                   {"terraform show -json | deltaplan targets --env prod --state -",
                    "against the state"}},
      .page = "docs/terraform.md",
  };
}

CommandSpec AuditSpec() {
  return {
      .name = "audit",
      .summary = "What Dockerfiles read and the configuration misses",
      .about =
          "Reads Dockerfiles, ignore files, bake and compose files of head by BuildKit's own "
          "rules. What can't be told from them counts as the whole context, and is said.",
      .choose = [](Options& options) { options.command = Command::kAudit; },
      .arguments = {},
      .flags = Join({{{.name = "--working-tree",
                       .value = "",
                       .text = "Add uncommitted and untracked files",
                       .into = &Options::working_tree},
                      {.name = "--detailed-exitcode",
                       .value = "",
                       .text = "Exit with 2 when there is a finding",
                       .into = &Options::detailed_exitcode},
                      {.name = "--fix",
                       .value = "",
                       .text = "Write missing inputs and images into the configuration",
                       .into = &Options::fix},
                      {.name = "--dry-run",
                       .value = "",
                       .text = "With --fix: print the difference, write nothing",
                       .into = &Options::dry_run}},
                     FormatFlag("text json")}),
      .examples = {{"deltaplan audit", "what the configuration misses"},
                   {"deltaplan audit --working-tree --detailed-exitcode", "before a commit"},
                   {"deltaplan audit --fix --dry-run", "what it would add"}},
      .page = "docs/audit.md",
  };
}

CommandSpec InitSpec() {
  return {
      .name = "init",
      .summary = "Writes a configuration for what the repository holds",
      .about =
          "Finds services in Dockerfiles, bake and compose files, names in Terraform files. "
          "Each line says why it stands there. A deltaplan.json that is there stays as it is.",
      .choose = [](Options& options) { options.command = Command::kInit; },
      .arguments = {},
      .flags = {{.name = "--dry-run",
                 .value = "",
                 .text = "Print it, write nothing",
                 .into = &Options::dry_run},
                {.name = "--yes",
                 .value = "",
                 .text = "Ask nothing; it never does, scripts may say so",
                 .into = &Options::yes}},
      .examples = {{"deltaplan init --dry-run", "what it would write"}, {"deltaplan init", ""}},
      .page = "docs/init.md",
  };
}

CommandSpec CheckSpec() {
  return {
      .name = "check",
      .summary = "Validates the configuration",
      .about = "",
      .choose = [](Options& options) { options.command = Command::kCheck; },
      .arguments = {},
      .flags = FormatFlag("text json"),
      .examples = {{"deltaplan check", "in CI, for each change of the configuration"},
                   {"deltaplan check --head origin/main", "the configuration of another commit"}},
      .page = "docs/configuration.md",
  };
}

CommandSpec SettingsSpec() {
  return {
      .name = "settings",
      .summary = "The settings of an environment, as a script reads them",
      .about = "KEY=VALUE, with all defaults; items of lists by their number.",
      .choose = [](Options& options) { options.command = Command::kSettings; },
      .arguments = {},
      .flags = {{.name = "--var-file",
                 .value = "PATH",
                 .text = "Of the environment whose Terraform is given this file, not of --env",
                 .into = &Options::var_file,
                 .kind = ValueKind::kFile},
                {.name = "--check-workspace",
                 .value = "",
                 .text = "Refuse where Terraform would work in another workspace",
                 .into = &Options::check_workspace},
                {.name = "-z",
                 .value = "",
                 .text = "The key, a newline, the value as it is, a NUL: as git config --list -z",
                 .into = &Options::nul}},
      .examples = {{"deltaplan settings --env prod", "to look at"},
                   {"deltaplan settings --var-file infra/prod.tfvars -z", "for a script"}},
      .page = "docs/deploy.md",
  };
}

CommandSpec GraphSpec() {
  return {
      .name = "graph",
      .summary = "Services, packages and inputs as dot, mermaid, JSON, HTML",
      .about =
          "dot and mermaid make one node of those with the same edges; mermaid has at most 40.",
      .choose = [](Options& options) { options.command = Command::kGraph; },
      .arguments = {},
      .flags = Join({FormatFlag("dot mermaid json html"),
                     ServiceFlag(),
                     {{.name = "--base",
                       .value = "REV",
                       .text = "Only what the change since the merge base with REV touches",
                       .into = &Options::base,
                       .kind = ValueKind::kRevision},
                      {.name = "--unfactored",
                       .value = "",
                       .text = "dot: every node by itself",
                       .into = &Options::unfactored}}}),
      .examples = {{"deltaplan graph --format html > graph.html",
                    "for a browser, without a network"},
                   {"deltaplan graph --service web | dot -Tsvg > web.svg", ""}},
      .page = "docs/graph.md",
  };
}

CommandSpec CiSpec() {
  return {
      .name = "ci",
      .summary = "Writes a starting point for a CI system",
      .about = "",
      .choose = [](Options& options) { options.command = Command::kCi; },
      .arguments = {{.value = "SYSTEM",
                     .text = "github, gitlab or buildkite; docs/ci.md has recipes for others",
                     .into = ApplyCiSystem,
                     .minimum = 1,
                     .maximum = 1,
                     .words = "github gitlab buildkite"}},
      .flags = {{.name = "--part",
                 .value = "PART",
                 .text = "pipeline (the default); comment, for github; jobs, for the others",
                 .into = ApplyCiPart,
                 .words = "pipeline comment jobs"}},
      .examples = {{"deltaplan ci github --env prod > .github/workflows/deltaplan.yml", ""},
                   {"deltaplan ci gitlab --part jobs > ci/deltaplan.yml", "what its jobs extend"}},
      .page = "docs/ci.md",
  };
}

}  // namespace deltaplan::planner
