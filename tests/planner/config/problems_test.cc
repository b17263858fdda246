#include <gtest/gtest.h>
#include <string>

#include "planner/config/parse.h"

namespace deltaplan::planner {
namespace {

TEST(ConfigProblemsTest, EachProblemIsABlockInTerraformsForm) {
  EXPECT_EQ(
      ConfigProblemsText("deltaplan.json",
                         {{"/pakages", "Unknown key \"pakages\"", "Did you mean \"packages\"?"},
                          {"", "The key \"version\" is missing", "Add \"version\": 1."},
                          {"/tag", "The string is empty", ""}}),
      R"(Error: Unknown key "pakages"

  in deltaplan.json at /pakages

Did you mean "packages"?

Error: The key "version" is missing

  in deltaplan.json

Add "version": 1.

Error: The string is empty

  in deltaplan.json at /tag
)");
  EXPECT_EQ(ConfigProblemsText("deltaplan.json", {}), "");
}

TEST(ConfigProblemsTest, APointerIsShownAsThePlaceThatItLeadsTo) {
  const ConfigProblems problems = {
      {"/services/1/pth", "Unknown key \"pth\"", "Did you mean \"path\"?"},
      {"", "The key \"version\" is missing", "Add \"version\": 1."}};
  EXPECT_EQ(ConfigProblemsText("d.json", WithPlaces(problems,
                                                    "{ // ours\n"
                                                    "  \"services\": [\"a\",\n"
                                                    "    { \"pth\": \"b\" }]\n"
                                                    "}\n")),
            R"(Error: Unknown key "pth"

  on d.json line 3, column 7, at /services/1/pth:
   3:     { "pth": "b" }]
            ^

Did you mean "path"?

Error: The key "version" is missing

  on d.json line 1, column 1:
   1: { // ours
      ^

Add "version": 1.
)");
}

TEST(ConfigProblemsTest, OneCauseIsOneMessageWithItsPlaces) {
  const char* const advice = "Did you mean \"path\"?";
  ConfigProblems problems = {{"/services/0/pth", "Unknown key \"pth\"", advice},
                             {"/tag", "The string is empty", ""}};
  for (int i = 1; i < 3; ++i) {
    problems.push_back({"/services/" + std::to_string(i) + "/pth", "Unknown key \"pth\"", advice});
  }
  problems[2].excerpt = tfvars::TextPlace{.line = 7, .column = 3, .line_text = "x"};
  EXPECT_EQ(ConfigProblemsText("d.json", problems), R"(Error: Unknown key "pth"

  in d.json at /services/0/pth
  and on line 7, at /services/1/pth
  and at /services/2/pth

Did you mean "path"?

Error: The string is empty

  in d.json at /tag
)");
  problems.assign(30, problems.front());
  EXPECT_EQ(ConfigProblemsText("d.json", problems), R"(Error: Unknown key "pth"

  in d.json at /services/0/pth
  and at /services/0/pth
  and at /services/0/pth
  and at /services/0/pth
  and at /services/0/pth
  and 25 more

Did you mean "path"?
)");
}

TEST(ConfigProblemsTest, SyntaxErrorsShowTheLineWithACaret) {
  EXPECT_EQ(ConfigProblemsText("conf/d.json", {{"", "Invalid JSON: unexpected ','", "",
                                                tfvars::TextPlace{3, 14, "\t\"ключ-测试\": [,"}}}),
            "Error: Invalid JSON: unexpected ','\n\n"
            "  on conf/d.json line 3, column 14:\n"
            "   3:  \"ключ-测试\": [,\n"
            "                     ^\n");
  // At the end of the text.
  EXPECT_EQ(ConfigProblemsText("d.json", {{"", "x", "", tfvars::TextPlace{12, 1, ""}}}),
            "Error: x\n\n  on d.json line 12, column 1:\n  12: \n      ^\n");
}

TEST(ConfigProblemsTest, OfALongLineThePartAroundTheColumnIsShown) {
  const std::string line = std::string(500, 'a') + "!" + std::string(500, 'b');
  EXPECT_EQ(ConfigProblemsText("d.json", {{"", "x", "", tfvars::TextPlace{1, 501, line}}}),
            "Error: x\n\n  on d.json line 1, column 501:\n   1: " + std::string(50, 'a') + "!" +
                std::string(49, 'b') + "\n" + std::string(56, ' ') + "^\n");
}

TEST(ConfigProblemsTest, NothingReachesTheTerminalUnescaped) {
  const std::string text = ConfigProblemsText(
      "a\nb.json",
      {{"/\x1b[31m", "Unknown key \"\x1b[31m\"", "\x07", tfvars::TextPlace{1, 4, "\x1b[2J\xff"}}});
  for (const char c : text) {
    EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << text;
  }
  EXPECT_EQ(
      text,
      "Error: Unknown key \"\\033[31m\"\n\n  on \"a\\nb.json\" line 1, column 4, at /\\033[31m:\n"
      "   1: \\033[2J\\377\n            ^\n\n\\a\n");
}

}  // namespace
}  // namespace deltaplan::planner
