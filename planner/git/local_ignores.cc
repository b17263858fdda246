#include "planner/git/local_ignores.h"

#include <fcntl.h>
#include <utility>

#include "planner/system/file_text.h"

namespace deltaplan::planner {
namespace {

constexpr int kNotALink = O_NOFOLLOW;  // git does not follow a .gitignore either

// A directory's name as part of a pattern that means just this name.
std::string EscapeGlob(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (std::string_view("\\*?[ ").find(c) != std::string_view::npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

// `line` of `directory`'s .gitignore as a line of the root's.
std::string FromRoot(std::string_view line, const std::string& directory) {
  if (directory.empty() || line.empty() || line.starts_with('#')) return std::string(line);
  std::string result;
  if (line.starts_with('!')) {
    result = "!";
    line.remove_prefix(1);
  }
  // A slash before the end ties a pattern to the directory of its file.
  const std::size_t slash = line.find('/');
  const bool anchored = slash != std::string_view::npos &&
                        line.find_first_not_of("/ ", slash) != std::string_view::npos;
  if (line.starts_with('/')) line.remove_prefix(1);
  return result + "/" + EscapeGlob(directory) + (anchored ? "/" : "/**/") + std::string(line);
}

void AppendLines(std::string_view text, const std::string& directory,
                 std::vector<std::string>& lines) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(FromRoot(line, directory));
  }
}

}  // namespace

LocalIgnores::LocalIgnores(std::string work_dir, const std::vector<std::string>& files)
    : work_dir_(std::move(work_dir)) {
  std::vector<std::string> lines;
  for (const std::string& file : files) AppendLines(FileText(file), "", lines);
  AppendLines(FileText(work_dir_ + "/.gitignore", kNotALink), "", lines);
  directories_.emplace("", Directory{false, AddRules(std::move(lines))});
}

const LocalIgnores::Rules* LocalIgnores::AddRules(std::vector<std::string> lines) {
  graph::IgnoreRules compiled(lines);
  rules_.push_back(std::make_unique<const Rules>(Rules{std::move(lines), std::move(compiled)}));
  return rules_.back().get();
}

const LocalIgnores::Directory& LocalIgnores::In(const graph::RepoPath& directory) {
  if (const auto known = directories_.find(directory.bytes()); known != directories_.end()) {
    return known->second;
  }
  Directory state = In(directory.Parent());
  state.ignored = state.ignored || state.rules->compiled.IsIgnoredHere(directory.bytes(), true);
  if (!state.ignored) {
    const std::string text =
        FileText(work_dir_ + "/" + directory.bytes() + "/.gitignore", kNotALink);
    if (!text.empty()) {
      std::vector<std::string> lines = state.rules->lines;
      AppendLines(text, directory.bytes(), lines);
      state.rules = AddRules(std::move(lines));
    }
  }
  return directories_.emplace(directory.bytes(), state).first->second;
}

bool LocalIgnores::IsIgnored(const graph::RepoPath& path, bool is_directory) {
  if (path.IsRoot()) return false;
  const Directory& parent = In(path.Parent());
  return parent.ignored || parent.rules->compiled.IsIgnoredHere(path.bytes(), is_directory);
}

}  // namespace deltaplan::planner
