#include "planner/live/aws/profiles.h"

#include <algorithm>

namespace deltaplan::planner {
namespace {

constexpr std::string_view kBlanks = " \t\r";

std::string_view Trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

// The section that a header opens; null for one that is of no interest.
AwsSection* Open(std::string_view header, AwsFile kind, AwsProfiles& profiles) {
  const std::size_t blank = header.find_first_of(kBlanks);
  const std::string_view word = header.substr(0, blank);
  std::string_view name =
      blank == std::string_view::npos ? std::string_view() : Trimmed(header.substr(blank));
  if (name.size() >= 2 && (name.front() == '"' || name.front() == '\'') &&
      name.back() == name.front()) {
    name = name.substr(1, name.size() - 2);
  }
  if (kind == AwsFile::kCredentials) return &profiles.profiles[std::string(header)];
  if (header == "default") return &profiles.profiles["default"];
  if (name.empty()) return nullptr;
  if (word == "profile") return &profiles.profiles[std::string(name)];
  if (word == "services") return &profiles.services[std::string(name)];
  return nullptr;
}

}  // namespace

std::size_t AddAwsFile(std::string_view text, AwsFile kind, AwsProfiles& profiles) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  AwsSection* section = nullptr;
  AwsSection ignored;
  std::string parent;  // the setting that lines belong to which are indented further
  std::size_t parent_indent = 0;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const std::string_view trimmed = Trimmed(line);
    if (trimmed.empty() || trimmed.front() == '#' || trimmed.front() == ';') continue;
    if (line.front() == '[') {
      const std::size_t close = line.find(']');
      if (close == std::string_view::npos) return number;
      section = Open(Trimmed(line.substr(1, close - 1)), kind, profiles);
      if (section == nullptr) section = &ignored;
      parent.clear();
      continue;
    }
    const std::size_t equals = trimmed.find('=');
    if (section == nullptr || equals == std::string_view::npos || equals == 0) return number;
    const std::string name = Lower(Trimmed(trimmed.substr(0, equals)));
    const std::string_view value = Trimmed(trimmed.substr(equals + 1));
    const std::size_t indent = line.find_first_not_of(kBlanks);
    const bool is_nested = !parent.empty() && indent > parent_indent;
    (*section)[is_nested ? parent + "." + name : name] = value;
    if (is_nested) continue;
    parent = name;
    parent_indent = indent;
  }
  return 0;
}

}  // namespace deltaplan::planner
