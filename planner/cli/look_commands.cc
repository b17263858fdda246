#include <string>
#include <vector>

#include "planner/cli/command_groups.h"
#include "planner/cli/flag_sets.h"

namespace deltaplan::planner {

CommandSpec WhySpec() {
  return {
      .name = "why",
      .summary = "Every path that makes a service deploy; the commits since",
      .about = "",
      .choose = [](Options& options) { options.command = Command::kWhy; },
      .arguments = {{.value = "SERVICE",
                     .text = "The service, or those like 'api-*'",
                     .into = &Options::service,
                     .minimum = 1,
                     .maximum = 1,
                     .kind = ValueKind::kService},
                    {.value = "MORE",
                     .text = "Further services; and last a path: only what comes from there",
                     .into = &Options::paths,
                     .kind = ValueKind::kTrackedPath}},
      .flags = Join({OneLineFlags(), LiveFlags(), FormatFlag("text json")}),
      .examples = {{"deltaplan why api --env prod", ""},
                   {"deltaplan why api packages/events", "only what comes from there"},
                   {"deltaplan why 'api-*' web", "several at once"}},
      .page = "docs/output.md",
  };
}

CommandSpec AffectsSpec() {
  return {
      .name = "affects",
      .summary = "Which services a change to these paths would deploy",
      .about = "",
      .choose = [](Options& options) { options.command = Command::kAffects; },
      .arguments = {{.value = "PATH",
                     .text = "Paths as git takes them; - reads a list from standard input",
                     .into = &Options::paths,
                     .minimum = 1,
                     .kind = ValueKind::kTrackedPath}},
      .flags = Join({OneLineFlags(), FormatFlag("text json")}),
      .examples = {{"deltaplan affects packages/events pnpm-lock.yaml", ""},
                   {"deltaplan affects services/api --format json", "for a script"}},
      .page = "docs/output.md",
  };
}

CommandSpec StatusSpec() {
  return {
      .name = "status",
      .summary = "Live, tag map, Terraform state and head side by side",
      .about = "",
      .choose = [](Options& options) { options.command = Command::kStatus; },
      .arguments = {},
      .flags = Join({ServiceFlag(),
                     LiveFlags(),
                     StateFlag(),
                     FormatFlag("text json"),
                     {{.name = "--strict",
                       .value = "",
                       .text = "Exit with 4 when a source disagrees or can't be read",
                       .into = &Options::strict}}}),
      .examples = {{"deltaplan status --env prod", ""},
                   {"deltaplan status --env prod --strict --quiet", "for a script"}},
      .page = "docs/status.md",
  };
}

}  // namespace deltaplan::planner
