#include "planner/cli/flag.h"

#include <algorithm>
#include <type_traits>

namespace deltaplan::planner {

std::vector<std::string> ClosedSet(std::string_view words) {
  std::vector<std::string> list;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    list.emplace_back(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return list;
}

std::string Put(const Into& into, Options& options, const std::string& value) {
  return std::visit(
      [&](const auto& place) -> std::string {
        using Place = std::decay_t<decltype(place)>;
        if constexpr (std::is_same_v<Place, Apply>) {
          return place(options, value);
        } else if constexpr (std::is_same_v<Place, bool Options::*>) {
          options.*place = true;
        } else if constexpr (std::is_same_v<Place, std::vector<std::string> Options::*>) {
          (options.*place).push_back(value);
        } else if constexpr (std::is_same_v<Place, std::set<std::string> Options::*>) {
          (options.*place).insert(value);
        } else {
          options.*place = value;
        }
        return {};
      },
      into);
}

}  // namespace deltaplan::planner
