#include "planner/report/messages.h"

#include <gtest/gtest.h>

namespace deltaplan::planner {
namespace {

TEST(ErrorText, HasItsCausesAndWhatToDo) {
  EXPECT_EQ(ErrorText({.message = "cannot read 'a'",
                       .causes = {"it is closed", "it is late"},
                       .remedy = "Come again:\n  git fetch"}),
            "deltaplan: error: cannot read 'a'\n  because: it is closed\n  because: it is late\n"
            "  Come again:\n  git fetch\n");
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
  EXPECT_EQ(
      ErrorText(
          {.message = "no service 'a\n::error::b'", .causes = {"c\nd"}, .remedy = "e\n::error::f"}),
      "deltaplan: error: no service 'a\\n::error::b'\n  because: c\\nd\n"
      "  e\n\\072:error::f\n");
}

TEST(Messages, HaveTheirLead) {
  EXPECT_EQ(WarningLine("two:\n  a\x1b\n  b"), "deltaplan: warning: two:\n  a\\033\n  b\n");
  EXPECT_EQ(RefusalLine("dirty", "a is not committed"),
            "deltaplan: refused (dirty): a is not committed\n");
  EXPECT_EQ(NoteLine("Wrote the plan to out"), "Wrote the plan to out\n");
  EXPECT_EQ(NoteLine("::error::x"), "\\072:error::x\n");
}

}  // namespace
}  // namespace deltaplan::planner
