#include "planner/cli_values.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <system_error>
#include <utility>

namespace deltaplan::planner {

std::optional<std::int64_t> ReadAge(std::string_view text) {
  constexpr std::pair<char, std::int64_t> kUnits[] = {
      {'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86'400}};
  if (text.empty()) return std::nullopt;
  const auto unit = std::ranges::find(kUnits, text.back(), &std::pair<char, std::int64_t>::first);
  std::int64_t count = 0;
  const char* end = text.data() + text.size() - 1;
  const auto [stop, error] = std::from_chars(text.data(), end, count);
  constexpr std::int64_t kMost = 1'000'000'000;
  if (unit == std::end(kUnits) || error != std::errc() || stop != end || count < 0 ||
      count > kMost) {
    return std::nullopt;
  }
  return count * unit->second;
}

std::string CheckPlatform(const std::string& text) {
  const bool has_words = !text.empty() && text.front() != '/' && text.back() != '/' &&
                         text.find("//") == std::string::npos;
  const auto slashes = std::ranges::count(text, '/');
  const bool is_plain = std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '/' || c == '_' || c == '.' ||
           c == '-';
  });
  if (has_words && is_plain && (slashes == 1 || slashes == 2)) return {};
  return "'" + text + "' is no platform such as linux/amd64";
}

}  // namespace deltaplan::planner
