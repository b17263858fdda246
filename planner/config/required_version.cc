#include "planner/config/required_version.h"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>

namespace deltaplan::planner {
namespace {

struct Version {
  std::array<std::uint32_t, 3> numbers{};
  std::size_t count = 0;  // how many of them were written
};

std::optional<Version> Read(std::string_view text) {
  Version version;
  while (version.count < version.numbers.size()) {
    std::uint32_t& number = version.numbers[version.count];
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) return std::nullopt;
    ++version.count;
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
    if (text.empty()) return version;
    if (!text.starts_with('.')) return std::nullopt;
    text.remove_prefix(1);
  }
  return std::nullopt;
}

std::string_view Trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::optional<bool> MeetsOne(const Version& version, std::string_view constraint) {
  const std::size_t length = constraint.find_first_not_of("=!<>~");
  if (length == std::string_view::npos) return std::nullopt;
  const std::string_view sign = constraint.substr(0, length);
  const std::optional<Version> wanted = Read(Trimmed(constraint.substr(length)));
  if (!wanted) return std::nullopt;
  const auto order = version.numbers <=> wanted->numbers;
  if (sign.empty() || sign == "=") return order == 0;
  if (sign == "!=") return order != 0;
  if (sign == ">") return order > 0;
  if (sign == ">=") return order >= 0;
  if (sign == "<") return order < 0;
  if (sign == "<=") return order <= 0;
  if (sign != "~>") return std::nullopt;
  // Only the last number that was written may be larger.
  for (std::size_t i = 0; i + 1 < wanted->count; ++i) {
    if (version.numbers[i] != wanted->numbers[i]) return false;
  }
  return order >= 0;
}

}  // namespace

std::string_view ProgramVersion() { return DELTAPLAN_VERSION; }

std::optional<bool> Meets(std::string_view version, std::string_view constraints) {
  const std::optional<Version> read = Read(version.substr(0, version.find('-')));
  if (!read) return std::nullopt;
  bool meets = true;
  while (true) {
    const std::size_t comma = constraints.find(',');
    const std::optional<bool> one = MeetsOne(*read, Trimmed(constraints.substr(0, comma)));
    if (!one) return std::nullopt;
    meets = meets && *one;
    if (comma == std::string_view::npos) return meets;
    constraints.remove_prefix(comma + 1);
  }
}

}  // namespace deltaplan::planner
