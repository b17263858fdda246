#include "planner/text/duration.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iterator>
#include <system_error>
#include <utility>

namespace deltaplan::planner {

std::optional<std::chrono::seconds> ReadDuration(std::string_view text) {
  constexpr std::pair<char, std::int64_t> kUnits[] = {
      {'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86'400}};
  if (text.empty()) return std::nullopt;
  const auto unit = std::ranges::find(kUnits, text.back(), &std::pair<char, std::int64_t>::first);
  std::int64_t count = 0;
  const char* end = text.data() + text.size() - 1;
  const auto [stop, error] = std::from_chars(text.data(), end, count);
  constexpr std::int64_t kMost = 999'999'999;
  if (unit == std::end(kUnits) || error != std::errc() || stop != end || text.front() == '-' ||
      count > kMost) {
    return std::nullopt;
  }
  return std::chrono::seconds(count * unit->second);
}

}  // namespace deltaplan::planner
