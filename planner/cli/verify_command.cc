#include "planner/cli/command_groups.h"
#include "planner/cli/flag_sets.h"

namespace deltaplan::planner {

CommandSpec VerifySpec() {
  return {
      .name = "verify",
      .summary = "Checks a Terraform plan: nothing else may change",
      .about = "",
      .choose = [](Options& options) { options.command = Command::kVerify; },
      .arguments = {{.value = "TFPLAN",
                     .text =
                         "What `terraform show -json PLANFILE` prints; - is standard input; may "
                         "be left out with --live",
                     .into = &Options::terraform_plan,
                     .maximum = 1,
                     .kind = ValueKind::kFile}},
      .flags = Join(
          {{{.name = "--plan",
             .value = "FILE",
             .text =
                 "deltaplan's plan.json, or the directory that --out wrote (default: plan.json)",
             .into = &Options::plan,
             .kind = ValueKind::kFile},
            {.name = "--root",
             .value = "ROOT=TFPLAN",
             .text = "The same for one of several root modules: its directory, or roots/N of the "
                     "plan; repeatable",
             .into = &Options::root_plans,
             .kind = ValueKind::kFile,
             .rare = true},
            {.name = "--live",
             .value = "",
             .text = "Also read live and the tag map again, and refuse when they have moved since",
             .into = &Options::asks_live}},
           LiveFileFlags(),
           StateFlag(),
           {{.name = "--allow",
             .value = "ADDRESS",
             .text = "A module, resource or instance that may change besides; repeatable",
             .into = &Options::allow},
            {.name = "--allow-outside",
             .value = "",
             .text = "Whatever no target contains may change, too, unless it is deleted or "
                     "replaced",
             .into = &Options::allow_outside},
            {.name = "--allow-destroyed",
             .value = "",
             .text = "With --allow-outside: it may be deleted or replaced, too",
             .into = &Options::allow_destroyed,
             .rare = true},
            {.name = "--allow-attribute",
             .value = "NAME",
             .text = "An attribute that may change on any resource, such as tags_all; repeatable",
             .into = &Options::allow_attributes,
             .rare = true},
            {.name = "--allow-unchanged",
             .value = "NAME",
             .text = "A service to be deployed that Terraform need not change; repeatable",
             .into = &Options::allow_unchanged,
             .kind = ValueKind::kService,
             .rare = true},
            {.name = "--allow-data-loss",
             .value = "ADDRESS",
             .text = "What may be deleted or replaced although it holds data; repeatable",
             .into = &Options::allow_data_loss,
             .rare = true},
            {.name = "--data-type",
             .value = "PATTERN",
             .text = "A further resource type that holds data; * stands for any characters; "
                     "repeatable",
             .into = &Options::data_types,
             .rare = true}},
           FormatFlag("text json")}),
      .examples = {{"terraform show -json tfplan | deltaplan verify - --plan build/plan", ""},
                   {"deltaplan verify --live --plan build/plan", "whether live has moved since"}},
      .page = "docs/verify.md",
  };
}

}  // namespace deltaplan::planner
