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
