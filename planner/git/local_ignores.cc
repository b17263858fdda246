#include "planner/git/local_ignores.h"

#include <optional>
#include <utility>

#include "planner/system/file_text.h"

namespace deltaplan::planner {
namespace {

// git does not look at a carriage return that ends a line.
void AppendLines(std::string_view text, std::vector<std::string>& lines) {
  for (std::string_view line : RuleLines(text)) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.emplace_back(line);
  }
}

}  // namespace

LocalIgnores::LocalIgnores(const std::vector<std::string>& files, RuleFileReader local)
    : local_(std::move(local)) {
  std::vector<std::string> lines;
  for (const std::string& file : files) AppendLines(FileText(file), lines);
  AppendLines(local_(".gitignore").value_or(""), lines);
  directories_.emplace("", Directory{false, AddRules("", lines, nullptr)});
}

const LocalIgnores::Rules* LocalIgnores::AddRules(std::string prefix,
                                                  const std::vector<std::string>& lines,
                                                  const Rules* outer) {
  rules_.push_back(
      std::make_unique<const Rules>(Rules{std::move(prefix), graph::IgnoreRules(lines), outer}));
  return rules_.back().get();
}

bool LocalIgnores::Hides(const Rules* rules, std::string_view path, bool is_directory) {
  for (; rules != nullptr; rules = rules->outer) {
    const std::string_view below = path.substr(rules->prefix.size());
    if (const std::optional<bool> hides = rules->own.Decide(below, is_directory)) return *hides;
  }
  return false;
}

const LocalIgnores::Directory& LocalIgnores::In(const graph::RepoPath& directory) {
  if (const auto known = directories_.find(directory.bytes()); known != directories_.end()) {
    return known->second;
  }
  Directory state = In(directory.Parent());
  state.ignored = state.ignored || Hides(state.rules, directory.bytes(), true);
  if (!state.ignored) {
    std::string prefix = directory.bytes() + "/";
    if (const std::optional<std::string> text = local_(prefix + ".gitignore")) {
      std::vector<std::string> lines;
      AppendLines(*text, lines);
      state.rules = AddRules(std::move(prefix), lines, state.rules);
    }
  }
  return directories_.emplace(directory.bytes(), state).first->second;
}

bool LocalIgnores::IsIgnored(const graph::RepoPath& path, bool is_directory) {
  if (path.IsRoot()) return false;
  const Directory& parent = In(path.Parent());
  return parent.ignored || Hides(parent.rules, path.bytes(), is_directory);
}

}  // namespace deltaplan::planner
