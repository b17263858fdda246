#include "tfvars/text/diagnostic.h"

#include <gtest/gtest.h>

namespace deltaplan::tfvars {
namespace {

TEST(DiagnosticTextTest, ALineBreakInANameBeginsNoLine) {
  const Source source{"a\nforged.tf", "one\ntwo\n"};
  const Diagnostic diagnostic{
      .summary = "No\nforged", .detail = "Not x\nforged.", .subject = {4, 7}};
  EXPECT_EQ(DiagnosticText(diagnostic, source, "resource \"x\nforged\""),
            "Error: No\\nforged\n\n"
            "  on a\\nforged.tf line 2, in resource \"x\\nforged\":\n"
            "   2: two\n"
            "      ^^^\n\n"
            "Not x\\nforged.\n");
}

}  // namespace
}  // namespace deltaplan::tfvars
