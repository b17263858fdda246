#include "planner/report/messages.h"

#include <gtest/gtest.h>

namespace deltaplan::planner {
namespace {

TEST(ErrorText, HasItsCausesAndWhatToDo) {
  EXPECT_EQ(ErrorText({.message = "cannot read 'a'",
                       .causes = {"it is closed", "it is late"},
                       .remedy = "Come again:",
                       .further = {"git fetch", "  now"}}),
            "deltaplan: error: cannot read 'a'\n  because: it is closed\n  because: it is late\n"
            "  Come again:\n  git fetch\n    now\n");
  EXPECT_EQ(ErrorText({.message = "no", .causes = {}, .remedy = {}}), "deltaplan: error: no\n");
}

TEST(ErrorText, DiagnosticsStandAlone) {
  EXPECT_EQ(ErrorText({.message = "no",
                       .causes = {"why"},
                       .remedy = {},
                       .diagnostics = "Error: x\n\n  on \x1b[1m line 1\n"}),
            "Error: x\n\n  on \\033[1m line 1\n");
}

TEST(ErrorText, ANameWithANewlineBeginsNoLine) {
  EXPECT_EQ(ErrorText({.message = "no service 'a\n::error::b'",
                       .causes = {"c\nd"},
                       .remedy = "e\n::error::f",
                       .further = {"g\nh"}}),
            "deltaplan: error: no service 'a\\n::error::b'\n  because: c\\nd\n"
            "  e\\n::error::f\n  g\\nh\n");
}

TEST(Messages, HaveTheirLead) {
  EXPECT_EQ(WarningLines({warnings::AddressesUnknown{"a\x1b\nb"}}, false, "prod: "),
            "deltaplan: warning: prod: the addresses can't be told: a\\033\\nb\n");
  EXPECT_EQ(NoteLines(notes::PlanWritten{"out"}), "Wrote the plan to out\n");
  EXPECT_EQ(NoteLines(notes::MapSame{"::error::x"}), "\"::error::x\" has these tags already\n");
  EXPECT_EQ(ProgressText("a\nb"), "a\\nb");
}

TEST(Messages, ANameInAWarningOrARefusalBeginsNoLine) {
  const std::string name = "a\n::error::b\x1b";
  const std::string warning =
      WarningLines({warnings::TargetWithoutInstance{
                       .service = name, .address = name, .declared = {name, 7}, .why = name}},
                   false);
  EXPECT_EQ(warning.find("deltaplan: warning: "), 0U);
  EXPECT_EQ(warning.find('\n'), warning.size() - 1) << warning;
  EXPECT_EQ(warning.find('\x1b'), std::string::npos) << warning;
  const std::string refusal = RefusalLines({refusals::Rollback{
      .services = {{.name = name, .live_tag = name, .relation = graph::Relation::kAhead}}}});
  EXPECT_EQ(refusal.find("deltaplan: refused (rollback): "), 0U);
  EXPECT_EQ(refusal.find("\n:"), std::string::npos) << refusal;
  EXPECT_EQ(refusal.find('\x1b'), std::string::npos) << refusal;
}

// Lines of a warning are copied into a shell.
TEST(Messages, ARemoteInACommandIsOneWord) {
  const Warnings warnings{warnings::CommitsMissing{
      .missing = {.full = {std::string(40, 'a')}, .abbreviated = {}, .remote = "a;$(id)"}}};
  EXPECT_NE(WarningLines(warnings, false).find("\n  git fetch 'a;$(id)' aaaaaaa"),
            std::string::npos)
      << WarningLines(warnings, false);
}

TEST(MessageText, TheWordsThatBeginAMessageAreInColour) {
  const std::string text =
      "Error: Unknown key \"x\"\n\n  Error: indented\ndeltaplan: warning: Error: x\x1b[31m\nnote";
  EXPECT_EQ(MessageText(text, {}),
            "Error: Unknown key \"x\"\n\n  Error: indented\ndeltaplan: warning: Error: "
            "x\\033[31m\nnote");
  EXPECT_EQ(MessageText(text, {.color = true}),
            "\033[1;31mError:\033[0m Unknown key \"x\"\n\n  Error: indented\n"
            "\033[1;33mdeltaplan: warning:\033[0m Error: x\\033[31m\nnote");
  EXPECT_EQ(MessageText("deltaplan: refused (dirty): x\n", {.color = true}),
            "\033[1;31mdeltaplan: refused\033[0m (dirty): x\n");
  EXPECT_EQ(MessageText("", {.color = true}), "");
}

std::string On(std::size_t width, std::string_view text) {
  return MessageText(text, {.width = width});
}

TEST(MessageText, SentencesFitATerminalAndAreOneLineAnywhereElse) {
  const std::string text =
      "deltaplan: error: there is no such thing as it\n  because: nobody has ever seen one of "
      "them\n"
      "  Look for it where it may be.\n";
  EXPECT_EQ(MessageText(text, {}), text);
  EXPECT_EQ(On(80, text), text);
  EXPECT_EQ(
      On(30, text),
      "deltaplan: error: there is\n  no such thing as it\n  because: nobody has ever\n    seen "
      "one of them\n  Look for it where it may be.\n");
  EXPECT_EQ(MessageText("deltaplan: error: there is no such\n", {.color = true, .width = 30}),
            "\033[1;31mdeltaplan: error:\033[0m there is\n  no such\n");
}

TEST(MessageText, WhatIsCopiedOrStandsInPlaceIsNotBroken) {
  EXPECT_EQ(On(30, "deltaplan: error: x\n  Fetch it: git fetch --depth=1 origin 0123456789\n"),
            "deltaplan: error: x\n  Fetch it:\n    git fetch --depth=1 origin 0123456789\n");
  EXPECT_EQ(On(20, "  What a new one would say: deltaplan init --dry-run | diff x -\n"),
            "  What a new one\n    would say:\n    deltaplan init --dry-run | diff x -\n");
  for (const char* whole :
       {"  git fetch --no-tags origin 0123456789 0123456789\n",
        "  - a file with spaces in its name\n",
        "  on deltaplan.json line 1, column 100:\n   1: { \"version\": 1, \"services\": [] }\n"
        "                       ^\n"}) {
    EXPECT_EQ(On(20, whole), whole);
  }
  // No break begins a line that a CI system takes for a command.
  EXPECT_EQ(On(20, "deltaplan: error: x ::error::y\n"), "deltaplan: error:\n  x ::error::y\n");
}

}  // namespace
}  // namespace deltaplan::planner
