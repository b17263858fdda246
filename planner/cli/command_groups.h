// The commands, a source for each group. A new command is a function here, its row in `AllCommands`
// (command_spec.cc), a value of `Command`, and a case in commands/commands.cc; nothing else lists
// it.
#ifndef DELTAPLAN_PLANNER_CLI_COMMAND_GROUPS_H_
#define DELTAPLAN_PLANNER_CLI_COMMAND_GROUPS_H_

#include "planner/cli/command_spec.h"

namespace deltaplan::planner {

// plan_commands.cc: what to deploy.
CommandSpec PlanSpec();
CommandSpec PreviewSpec();
// look_commands.cc: what is, and why.
CommandSpec WhySpec();
CommandSpec AffectsSpec();
CommandSpec StatusSpec();
// platform_commands.cc: the configuration and what it describes.
CommandSpec TargetsSpec();
CommandSpec CheckSpec();
CommandSpec SettingsSpec();
CommandSpec GraphSpec();
CommandSpec CiSpec();
CommandSpec AuditSpec();
CommandSpec InitSpec();
// tags_command.cc, verify_command.cc, release_commands.cc: from a plan to what runs.
CommandSpec TagsSpec();
CommandSpec VerifySpec();
CommandSpec ImagesSpec();
CommandSpec ReleaseSpec();
// help_commands.cc: what this room answers by itself.
CommandSpec CompletionSpec();
CommandSpec ManSpec();
CommandSpec HelpSpec();

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CLI_COMMAND_GROUPS_H_
