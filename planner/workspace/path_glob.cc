#include "planner/workspace/path_glob.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>

namespace deltaplan::planner::workspace {
namespace {

constexpr std::size_t kMostAlternatives = 1000;

// The end of the set that begins at `at`, past its bracket; npos when it does not end.
std::size_t SetEnd(std::string_view pattern, std::size_t at) {
  std::size_t end = at + 1;
  if (end < pattern.size() && (pattern[end] == '!' || pattern[end] == '^')) ++end;
  if (end < pattern.size() && pattern[end] == ']') ++end;  // the first one is a member
  end = pattern.find(']', end);
  return end == std::string_view::npos ? end : end + 1;
}

bool InSet(std::string_view set, char c) {  // `set` with its brackets
  std::string_view members = set.substr(1, set.size() - 2);
  const bool negated = members.starts_with('!') || members.starts_with('^');
  if (negated) members.remove_prefix(1);
  bool found = false;
  const auto value = static_cast<unsigned char>(c);
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto low = static_cast<unsigned char>(members[i]);
    if (i + 2 < members.size() && members[i + 1] == '-') {
      const auto high = static_cast<unsigned char>(members[i + 2]);
      found = found || (low <= value && value <= high);
      i += 2;
    } else {
      found = found || low == value;
    }
  }
  return found != negated;
}

bool MatchesRest(std::string_view pattern, std::string_view name) {
  std::size_t p = 0;
  std::size_t n = 0;
  std::size_t star = std::string_view::npos;
  std::size_t taken = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      taken = n;
      continue;
    }
    bool fits = false;
    std::size_t next = p;
    if (p < pattern.size() && pattern[p] == '[') {
      next = SetEnd(pattern, p);
      fits = next != std::string_view::npos && InSet(pattern.substr(p, next - p), name[n]);
    } else if (p < pattern.size()) {
      const bool escaped = pattern[p] == '\\' && p + 1 < pattern.size();
      const char wanted = pattern[escaped ? p + 1 : p];
      fits = (!escaped && wanted == '?') || wanted == name[n];
      next = p + (escaped ? 2 : 1);
    }
    if (fits) {
      p = next;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++taken;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool HasWildcard(std::string_view component) {
  return component.find_first_of("*?[\\") != std::string_view::npos;
}

// The texts that `{a,b}` stands for; false when there are too many.
bool ExpandBraces(std::string_view pattern, std::vector<std::string>& into) {
  const std::size_t open = pattern.find('{');
  if (open == std::string_view::npos) {
    into.emplace_back(pattern);
    return into.size() <= kMostAlternatives;
  }
  std::size_t depth = 0;
  std::vector<std::string_view> choices;
  std::size_t begin = open + 1;
  for (std::size_t at = open; at < pattern.size(); ++at) {
    if (pattern[at] == '{') ++depth;
    if (pattern[at] == ',' && depth == 1) {
      choices.push_back(pattern.substr(begin, at - begin));
      begin = at + 1;
    }
    if (pattern[at] == '}' && --depth == 0) {
      if (choices.empty()) return false;  // `{a}` and `{1..3}`
      choices.push_back(pattern.substr(begin, at - begin));
      for (const std::string_view choice : choices) {
        std::string text(pattern.substr(0, open));
        text += choice;
        text += pattern.substr(at + 1);
        if (!ExpandBraces(text, into)) return false;
      }
      return true;
    }
  }
  return false;  // it does not end
}

}  // namespace

bool MatchesName(std::string_view pattern, std::string_view name, bool stars_match_dots) {
  const bool begins_wild =
      pattern.starts_with('*') || pattern.starts_with('?') || pattern.starts_with('[');
  if (!stars_match_dots && begins_wild && name.starts_with('.')) return false;
  return MatchesRest(pattern, name);
}

std::optional<PathGlob> PathGlob::Parse(std::string_view pattern, GlobDialect dialect) {
  if (dialect.braces) {
    for (const std::string_view sign : {"@(", "+(", "?(", "*(", "!("}) {
      if (pattern.find(sign) != std::string_view::npos) return std::nullopt;
    }
  }
  std::vector<std::string> texts;
  if (!dialect.braces) {
    texts.emplace_back(pattern);
  } else if (!ExpandBraces(pattern, texts)) {
    return std::nullopt;
  }
  PathGlob glob;
  glob.dialect_ = dialect;
  for (std::string_view text : texts) {
    Components components;
    while (!text.empty()) {
      const std::size_t slash = text.find('/');
      const std::string_view component = text.substr(0, slash);
      text = slash == std::string_view::npos ? std::string_view() : text.substr(slash + 1);
      if (component.empty() || component == ".") continue;
      const std::size_t set = component.find('[');
      if (set != std::string_view::npos && SetEnd(component, set) == std::string_view::npos) {
        return std::nullopt;
      }
      components.emplace_back(component);
    }
    glob.alternatives_.push_back(std::move(components));
  }
  return glob;
}

bool PathGlob::IsLiteral() const {
  return std::ranges::all_of(alternatives_, [](const Components& components) {
    return std::ranges::none_of(components, HasWildcard);
  });
}

bool PathGlob::Matches(std::string_view path) const {
  std::vector<std::string_view> names;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    names.push_back(path.substr(0, slash));
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  }
  for (const Components& components : alternatives_) {
    // fits[i]: the first i components stand for the names so far
    std::vector<bool> fits(components.size() + 1);
    fits[0] = true;
    const auto open_globstars = [&] {
      for (std::size_t i = 0; i < components.size(); ++i) {
        if (fits[i] && dialect_.globstar && components[i] == "**") fits[i + 1] = true;
      }
    };
    open_globstars();
    for (const std::string_view name : names) {
      std::vector<bool> next(components.size() + 1);
      for (std::size_t i = 0; i < components.size(); ++i) {
        if (!fits[i]) continue;
        if (dialect_.globstar && components[i] == "**") {
          if (dialect_.stars_match_dots || !name.starts_with('.')) next[i] = true;
        } else if (MatchesName(components[i], name, dialect_.stars_match_dots)) {
          next[i + 1] = true;
        }
      }
      fits = std::move(next);
      open_globstars();
    }
    if (fits[components.size()]) return true;
  }
  return false;
}

void PathGlob::Expand(TreeFiles& files, const graph::RepoPath& base,
                      const std::function<bool(std::string_view name)>& skip,
                      const std::function<void(const graph::RepoPath&)>& found) const {
  std::set<graph::RepoPath> all;
  // Goes into `directory` with what is left of one alternative.
  const std::function<void(const graph::RepoPath&, const Components&, std::size_t)> descend =
      [&](const graph::RepoPath& directory, const Components& components, std::size_t index) {
        if (index == components.size()) {
          all.insert(directory);
          return;
        }
        const std::string& component = components[index];
        if (component == "..") return;
        if (!HasWildcard(component)) {
          const graph::RepoPath child = directory.Child(component);
          if (files.HasDirectory(child)) descend(child, components, index + 1);
          return;
        }
        const bool any_depth = dialect_.globstar && component == "**";
        if (any_depth) descend(directory, components, index + 1);
        for (const NamedEntry& entry : files.List(directory)) {
          if (!entry.state.IsTree() || skip(entry.name)) continue;
          if (any_depth) {
            if (!dialect_.stars_match_dots && entry.name.starts_with('.')) continue;
            descend(directory.Child(entry.name), components, index);
          } else if (MatchesName(component, entry.name, dialect_.stars_match_dots)) {
            descend(directory.Child(entry.name), components, index + 1);
          }
        }
      };
  for (const Components& components : alternatives_) descend(base, components, 0);
  for (const graph::RepoPath& path : all) found(path);
}

}  // namespace deltaplan::planner::workspace
