#include "planner/ports/no_commands.h"

#include <fmt/format.h>

#include "planner/text/quote.h"

namespace deltaplan::planner {

Result<CommandOutput> NoCommands::Run(const CommandLine& command) {
  return Error{.message = fmt::format("'{}' is not run", DisplayText(command.arguments.front())),
               .causes = {"--no-commands forbids all programs"},
               .remedy = kNoCommandsRemedy};
}

}  // namespace deltaplan::planner
