// What other tools have taught people to type: words that are far from ours in letters. The nearest
// word finds the rest.
#ifndef DELTAPLAN_PLANNER_CLI_HABITS_H_
#define DELTAPLAN_PLANNER_CLI_HABITS_H_

#include <span>
#include <string_view>
#include <vector>

namespace deltaplan::planner {

/// A word, and what it means here. One with several meanings stands there once for each.
struct Habit {
  std::string_view word;
  std::string_view meant;
};

std::span<const Habit> CommandHabits();  ///< "explain" is "deltaplan why"
std::span<const Habit> ActionHabits();   ///< "undo" is "rollback"
/// "-e" is "--env"; a flag with a value has it behind a blank ("--color never").
std::span<const Habit> FlagHabits();
/// Of closed sets: "md" is "markdown". What begins with "docs/" is the page that tells more.
std::span<const Habit> ValueHabits();

/// What `word` means, of `habits`.
std::vector<std::string_view> MeaningsOf(std::string_view word, std::span<const Habit> habits);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CLI_HABITS_H_
