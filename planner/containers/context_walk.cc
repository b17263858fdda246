#include "planner/containers/context_walk.h"

#include <algorithm>
#include <cstddef>

namespace deltaplan::planner {
namespace {

std::size_t ComponentCount(std::string_view path) {
  return path.empty() ? 0 : static_cast<std::size_t>(std::ranges::count(path, '/')) + 1;
}

// The first `count` components; all where it has fewer.
std::string_view FirstComponents(std::string_view path, std::size_t count) {
  if (count == 0) return {};
  std::size_t end = 0;
  for (std::size_t i = 0; i < count; ++i) {
    end = path.find('/', i == 0 ? 0 : end + 1);
    if (end == std::string_view::npos) return path;
  }
  return path.substr(0, end);
}

bool IsPattern(const ContextRead& read) { return !read.is_mount && HasCopyWildcard(read.source); }

// A source is written with the escapes of patterns, whether it is one or not.
std::string WithoutEscapes(std::string_view source) {
  std::string plain;
  for (std::size_t i = 0; i < source.size(); ++i) {
    if (source[i] == '\\' && i + 1 < source.size()) ++i;
    plain += source[i];
  }
  return plain;
}

bool MatchesStart(const ContextRead& read, std::string_view pattern, std::string_view path) {
  return IsPattern(read) ? CopyPatternMatches(pattern, path) : pattern == path;
}

}  // namespace

bool TakesFile(const ContextRead& read, std::string_view path) {
  const std::size_t count = ComponentCount(read.source);
  if (ComponentCount(path) < count) return false;
  const std::string_view start = FirstComponents(path, count);
  if (!MatchesStart(read, read.source, start)) return false;
  std::string_view rest = path.substr(start.size());
  if (rest.starts_with('/')) rest.remove_prefix(1);
  if (!read.parents.empty()) {
    const auto wanted = MobyPatterns::Parse({read.parents});
    // A pattern that nobody can read may mean anything.
    if (wanted && !wanted->Matches(rest)) return false;
  }
  if (rest.empty() || read.excludes.empty()) return true;
  const auto excluded = MobyPatterns::Parse(read.excludes);
  return !excluded || !excluded->Matches(rest);
}

bool MayTakeBelow(const ContextRead& read, std::string_view path) {
  const std::size_t count = std::min(ComponentCount(read.source), ComponentCount(path));
  return MatchesStart(read, FirstComponents(read.source, count), FirstComponents(path, count));
}

std::string LiteralPart(const ContextRead& read) {
  std::string whole = read.source;
  if (!read.parents.empty()) whole += (whole.empty() ? "" : "/") + read.parents;
  if (read.is_mount || !HasCopyWildcard(whole))
    return read.is_mount ? whole : WithoutEscapes(whole);
  std::size_t end = 0;
  while (true) {
    const std::size_t next = std::min(whole.find('/', end == 0 ? 0 : end + 1), whole.size());
    if (HasCopyWildcard(std::string_view(whole).substr(0, next))) break;
    end = next;
  }
  return WithoutEscapes(std::string_view(whole).substr(0, end));
}

std::optional<std::string> ContextWalk::BelowRoot(const graph::RepoPath& path) const {
  const std::string& root = context_.root.bytes();
  if (!context_.root.Contains(path)) return std::nullopt;
  if (root.empty()) return path.bytes();
  return path.bytes().size() > root.size() ? path.bytes().substr(root.size() + 1) : std::string();
}

bool ContextWalk::TakesBelow(const ContextRead& read, const graph::RepoPath& path,
                             const graph::EntryState& state, bool hidden, const Skips& skips) {
  const auto below = BelowRoot(path);
  if (!below || (skips && skips(path, state.IsTree()))) return false;
  if (!state.IsTree()) {
    return state.Exists() && TakesFile(read, *below) && (hidden || !context_.Hides(*below));
  }
  if (!MayTakeBelow(read, *below)) return false;
  return std::ranges::any_of(files_.List(path), [&](const workspace::NamedEntry& entry) {
    return TakesBelow(read, path.Child(entry.name), entry.state, hidden, skips);
  });
}

bool ContextWalk::TakesAny(const ContextRead& read, const graph::RepoPath& path, bool hidden) {
  // What lies above the context's root holds all of it.
  const graph::RepoPath& from = path.Contains(context_.root) ? context_.root : path;
  return TakesBelow(read, from, files_.EntryAt(from), hidden, {});
}

void ContextWalk::Collect(const ContextRead& read, const graph::RepoPath& path,
                          const graph::EntryState& state, const Skips& skips,
                          const std::function<bool(const graph::RepoPath&)>& has_skipped,
                          std::vector<graph::RepoPath>& found) {
  const auto below = BelowRoot(path);
  if (!below || skips(path, state.IsTree())) return;
  if (!state.IsTree()) {
    if (TakesBelow(read, path, state, false, skips)) found.push_back(path);
    return;
  }
  if (!MayTakeBelow(read, *below)) return;
  if (!below->empty() && !has_skipped(path)) {
    if (TakesBelow(read, path, state, false, skips)) found.push_back(path);
    return;
  }
  for (const workspace::NamedEntry& entry : files_.List(path)) {
    Collect(read, path.Child(entry.name), entry.state, skips, has_skipped, found);
  }
}

std::vector<graph::RepoPath> ContextWalk::Unskipped(
    const ContextRead& read, const Skips& skips,
    const std::function<bool(const graph::RepoPath&)>& has_skipped) {
  std::vector<graph::RepoPath> found;
  const std::string literal = LiteralPart(read);
  graph::RepoPath start = context_.root;
  if (!literal.empty()) {
    const std::string& root = context_.root.bytes();
    start = graph::RepoPath::FromCanonical(root.empty() ? literal : root + "/" + literal);
  }
  // What is named by a pattern is folded below the directory that it begins in.
  const auto holds_skipped = [&](const graph::RepoPath& path) {
    const bool is_start = path == start && (IsPattern(read) || !read.parents.empty());
    return (is_start && HasCopyWildcard(read.source + "/" + read.parents)) || has_skipped(path);
  };
  Collect(read, start, files_.EntryAt(start), skips, holds_skipped, found);
  std::ranges::sort(found);
  return found;
}

ContextRead ContextWalk::Resolved(const ContextRead& read) {
  ContextRead resolved = read;
  if (IsPattern(read)) return resolved;
  constexpr int kMostLinks = 20;
  for (int links = 0; links < kMostLinks; ++links) {
    bool changed = false;
    const std::size_t count = ComponentCount(resolved.source);
    for (std::size_t i = 1; i <= count && !changed; ++i) {
      const std::string start(FirstComponents(resolved.source, i));
      const std::string& root = context_.root.bytes();
      const auto path = graph::RepoPath::FromCanonical(root.empty() ? start : root + "/" + start);
      const graph::EntryState state = files_.EntryAt(path);
      if (state.mode != graph::FileMode::kSymlink) continue;
      const auto target = files_.blobs().Read(state.id);
      if (!target) return resolved;
      const std::size_t slash = start.rfind('/');
      const std::string parent = slash == std::string::npos ? "" : start.substr(0, slash);
      const bool is_absolute = target->starts_with('/');
      resolved.source = PathBelowRoot((is_absolute ? *target : parent + "/" + *target) + "/" +
                                      resolved.source.substr(start.size()));
      changed = true;
    }
    if (!changed) break;
  }
  return resolved;
}

}  // namespace deltaplan::planner
