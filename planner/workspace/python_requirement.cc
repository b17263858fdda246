#include "planner/workspace/python_requirement.h"

#include <algorithm>

#include "tfvars/text/ascii.h"

namespace deltaplan::planner::workspace {
namespace {

bool IsSeparator(char c) { return c == '-' || c == '_' || c == '.'; }

std::string_view TrimBlanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// The name at the start of `text`, which loses it.
std::string_view TakeName(std::string_view& text) {
  std::size_t end = 0;
  while (end < text.size() && (tfvars::IsLetterOrDigit(text[end]) || IsSeparator(text[end]))) ++end;
  const std::string_view name = text.substr(0, end);
  text = TrimBlanks(text.substr(end));
  return name;
}

}  // namespace

std::string PythonName(std::string_view name) {
  std::string normal;
  bool is_in_separators = false;
  for (const char c : name) {
    if (IsSeparator(c)) {
      if (!is_in_separators) normal += '-';
      is_in_separators = true;
      continue;
    }
    is_in_separators = false;
    normal += tfvars::ToLower(c);
  }
  return normal;
}

std::optional<PythonRequirement> ParsePythonRequirement(std::string_view text) {
  text = TrimBlanks(text);
  const std::string_view name = TakeName(text);
  if (name.empty() || !tfvars::IsLetterOrDigit(name.front()) ||
      !tfvars::IsLetterOrDigit(name.back())) {
    return std::nullopt;
  }
  PythonRequirement requirement;
  requirement.name = PythonName(name);
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    std::string_view extras = text.substr(1, end - 1);
    text = TrimBlanks(text.substr(end + 1));
    while (!extras.empty()) {
      const std::string_view extra = extras.substr(0, extras.find(','));
      extras.remove_prefix(std::min(extra.size() + 1, extras.size()));
      if (!TrimBlanks(extra).empty()) {
        requirement.extras.push_back(PythonName(TrimBlanks(extra)));
      }
    }
    std::sort(requirement.extras.begin(), requirement.extras.end());
  }
  if (text.starts_with('@')) {
    // A URL may hold ";": only one behind a blank ends it.
    text = TrimBlanks(text.substr(1));
    const std::size_t end = text.find(" ;");
    requirement.url = TrimBlanks(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  const std::size_t semicolon = text.find(';');
  if (semicolon != std::string_view::npos) {
    requirement.marker = TrimBlanks(text.substr(semicolon + 1));
  }
  return requirement;
}

}  // namespace deltaplan::planner::workspace
