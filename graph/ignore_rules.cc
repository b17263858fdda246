#include "graph/ignore_rules.h"

#include <cstddef>
#include <utility>

namespace deltaplan::graph {
namespace {

// Trailing spaces do not count unless a backslash stands before them.
std::string_view TrimTrailingSpaces(std::string_view line) {
  std::size_t end = 0;  // of what counts
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool escaped = line[i] == '\\';
    if (escaped) ++i;
    if (escaped || line[i] != ' ') end = i + 1;
  }
  return line.substr(0, end);
}

}  // namespace

IgnoreRules::IgnoreRules(const std::vector<std::string>& lines) {
  for (const std::string& whole : lines) {
    // To git, which reads lines as C strings, a NUL ends one.
    std::string_view line = std::string_view(whole).substr(0, whole.find('\0'));
    if (line.starts_with('#')) continue;
    line = TrimTrailingSpaces(line);
    const bool negated = line.starts_with('!');
    if (negated) line.remove_prefix(1);
    if (std::optional<PathPattern> pattern = PathPattern::Parse(line)) {
      rules_.push_back({*std::move(pattern), negated});
    }
  }
}

std::optional<bool> IgnoreRules::Decide(std::string_view path, bool is_directory) const {
  for (auto rule = rules_.rbegin(); rule != rules_.rend(); ++rule) {
    if (rule->pattern.Matches(path, is_directory)) return !rule->negated;
  }
  return std::nullopt;
}

bool IgnoreRules::IsIgnored(const RepoPath& path, bool is_directory) const {
  if (rules_.empty() || path.IsRoot()) return false;
  const std::string_view bytes = path.bytes();
  for (std::size_t slash = bytes.find('/'); slash != std::string_view::npos;
       slash = bytes.find('/', slash + 1)) {
    if (IsIgnoredHere(bytes.substr(0, slash), true)) return true;
  }
  return IsIgnoredHere(bytes, is_directory);
}

bool IgnoreRules::MayMatchBelow(const RepoPath& directory) const {
  for (const Rule& rule : rules_) {
    if (rule.negated) continue;  // takes back only what another pattern hides
    const RepoPath& reach = rule.pattern.directory();
    if (reach.Contains(directory) || directory.Contains(reach)) return true;
  }
  return false;
}

}  // namespace deltaplan::graph
