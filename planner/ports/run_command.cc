#include "planner/ports/run_command.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <utility>

#include "planner/text/quote.h"
#include "planner/text/shell_words.h"

namespace deltaplan::planner {
namespace {

// The last lines of what a program said, without blank ones.
std::vector<std::string> LastLines(std::string_view text) {
  constexpr std::size_t kMost = 6;
  std::vector<std::string> lines;
  while (!text.empty() && lines.size() < kMost) {
    const std::size_t end = text.rfind('\n');
    const std::string_view line = end == std::string_view::npos ? text : text.substr(end + 1);
    text = end == std::string_view::npos ? std::string_view() : text.substr(0, end);
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) {
      lines.push_back(DisplayText(line));
    }
  }
  std::ranges::reverse(lines);
  return lines;
}

}  // namespace

Result<std::string> RunToSuccess(CommandRunner& runner, const CommandLine& command) {
  Result<CommandOutput> done = runner.Run(command);
  if (!done) return std::move(done).error();
  if (done->exit_code == 0) return std::move(done->output);
  const std::string where =
      command.directory.empty() ? "" : fmt::format(" in '{}'", DisplayText(command.directory));
  return Error{.message = fmt::format("{}{} failed with exit code {}",
                                      ShownCommand(command.arguments), where, done->exit_code),
               .causes = LastLines(done->errors),
               .remedy = "Run it by hand to see why."};
}

}  // namespace deltaplan::planner
