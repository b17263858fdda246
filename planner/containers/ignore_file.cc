#include "planner/containers/ignore_file.h"

#include <algorithm>

#include "tfvars/text/unicode.h"

namespace deltaplan::planner {

std::vector<std::string> IgnorePatternsOf(std::string_view text) {
  std::vector<std::string> patterns;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.starts_with('#')) continue;
    line = tfvars::WithoutSpace(line);
    if (line.empty()) continue;
    const bool takes_back = line.starts_with('!');
    if (takes_back) line = tfvars::WithoutSpace(line.substr(1));
    std::string pattern = line.empty() ? std::string() : CleanedPath(line);
    if (pattern.size() > 1 && pattern.front() == '/') pattern.erase(0, 1);
    patterns.push_back(takes_back ? "!" + pattern : pattern);
  }
  return patterns;
}

std::optional<MobyPatterns> ParseIgnoreFile(std::string_view text) {
  return MobyPatterns::Parse(IgnorePatternsOf(text));
}

std::vector<std::string> IgnoreFileNames(std::string_view dockerfile, std::string_view context) {
  const std::string_view name = dockerfile.substr(dockerfile.rfind('/') + 1);
  const bool is_containerfile =
      name.starts_with("Containerfile") || name.ends_with(".Containerfile");
  const std::string root = context.empty() ? "" : std::string(context) + "/";
  std::vector<std::string> names;
  if (is_containerfile) names.push_back(std::string(dockerfile) + ".containerignore");
  names.push_back(std::string(dockerfile) + ".dockerignore");
  if (is_containerfile) names.push_back(root + ".containerignore");
  names.push_back(root + ".dockerignore");
  return names;
}

}  // namespace deltaplan::planner
