#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/config/parse.h"
#include "planner/text/layout.h"
#include "planner/text/quote.h"
#include "tfvars/json/json_place.h"

namespace deltaplan::planner {
namespace {

// The line with a caret below the column. Of a very long line (a file written by a program) only
// the part around the column is shown.
std::string Snippet(const tfvars::TextPlace& excerpt) {
  constexpr std::size_t kBefore = 50;
  constexpr std::size_t kShown = 100;
  const auto is_continuation = [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
  };
  std::string line = excerpt.line_text;
  std::ranges::replace(line, '\t', ' ');
  // From characters to bytes.
  std::size_t at = 0;
  for (std::size_t column = 1; column < excerpt.column && at < line.size(); ++column) {
    do ++at;
    while (at < line.size() && is_continuation(line[at]));
  }
  std::size_t begin = line.size() <= kShown ? 0 : at - std::min(at, kBefore);
  while (begin < at && is_continuation(line[begin])) ++begin;
  std::size_t end = line.size() <= kShown ? line.size() : std::min(line.size(), begin + kShown);
  while (end < line.size() && is_continuation(line[end])) ++end;

  const std::string number = fmt::format("{:4}: ", excerpt.line);
  const std::string before = DisplayText(std::string_view(line).substr(begin, at - begin));
  const std::string after = DisplayText(std::string_view(line).substr(at, end - at));
  return fmt::format("{}{}{}\n{:{}}^\n", number, before, after, "",
                     number.size() + DisplayWidth(before));
}

// Problems with one message and one advice: they have one cause, or are mended in one way.
using SameProblems = std::vector<const ConfigProblem*>;

// In the order of the first of each.
std::vector<SameProblems> BySentence(const ConfigProblems& problems) {
  std::vector<SameProblems> groups;
  std::map<std::pair<std::string_view, std::string_view>, std::size_t> known;
  for (const ConfigProblem& problem : problems) {
    const auto [group, is_new] = known.emplace(
        std::pair<std::string_view, std::string_view>(problem.message, problem.advice),
        groups.size());
    if (is_new) groups.emplace_back();
    groups[group->second].push_back(&problem);
  }
  return groups;
}

// Where else than at the first place it is wrong.
std::string FurtherPlaces(const SameProblems& same) {
  constexpr std::size_t kMost = 4;
  std::string text;
  for (std::size_t i = 1; i < std::min(same.size(), kMost + 1); ++i) {
    const ConfigProblem& problem = *same[i];
    text += "  and";
    if (problem.excerpt) text += fmt::format(" on line {},", problem.excerpt->line);
    text += fmt::format(" at {}\n", DisplayText(problem.pointer));
  }
  if (same.size() > kMost + 1) text += fmt::format("  and {} more\n", same.size() - kMost - 1);
  return text;
}

}  // namespace

ConfigProblems WithPlaces(ConfigProblems problems, std::string_view text) {
  for (ConfigProblem& problem : problems) {
    if (problem.excerpt) continue;
    problem.excerpt = tfvars::PlaceOfPointer(text, problem.pointer);
  }
  return problems;
}

std::string ConfigProblemsText(std::string_view file, const ConfigProblems& problems) {
  const std::string shown_file = DisplayPath(file);
  std::string text;
  for (const SameProblems& same : BySentence(problems)) {
    const ConfigProblem& problem = *same.front();
    if (!text.empty()) text += '\n';
    text += fmt::format("Error: {}\n\n", DisplayText(problem.message));
    if (problem.excerpt) {
      text += fmt::format("  on {} line {}, column {}{}:\n{}", shown_file, problem.excerpt->line,
                          problem.excerpt->column,
                          problem.pointer.empty() ? "" : ", at " + DisplayText(problem.pointer),
                          Snippet(*problem.excerpt));
    } else if (problem.pointer.empty()) {
      text += fmt::format("  in {}\n", shown_file);
    } else {
      text += fmt::format("  in {} at {}\n", shown_file, DisplayText(problem.pointer));
    }
    text += FurtherPlaces(same);
    if (!problem.advice.empty()) text += fmt::format("\n{}\n", DisplayText(problem.advice));
  }
  return text;
}

}  // namespace deltaplan::planner
