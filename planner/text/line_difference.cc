#include "planner/text/line_difference.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

constexpr std::size_t kAround = 3;
// Above this many comparisons everything between the first and the last change is one.
constexpr std::size_t kMostComparisons = 4'000'000;

using Lines = std::vector<std::string_view>;

// With their ends.
Lines LinesOf(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t size = end == std::string_view::npos ? text.size() : end + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

struct Step {
  char kind = ' ';  // as it begins the line
  std::string_view line;
};

// The longest common subsequence of what lies between equal beginnings and ends.
std::vector<Step> Steps(const Lines& before, const Lines& after) {
  std::size_t first = 0;
  while (first < before.size() && first < after.size() && before[first] == after[first]) ++first;
  std::size_t last = 0;
  while (last < before.size() - first && last < after.size() - first &&
         before[before.size() - 1 - last] == after[after.size() - 1 - last]) {
    ++last;
  }
  const std::size_t rows = before.size() - first - last;
  const std::size_t columns = after.size() - first - last;
  std::vector<std::vector<std::uint32_t>> common;
  if (rows * columns <= kMostComparisons) {
    common.assign(rows + 1, std::vector<std::uint32_t>(columns + 1, 0));
    for (std::size_t i = rows; i-- > 0;) {
      for (std::size_t j = columns; j-- > 0;) {
        common[i][j] = before[first + i] == after[first + j]
                           ? common[i + 1][j + 1] + 1
                           : std::max(common[i + 1][j], common[i][j + 1]);
      }
    }
  }
  std::vector<Step> steps;
  for (std::size_t i = 0; i < first; ++i) steps.push_back({' ', before[i]});
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < rows || j < columns) {
    const bool both = i < rows && j < columns && !common.empty();
    if (both && before[first + i] == after[first + j]) {
      steps.push_back({' ', before[first + i]});
      ++i;
      ++j;
    } else if (i < rows && (!both || common[i + 1][j] >= common[i][j + 1])) {
      steps.push_back({'-', before[first + i++]});
    } else {
      steps.push_back({'+', after[first + j++]});
    }
  }
  for (std::size_t k = before.size() - last; k < before.size(); ++k) {
    steps.push_back({' ', before[k]});
  }
  return steps;
}

// Tabs and the ends of lines are layout, nothing else that is no text is.
std::string ShownLine(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  const bool has_return = line.ends_with('\r');
  if (has_return) line.remove_suffix(1);
  std::string shown;
  while (true) {
    const std::size_t tab = std::min(line.find('\t'), line.size());
    shown += DisplayText(line.substr(0, tab));
    if (tab == line.size()) break;
    shown += '\t';
    line.remove_prefix(tab + 1);
  }
  return shown + (has_return ? "\r\n" : "\n");
}

std::string Span(std::size_t before, std::size_t count) {
  // Of no lines it is the one before them.
  const std::size_t start = count == 0 ? before : before + 1;
  return std::to_string(start) + (count == 1 ? "" : "," + std::to_string(count));
}

}  // namespace

std::string UnifiedDifference(std::string_view name, std::string_view before,
                              std::string_view after) {
  if (before == after) return {};
  const std::vector<Step> steps = Steps(LinesOf(before), LinesOf(after));
  std::string text = "--- a/" + DisplayText(name) + "\n+++ b/" + DisplayText(name) + "\n";
  std::size_t old_line = 0;
  std::size_t new_line = 0;
  for (std::size_t at = 0; at < steps.size();) {
    const auto changed = [&](std::size_t i) { return steps[i].kind != ' '; };
    std::size_t begin = at;
    while (begin < steps.size() && !changed(begin)) ++begin;
    if (begin == steps.size()) break;
    std::size_t end = begin;  // behind the last change that is near enough to the one before it
    for (std::size_t i = begin; i < steps.size() && i - end <= 2 * kAround; ++i) {
      if (changed(i)) end = i + 1;
    }
    begin -= std::min(begin - at, kAround);
    end = std::min(end + kAround, steps.size());
    old_line += begin - at;
    new_line += begin - at;
    std::string lines;
    std::size_t old_count = 0;
    std::size_t new_count = 0;
    for (std::size_t i = begin; i < end; ++i) {
      if (steps[i].kind != '+') ++old_count;
      if (steps[i].kind != '-') ++new_count;
      lines += steps[i].kind + ShownLine(steps[i].line);
      if (!steps[i].line.ends_with('\n')) lines += "\\ No newline at end of file\n";
    }
    text += "@@ -" + Span(old_line, old_count) + " +" + Span(new_line, new_count) + " @@\n" + lines;
    old_line += old_count;
    new_line += new_count;
    at = end;
  }
  return text;
}

}  // namespace deltaplan::planner
