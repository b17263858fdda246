#include "planner/text/nearest_word.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace deltaplan::planner {
namespace {

char Small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Edits between two words: a letter more, less or other, or two neighbours swapped. (Optimal string
// alignment; three rows of the usual table are enough.)
std::size_t EditDistance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> before_last;
  std::vector<std::size_t> last;
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= left.size(); ++i) {
    before_last = std::move(last);
    last = std::move(row);
    row.assign(right.size() + 1, i);
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t replaced =
          last[j - 1] + (Small(left[i - 1]) == Small(right[j - 1]) ? 0 : 1);
      row[j] = std::min({replaced, last[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
  }
  return row.back();
}

}  // namespace

std::optional<std::string> NearestWord(std::string_view word,
                                       const std::vector<std::string>& known) {
  std::optional<std::string> nearest;
  std::size_t best = 0;
  for (const std::string& candidate : known) {
    const auto [shorter, longer] = std::minmax({word.size(), candidate.size()});
    const std::size_t limit = (longer + 1) / 3;
    if (longer - shorter > limit) continue;
    const std::size_t distance = EditDistance(word, candidate);
    if (distance > limit || (nearest && distance >= best)) continue;
    nearest = candidate;
    best = distance;
  }
  return nearest;
}

std::optional<std::string> NearestPath(
    std::string_view path,
    const std::function<std::vector<std::string>(const std::string& directory)>& names_of) {
  std::string known;
  bool is_other = false;
  while (!path.empty()) {
    const std::string_view part = path.substr(0, path.find('/'));
    const bool is_pattern = part.find('*') != std::string_view::npos;
    std::string next(is_pattern ? path : part);
    if (!is_pattern) {
      const std::vector<std::string> names = names_of(known);
      if (std::ranges::find(names, next) == names.end()) {
        std::optional<std::string> nearest = NearestWord(next, names);
        if (!nearest) break;
        next = *std::move(nearest);
        is_other = true;
      }
    }
    path.remove_prefix(is_pattern ? path.size() : std::min(part.size() + 1, path.size()));
    known += (known.empty() ? "" : "/") + next;
  }
  return is_other ? std::optional(known) : std::nullopt;
}

}  // namespace deltaplan::planner
