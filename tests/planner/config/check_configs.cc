// Reads configurations from standard input, separated by NUL, and answers each with "ok" or its
// problems, also separated by NUL. For schema_test.py.
#include <iostream>
#include <string>
#include <variant>

#include "planner/config/parse.h"
#include "planner/live/live_source.h"

int main() {
  for (std::string text; std::getline(std::cin, text, '\0');) {
    const auto parsed =
        deltaplan::planner::ParseConfig(deltaplan::planner::LiveSourceKinds(), text);
    const auto* problems = std::get_if<deltaplan::planner::ConfigProblems>(&parsed);
    std::cout << (problems == nullptr
                      ? "ok"
                      : deltaplan::planner::ConfigProblemsText("deltaplan.json", *problems))
              << '\0';
  }
}
