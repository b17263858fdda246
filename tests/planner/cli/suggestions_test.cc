#include "planner/cli/suggestions.h"

#include <algorithm>
#include <cstddef>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "planner/cli/flag_sets.h"
#include "planner/cli/habits.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const CommandSpec& Named(std::string_view name) { return *FindCommand(AllCommands(), name); }

// Whether a command or an action has the flag, or every command.
bool IsFlag(std::string_view name) {
  const auto has = [&](const std::vector<Flag>& flags) {
    return std::ranges::find(flags, name, &Flag::name) != flags.end();
  };
  return has(CommonFlags()) || std::ranges::any_of(AllCommands(), [&](const CommandSpec& command) {
           return has(command.flags) ||
                  std::ranges::any_of(command.actions, has, &CommandSpec::flags);
         });
}

TEST(SuggestionsTest, SeveralMeaningsAreAllAskedFor) {
  EXPECT_EQ(UnknownCommand("affected"),
            "unknown command 'affected', did you mean 'deltaplan preview' or 'deltaplan affects'?");
  EXPECT_EQ(UnexpectedWord("main", Named("preview")),
            "preview takes no argument, but there is 'main', did you mean '--base main', "
            "'--env main' or '--service main'?");
}

TEST(SuggestionsTest, AWordThatIsNearNothingIsJustUnknown) {
  EXPECT_EQ(UnknownCommand("xylophone"), "unknown command 'xylophone'");
  EXPECT_EQ(UnknownFlag("--xylophone", &Named("plan")), "unknown flag '--xylophone'");
  EXPECT_EQ(UnknownFlag("-x", &Named("plan")), "unknown flag '-x'");
  EXPECT_EQ(NoneOf("--when", "xylophone", {"always", "never"}),
            "--when: 'xylophone' is none of always, never");
}

TEST(SuggestionsTest, HabitsOfValuesCountOnlyForSetsThatHoldTheirMeaning) {
  EXPECT_THAT(NoneOf("--format", "md", {"text", "markdown"}),
              HasSubstr("did you mean 'markdown'?"));
  EXPECT_EQ(NoneOf("--format", "md", {"text", "json"}), "--format: 'md' is none of text, json");
  EXPECT_THAT(NoneOf("SYSTEM", "jenkins", {"github"}), HasSubstr("; docs/ci.md has a recipe"));
}

TEST(SuggestionsTest, HabitsOfFlagsCountOnlyForCommandsThatHaveTheirMeaning) {
  EXPECT_EQ(UnknownFlag("--since", &Named("preview")),
            "unknown flag '--since', did you mean '--base'?");
  EXPECT_EQ(UnknownFlag("--since", &Named("plan")),
            "plan has no flag '--since'; --base is one of preview, graph");
  EXPECT_EQ(UnknownFlag("--base", nullptr),
            "'--base' has to follow the command; it is a flag of preview, graph");
}

TEST(SuggestionsTest, APathIsNoEnvironment) {
  EXPECT_EQ(UnexpectedWord("services/api", Named("plan")),
            "plan takes no argument, but there is 'services/api', did you mean "
            "'deltaplan affects services/api'?");
}

TEST(HabitsTest, EveryHabitMeansSomethingThatIsThere) {
  for (const Habit& habit : CommandHabits()) {
    if (habit.meant == "deltaplan --version") continue;
    const std::size_t blank = habit.meant.find(' ');
    const std::string_view words = habit.meant.substr(blank + 1);
    const CommandSpec* command = FindCommand(AllCommands(), words.substr(0, words.find(' ')));
    ASSERT_NE(command, nullptr) << habit.meant;
    if (const std::size_t space = words.find(' '); space != std::string_view::npos) {
      EXPECT_NE(FindCommand(command->actions, words.substr(space + 1)), nullptr) << habit.meant;
    }
  }
  for (const Habit& habit : ActionHabits()) {
    EXPECT_TRUE(std::ranges::any_of(AllCommands(), [&](const CommandSpec& command) {
      return FindCommand(command.actions, habit.meant) != nullptr;
    })) << habit.meant;
  }
  for (const Habit& habit : FlagHabits()) {
    EXPECT_TRUE(IsFlag(habit.meant.substr(0, habit.meant.find(' ')))) << habit.meant;
  }
}

TEST(HabitsTest, NoHabitIsAWordOfOurs) {
  for (const Habit& habit : CommandHabits()) {
    EXPECT_EQ(FindCommand(AllCommands(), habit.word), nullptr) << habit.word;
  }
  for (const Habit& habit : FlagHabits()) {
    const auto& common = CommonFlags();
    EXPECT_EQ(std::ranges::find(common, habit.word, &Flag::name), common.end()) << habit.word;
  }
}

TEST(HabitsTest, OneWordMayHaveSeveralMeanings) {
  EXPECT_THAT(MeaningsOf("-o", FlagHabits()), ElementsAre("--out", "--format"));
  EXPECT_THAT(MeaningsOf("--nothing", FlagHabits()), IsEmpty());
}

}  // namespace
}  // namespace deltaplan::planner
