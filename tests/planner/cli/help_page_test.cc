#include "planner/cli/help_page.h"

#include <cstddef>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <variant>

#include "planner/cli/command_line.h"
#include "planner/cli/flag_sets.h"
#include "planner/cli/man_page.h"
#include "planner/text/layout.h"

namespace deltaplan::planner {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Each command, and each action of one with its parent.
template <typename Visit>
void EachCommand(Visit visit) {
  for (const CommandSpec& command : AllCommands()) {
    visit(command, std::string_view());
    for (const CommandSpec& action : command.actions) visit(action, command.name);
  }
}

std::size_t WidestLine(std::string_view text) {
  std::size_t widest = 0;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    widest = std::max(widest, DisplayWidth(line));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return widest;
}

CommandSpec Sample() {
  return {.name = "mend",
          .summary = "Mends a thing",
          .about = {},
          .choose = nullptr,
          .arguments = {{.value = "THING",
                         .text = "What to mend",
                         .into = &Options::paths,
                         .minimum = 1,
                         .maximum = 1},
                        {.value = "MORE", .text = "Further ones", .into = &Options::paths}},
          .flags = {{.name = "--color",
                     .value = "WHEN",
                     .text = "In which colour",
                     .into = &Options::why,
                     .words = "red green",
                     .letter = 'c'},
                    {.name = "--slowly",
                     .value = {},
                     .text = "With care",
                     .into = &Options::quiet,
                     .rare = true}},
          .examples = {{.line = "deltaplan mend chair", .text = "what is broken"}},
          .page = "docs/mend.md"};
}

TEST(HelpPageTest, EveryPageFitsItsWidth) {
  EachCommand([](const CommandSpec& command, std::string_view parent) {
    for (const std::size_t width : {60U, 80U, 120U}) {
      for (const HelpDetail detail : {HelpDetail::kUsual, HelpDetail::kAll}) {
        const std::string page = CommandHelp(command, parent, width, detail);
        // What is there to be copied stays whole.
        EXPECT_LE(WidestLine(page.substr(0, page.find("\nExamples:\n"))), width)
            << parent << " " << command.name;
      }
    }
  });
  EXPECT_LE(WidestLine(OverviewHelp(80)), 80U);
  EXPECT_LE(WidestLine(CommonFlagsHelp(80)), 80U);
}

TEST(HelpPageTest, OverviewHasALineForEachCommand) {
  for (const CommandSpec& command : AllCommands()) {
    EXPECT_LE(DisplayWidth(command.summary), 65U) << command.name;
    if (command.name == "help") continue;
    EXPECT_THAT(OverviewHelp(80), HasSubstr("\n  " + std::string(command.name) + " "));
  }
}

TEST(HelpPageTest, EveryCommandHasExamplesAndAPage) {
  EachCommand([](const CommandSpec& command, std::string_view) {
    EXPECT_FALSE(command.examples.empty()) << command.name;
    EXPECT_TRUE(command.page.starts_with("docs/")) << command.name;
  });
}

TEST(HelpPageTest, RareFlagsAreOnlyNamedUnlessAllIsAskedFor) {
  const std::string usual = CommandHelp(Sample(), {}, 80, HelpDetail::kUsual);
  EXPECT_THAT(usual, HasSubstr("More with -v: --slowly"));
  EXPECT_THAT(usual, Not(HasSubstr("With care")));
  const std::string all = CommandHelp(Sample(), {}, 80, HelpDetail::kAll);
  EXPECT_THAT(all, HasSubstr("With care"));
  EXPECT_THAT(all, Not(HasSubstr("More with -v")));
}

TEST(HelpPageTest, AFlagIsTitledAsItIsTypedAndNamesItsWords) {
  const CommandSpec sample = Sample();
  EXPECT_EQ(FlagTitle(sample.flags[0]), "-c, --color WHEN");
  EXPECT_EQ(FlagTitle(sample.flags[1]), "--slowly");
  EXPECT_EQ(FlagText(sample.flags[0]), "In which colour: red, green");
  EXPECT_EQ(FlagText(sample.flags[1]), "With care");
}

TEST(HelpPageTest, UsageSaysHowManyThereMayBe) {
  EXPECT_EQ(UsageLine(Sample(), {}), "deltaplan mend [FLAGS] THING [MORE...]");
  EXPECT_EQ(UsageLine(Sample(), "tags"), "deltaplan tags mend [FLAGS] THING [MORE...]");
}

TEST(ManPageTest, TheManualHasEveryFlagOfACommandAndEscapesItsDashes) {
  const std::string page = CommandManual(Sample(), {});
  EXPECT_THAT(page, HasSubstr("\\-\\-slowly"));
  EXPECT_THAT(page, HasSubstr("With care"));
  EXPECT_TRUE(page.starts_with(".TH ")) << page.substr(0, 40);
  for (const CommandSpec& command : AllCommands()) {
    EXPECT_THAT(WholeManual(), HasSubstr(std::string(command.summary))) << command.name;
  }
}

}  // namespace
}  // namespace deltaplan::planner
