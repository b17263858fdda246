#include "graph/symlinks.h"

#include <algorithm>
#include <deque>
#include <set>
#include <utility>

namespace deltaplan::graph {
namespace {

// Collects links, depth first, in git's order, which is the order of whole paths.
class SymlinkSearch {
 public:
  SymlinkSearch(TreeReader& reader, const RepoPath& path) : reader_(reader), path_(path.bytes()) {}

  std::optional<TreeError> Find(const EntryState& state, std::size_t depth = 0) {
    if (state.mode == FileMode::kSymlink) {
      found_.push_back({RepoPath::FromCanonical(path_), state.id});
    }
    if (!state.IsTree()) return std::nullopt;
    if (depth > kDeepestTree) return TooDeep(state.id);
    // Siblings reuse the buffer of their depth.
    if (depth == raw_.size()) raw_.emplace_back();
    if (auto error = reader_.ReadTree(state.id, raw_[depth])) return error;
    for (std::string_view rest = raw_[depth]; !rest.empty();) {
      if (rest.starts_with("100")) {  // most entries are files: pass over them quickly
        const std::size_t nul = rest.find('\0');
        if (nul == std::string_view::npos || rest.size() - nul - 1 < ObjectId::kSize) {
          return NotATree(state.id);
        }
        rest.remove_prefix(nul + 1 + ObjectId::kSize);
        continue;
      }
      const std::optional<TreeEntry> entry = TakeEntry(rest);
      if (!entry) return NotATree(state.id);
      if (!entry->state.IsTree() && entry->state.mode != FileMode::kSymlink) continue;
      const std::size_t size = path_.size();
      if (!path_.empty()) path_ += '/';
      path_ += entry->name;
      std::optional<TreeError> error = Find(entry->state, depth + 1);
      path_.resize(size);
      if (error) return error;
    }
    return std::nullopt;
  }

  std::vector<Symlink> found() && { return std::move(found_); }

 private:
  TreeReader& reader_;
  std::string path_;
  std::deque<std::string> raw_;
  std::vector<Symlink> found_;
};

// Pushes the components of `path` on a stack, the first one last.
void PushComponents(std::string_view path, std::vector<std::string>& stack) {
  while (!path.empty()) {
    const std::size_t slash = path.rfind('/');
    const std::string_view name = path.substr(slash == std::string_view::npos ? 0 : slash + 1);
    if (!name.empty() && name != ".") stack.emplace_back(name);
    path = path.substr(0, slash == std::string_view::npos ? 0 : slash);
  }
}

}  // namespace

std::vector<Symlink> FindSymlinks(TreeReader& reader, const RepoPath& path, const EntryState& state,
                                  std::optional<TreeError>& error) {
  SymlinkSearch search(reader, path);
  error = search.Find(state);
  return std::move(search).found();
}

std::variant<std::vector<RepoPath>, UnreadableLink, TreeError> FollowSymlink(TreeReader& reader,
                                                                             const ObjectId& root,
                                                                             const Symlink& link,
                                                                             const LinkText& text) {
  std::set<RepoPath> targets;
  const auto without_link = [&] {
    targets.erase(link.path);
    return std::vector<RepoPath>(targets.begin(), targets.end());
  };
  // Component by component, as the system resolves a path: ".." applies to where a link has led.
  constexpr int kMostLinks = 40;  // Linux gives up there, too
  int followed = 0;
  RepoPath at;
  std::vector<ObjectId> directories{root};  // down to the one at `at`
  std::vector<std::string> components;
  PushComponents(link.path.bytes(), components);
  std::string raw;
  std::vector<TreeEntry> entries;
  while (!components.empty()) {
    const std::string name = std::move(components.back());
    components.pop_back();
    if (name == "..") {
      if (at.IsRoot()) return without_link();
      at = at.Parent();
      directories.pop_back();
      continue;
    }
    if (auto error = ReadEntries(reader, directories.back(), raw, entries)) return *error;
    const TreeEntry* entry = FindEntry(entries, name);
    const RepoPath next = at.Child(name);
    if (entry != nullptr && entry->state.IsTree()) {
      at = next;
      directories.push_back(entry->state.id);
      continue;
    }
    targets.insert(next);
    if (entry == nullptr || entry->state.mode != FileMode::kSymlink || ++followed > kMostLinks) {
      return without_link();
    }
    const Symlink further{next, entry->state.id};
    const std::optional<std::string> leads_to = text(further);
    if (!leads_to) return UnreadableLink{further};
    if (leads_to->starts_with('/')) return without_link();
    PushComponents(*leads_to, components);
  }
  targets.insert(at);
  return without_link();
}

}  // namespace deltaplan::graph
