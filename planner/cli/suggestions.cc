#include "planner/cli/suggestions.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>
#include <utility>

#include "planner/cli/flag_sets.h"
#include "planner/text/nearest_word.h"

namespace deltaplan::planner {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

// What other tools and habits call our flags and commands. Only what is far from its name in
// letters: the nearest word finds the rest.
constexpr Pair kFlagHabits[] = {
    {"-e", "--env"},
    {"--environment", "--env"},
    {"-o", "--out"},
    {"--output", "--format"},
    {"-f", "--format"},
    {"-c", "--config"},
    {"-s", "--service"},
    {"--only", "--service"},
    {"--exclude", "--hold"},
    {"--skip", "--hold"},
    {"-b", "--base"},
    {"--from", "--base"},
    {"--since", "--base"},
    {"--ref", "--head"},
    {"--sha", "--head"},
    {"--commit", "--head"},
    {"--rev", "--head"},
    {"--dirty", "--working-tree"},
    {"--uncommitted", "--working-tree"},
    {"-j", "--jobs"},
    {"--threads", "--jobs"},
    {"--cwd", "-C"},
    {"--directory", "-C"},
    {"--chdir", "-C"},
    {"--silent", "--quiet"},
    {"--debug", "--verbose"},
    {"-n", "--dry-run"},
    {"--reason", "--message"},
    {"--older-than", "--min-age"},
    {"--wait", "--timeout"},
};
constexpr Pair kCommandHabits[] = {
    {"explain", "why"},
    {"reason", "why"},
    {"affected", "affects"},
    {"diff", "preview"},
    {"changed", "preview"},
    {"validate", "check"},
    {"lint", "check"},
    {"doctor", "check"},
    {"rollback", "tags rollback"},
    {"promote", "tags promote"},
    {"history", "tags history"},
    {"bootstrap", "tags bootstrap"},
    {"get", "tags get"},
    {"set", "tags set"},
    {"wait", "release wait"},
    {"resume", "release resume"},
    {"restart", "release restart"},
    {"show", "status"},
    {"list", "check"},
    {"ls", "check"},

    {"version", "--version"},
};

std::string_view Habit(const Pair* begin, const Pair* end, std::string_view word) {
  const Pair* const found =
      std::find_if(begin, end, [&](const Pair& pair) { return pair.first == word; });
  return found == end ? std::string_view() : found->second;
}

bool Has(const std::vector<Flag>& flags, std::string_view name) {
  return std::ranges::find(flags, name, &Flag::name) != flags.end();
}

const Flag* FormatOf(const CommandSpec& command) {
  const auto found = std::ranges::find(command.flags, "--format", &Flag::name);
  return found == command.flags.end() ? nullptr : &*found;
}

// "plan", "tags set": each command with this flag.
std::vector<std::string> CommandsWith(std::string_view flag) {
  std::vector<std::string> with;
  for (const CommandSpec& command : AllCommands()) {
    if (Has(command.flags, flag)) with.emplace_back(command.name);
    for (const CommandSpec& action : command.actions) {
      if (Has(action.flags, flag)) with.push_back(fmt::format("{} {}", command.name, action.name));
    }
  }
  return with;
}

}  // namespace

std::string DidYouMean(std::string_view word, const std::vector<std::string>& known) {
  const std::optional<std::string> nearest = NearestWord(word, known);
  return nearest ? fmt::format(", did you mean '{}'?", *nearest) : "";
}

std::string UnknownCommand(std::string_view word) {
  const std::string_view habit = Habit(std::begin(kCommandHabits), std::end(kCommandHabits), word);
  if (!habit.empty()) {
    return fmt::format("unknown command '{}', did you mean 'deltaplan {}'?", word, habit);
  }
  std::vector<std::string> known;
  for (const CommandSpec& command : AllCommands()) known.emplace_back(command.name);
  return fmt::format("unknown command '{}'{}", word, DidYouMean(word, known));
}

std::string UnknownFlag(std::string_view flag, const CommandSpec* command) {
  std::vector<std::string> known{"--help", "--version"};
  for (const Flag& common : CommonFlags()) known.emplace_back(common.name);
  if (command != nullptr) {
    for (const Flag& own : command->flags) known.emplace_back(own.name);
    // --json is --format json.
    const Flag* const format = FormatOf(*command);
    if (format != nullptr && flag.starts_with("--")) {
      const std::vector<std::string> formats = ClosedSet(format->words);
      if (std::ranges::find(formats, flag.substr(2)) != formats.end()) {
        return fmt::format("unknown flag '{}', did you mean '--format {}'?", flag, flag.substr(2));
      }
    }
  }
  const std::string_view habit = Habit(std::begin(kFlagHabits), std::end(kFlagHabits), flag);
  if (!habit.empty() && std::ranges::find(known, habit) != known.end()) {
    return fmt::format("unknown flag '{}', did you mean '{}'?", flag, habit);
  }
  // A flag that stands elsewhere is no misspelt one.
  if (const std::vector<std::string> others = CommandsWith(flag); !others.empty()) {
    return command == nullptr ? fmt::format("'{}' has to follow the command; it is a flag of {}",
                                            flag, fmt::join(others, ", "))
                              : fmt::format("{} has no flag '{}'; it is one of {}", command->name,
                                            flag, fmt::join(others, ", "));
  }
  return fmt::format("unknown flag '{}'{}", flag,
                     flag.starts_with("--") ? DidYouMean(flag, known) : std::string());
}

std::string UnexpectedWord(std::string_view word, const CommandSpec& command) {
  if (command.arguments.empty()) {
    return fmt::format(
        "{} takes no argument, but there is '{}'; an environment is named with "
        "--env {}",
        command.name, word, word);
  }
  return fmt::format("'{}' is one argument too many for {}", word, command.name);
}

}  // namespace deltaplan::planner
