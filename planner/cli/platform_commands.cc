#include "planner/cli/command_groups.h"
#include "planner/cli/flag_sets.h"

namespace deltaplan::planner {

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
                       .into = &Options::detailed_exitcode}},
                     FormatFlag("text json")}),
      .examples = {{"deltaplan audit", "what the configuration misses"},
                   {"deltaplan audit --working-tree --detailed-exitcode", "before a commit"}},
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

}  // namespace deltaplan::planner
