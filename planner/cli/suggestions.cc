#include "planner/cli/suggestions.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <optional>
#include <span>
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
    {"services", "check"},
    {"config", "check"},
    {"deploy", "plan"},
    {"version", "--version"},
};
constexpr Pair kActionHabits[] = {
    {"list", "get"},        {"ls", "get"},          {"show", "get"},     {"undo", "rollback"},
    {"revert", "rollback"}, {"log", "history"},     {"compare", "diff"}, {"copy", "promote"},
    {"start", "begin"},     {"continue", "resume"},
};

// What `word` means as a habit; "" where it is none.
std::string_view Habit(std::span<const Pair> habits, std::string_view word) {
  const auto found = std::ranges::find(habits, word, &Pair::first);
  return found == habits.end() ? std::string_view() : found->second;
}

// The nearest of `known` and of `habits`; "" where none is near.
std::string NearestOf(std::string_view word, std::span<const Pair> habits,
                      std::vector<std::string> known) {
  for (const auto& [habit, meant] : habits) known.emplace_back(habit);
  return NearestWord(word, known).value_or("");
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
  std::vector<std::string> known;
  for (const CommandSpec& command : AllCommands()) known.emplace_back(command.name);
  const bool is_habit = !Habit(kCommandHabits, word).empty();
  const std::string near = is_habit ? std::string(word) : NearestOf(word, kCommandHabits, known);
  if (near.empty()) return fmt::format("unknown command '{}'", word);
  const std::string_view meant = Habit(kCommandHabits, near);
  return fmt::format("unknown command '{}', did you mean '{}'?", word,
                     meant.empty() ? near : fmt::format("deltaplan {}", meant));
}

std::string UnknownAction(std::string_view word, const CommandSpec& command) {
  std::vector<std::string> known;
  for (const CommandSpec& action : command.actions) known.emplace_back(action.name);
  const std::string_view meant = Habit(kActionHabits, word);
  const bool is_habit = std::ranges::find(known, meant) != known.end();
  return fmt::format(
      "{} has no '{}'{}", command.name, word,
      is_habit ? fmt::format(", did you mean '{}'?", meant) : DidYouMean(word, known));
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
  std::vector<Pair> habits;  // that lead to a flag of this command
  std::ranges::copy_if(kFlagHabits, std::back_inserter(habits), [&](const Pair& habit) {
    return std::ranges::find(known, habit.second) != known.end();
  });
  if (const std::string_view meant = Habit(habits, flag); !meant.empty()) {
    return fmt::format("unknown flag '{}', did you mean '{}'?", flag, meant);
  }
  // A flag that stands elsewhere is no misspelt one.
  if (const std::vector<std::string> others = CommandsWith(flag); !others.empty()) {
    return command == nullptr ? fmt::format("'{}' has to follow the command; it is a flag of {}",
                                            flag, fmt::join(others, ", "))
                              : fmt::format("{} has no flag '{}'; it is one of {}", command->name,
                                            flag, fmt::join(others, ", "));
  }
  const std::string near =
      flag.starts_with("--") ? NearestOf(flag, habits, std::move(known)) : std::string();
  if (near.empty()) return fmt::format("unknown flag '{}'", flag);
  const std::string_view meant = Habit(habits, near);
  return fmt::format("unknown flag '{}', did you mean '{}'?", flag, meant.empty() ? near : meant);
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
