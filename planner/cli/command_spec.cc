#include "planner/cli/command_spec.h"

#include <algorithm>

#include "planner/cli/command_groups.h"

namespace deltaplan::planner {

const std::vector<CommandSpec>& AllCommands() {
  static const std::vector<CommandSpec> kCommands{
      PlanSpec(),  PreviewSpec(),    WhySpec(),    AffectsSpec(),  StatusSpec(),
      TagsSpec(),  TargetsSpec(),    VerifySpec(), ImagesSpec(),   ReleaseSpec(),
      AuditSpec(), InitSpec(),       CheckSpec(),  SettingsSpec(), GraphSpec(),
      CiSpec(),    CompletionSpec(), ManSpec(),    HelpSpec(),
  };
  return kCommands;
}

const CommandSpec* FindCommand(const std::vector<CommandSpec>& commands, std::string_view name) {
  const auto found = std::ranges::find(commands, name, &CommandSpec::name);
  return found == commands.end() ? nullptr : &*found;
}

}  // namespace deltaplan::planner
