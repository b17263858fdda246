#include "planner/cli/suggestions.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <functional>
#include <iterator>
#include <optional>
#include <span>
#include <utility>

#include "planner/cli/flag_sets.h"
#include "planner/cli/habits.h"
#include "planner/text/nearest_word.h"

namespace deltaplan::planner {
namespace {

using Words = std::vector<std::string>;

bool Has(const std::vector<Flag>& flags, std::string_view name) {
  return std::ranges::find(flags, name, &Flag::name) != flags.end();
}

bool IsOneOf(std::string_view word, const Words& words) {
  return std::ranges::find(words, word) != words.end();
}

// Those of `habits` whose meaning, without a value, is one of `known`.
std::vector<Habit> HabitsFor(std::span<const Habit> habits, const Words& known) {
  std::vector<Habit> of_use;
  std::ranges::copy_if(habits, std::back_inserter(of_use), [&](const Habit& habit) {
    return IsOneOf(habit.meant.substr(0, habit.meant.find(' ')), known);
  });
  return of_use;
}

// ", did you mean 'a', 'b' or 'c'?", or "".
std::string Asked(const Words& meant) {
  if (meant.empty()) return {};
  std::string asked = ", did you mean '" + meant.front();
  for (std::size_t i = 1; i < meant.size(); ++i) {
    asked += (i + 1 == meant.size() ? "' or '" : "', '") + meant[i];
  }
  return asked + "'?";
}

// What `word` means as a habit; else the nearest of `known` and of the habits.
Words Meant(std::string_view word, std::span<const Habit> habits, Words known) {
  const auto as_habit = [&](std::string_view habit) {
    const std::vector<std::string_view> meanings = MeaningsOf(habit, habits);
    return Words(meanings.begin(), meanings.end());
  };
  if (Words meant = as_habit(word); !meant.empty()) return meant;
  for (const Habit& habit : habits) known.emplace_back(habit.word);
  const std::optional<std::string> nearest = NearestWord(word, known);
  if (!nearest) return {};
  Words meant = as_habit(*nearest);
  return meant.empty() ? Words{*nearest} : meant;
}

Words NamesOf(const std::vector<CommandSpec>& commands) {
  Words names;
  for (const CommandSpec& command : commands) names.emplace_back(command.name);
  return names;
}

// "plan", "tags set": each command with this flag.
Words CommandsWith(std::string_view flag) {
  Words with;
  for (const CommandSpec& command : AllCommands()) {
    if (Has(command.flags, flag)) with.emplace_back(command.name);
    for (const CommandSpec& action : command.actions) {
      if (Has(action.flags, flag)) with.push_back(fmt::format("{} {}", command.name, action.name));
    }
  }
  return with;
}

// --json is --format json, and --md is --format markdown.
std::string AsFormat(std::string_view flag, const CommandSpec& command) {
  const auto format = std::ranges::find(command.flags, "--format", &Flag::name);
  if (format == command.flags.end() || !flag.starts_with("--")) return {};
  const std::string_view word = flag.substr(2);
  const Words formats = ClosedSet(format->words);
  if (IsOneOf(word, formats)) return fmt::format("--format {}", word);
  for (const std::string_view meant : MeaningsOf(word, ValueHabits())) {
    if (IsOneOf(meant, formats)) return fmt::format("--format {}", meant);
  }
  return {};
}

// Commands that write nothing but what --out and --builds name.
bool ChangesNothing(const CommandSpec& command) {
  static const Words kNames{"plan",   "preview", "why",     "affects", "status",   "targets",
                            "verify", "images",  "graph",   "check",   "settings", "ci",
                            "get",    "diff",    "history", "help",    "man",      "completion"};
  return IsOneOf(command.name, kNames);
}

// Whoever gives these one word too many may mean an environment.
bool AnswersForEnvironment(const CommandSpec& command) {
  static const Words kNames{"plan",     "preview", "status", "targets",
                            "settings", "ci",      "diff",   "bootstrap"};
  return IsOneOf(command.name, kNames);
}

}  // namespace

std::string NoneOf(std::string_view name, std::string_view value, const Words& words) {
  const std::string none =
      fmt::format("{}: '{}' is none of {}", name, value, fmt::join(words, ", "));
  for (const std::string_view meant : MeaningsOf(value, ValueHabits())) {
    if (meant.starts_with("docs/")) return fmt::format("{}; {} has a recipe", none, meant);
  }
  return none + Asked(Meant(value, HabitsFor(ValueHabits(), words), words));
}

std::string UnknownCommand(std::string_view word) {
  return fmt::format("unknown command '{}'{}", word,
                     Asked(Meant(word, CommandHabits(), NamesOf(AllCommands()))));
}

std::string UnknownTopic(std::string_view word) {
  Words known = NamesOf(AllCommands());
  known.emplace_back("flags");
  const Words meant = Meant(word, {}, std::move(known));
  return meant.empty() ? fmt::format("help knows no '{}': a command, or flags", word)
                       : fmt::format("help knows no '{}'{}", word, Asked(meant));
}

std::string UnknownAction(std::string_view word, const CommandSpec& command) {
  const Words known = NamesOf(command.actions);
  const std::string asked = Asked(Meant(word, HabitsFor(ActionHabits(), known), known));
  return fmt::format("{} has no '{}'{}", command.name, word,
                     asked.empty() ? fmt::format("; it has {}", fmt::join(known, ", ")) : asked);
}

std::string UnknownFlag(std::string_view flag, const CommandSpec* command) {
  // Terraform and others write long flags with one dash.
  const bool is_short = !flag.starts_with("--");
  const std::string name =
      is_short && flag.size() > 2 ? fmt::format("-{}", flag) : std::string(flag);
  Words known{"--help", "--version"};
  for (const Flag& common : CommonFlags()) known.emplace_back(common.name);
  if (command != nullptr) {
    for (const Flag& own : command->flags) known.emplace_back(own.name);
    if (const std::string meant = AsFormat(name, *command); !meant.empty()) {
      return fmt::format("unknown flag '{}'{}", flag, Asked({meant}));
    }
  }
  const std::vector<Habit> habits = HabitsFor(FlagHabits(), known);
  if (IsOneOf(name, known) || !MeaningsOf(name, habits).empty()) {
    const Words meant = IsOneOf(name, known) ? Words{name} : Meant(name, habits, {});
    return fmt::format("unknown flag '{}'{}", flag, Asked(meant));
  }
  const bool is_dry_run = name == "-n" || name == "--dry-run";
  if (is_dry_run && command != nullptr && ChangesNothing(*command)) {
    return fmt::format("{} has no flag '{}': it changes nothing{}", command->name, flag,
                       Has(command->flags, "--out") ? ", and writes only what --out asks for" : "");
  }
  // A flag that stands elsewhere is no misspelt one.
  const std::vector<std::string_view> elsewhere = MeaningsOf(name, FlagHabits());
  const std::string_view wanted = elsewhere.empty() ? std::string_view(name) : elsewhere.front();
  Words others = CommandsWith(wanted);
  const auto is_own_action = [&](const std::string& other) {
    return command != nullptr && other.starts_with(fmt::format("{} ", command->name));
  };
  if (std::ranges::any_of(others, is_own_action)) std::erase_if(others, std::not_fn(is_own_action));
  if (!others.empty()) {
    const std::string_view it = elsewhere.empty() ? "it" : wanted;
    return command == nullptr ? fmt::format("'{}' has to follow the command; {} is a flag of {}",
                                            flag, it, fmt::join(others, ", "))
                              : fmt::format("{} has no flag '{}'; {} is one of {}", command->name,
                                            flag, it, fmt::join(others, ", "));
  }
  if (name.size() == 2) return fmt::format("unknown flag '{}'", flag);
  return fmt::format("unknown flag '{}'{}", flag, Asked(Meant(name, habits, std::move(known))));
}

std::string UnexpectedWord(std::string_view word, const CommandSpec& command) {
  // No environment or service is called like a path, and like a branch of a remote only a branch.
  const bool is_path = word.find('/') != std::string_view::npos;
  Words ways;
  if (std::string format = AsFormat(fmt::format("--{}", word), command); !format.empty()) {
    ways.push_back(std::move(format));
  } else {
    if (Has(command.flags, "--base")) ways.push_back(fmt::format("--base {}", word));
    if (!is_path && AnswersForEnvironment(command)) ways.push_back(fmt::format("--env {}", word));
    if (!is_path && Has(command.flags, "--service"))
      ways.push_back(fmt::format("--service {}", word));
    if (is_path && ways.empty()) ways.push_back(fmt::format("deltaplan affects {}", word));
  }
  const std::string asked = Asked(ways);
  return command.arguments.empty()
             ? fmt::format("{} takes no argument, but there is '{}'{}", command.name, word, asked)
             : fmt::format("'{}' is one argument too many for {}{}", word, command.name, asked);
}

}  // namespace deltaplan::planner
