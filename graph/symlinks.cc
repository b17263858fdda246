#include "graph/symlinks.h"

#include <algorithm>
#include <set>
#include <utility>

namespace deltaplan::graph {
namespace {

// Collects links below a directory, depth first, in git's order.
class Finder {
 public:
  Finder(TreeReader& reader, std::vector<Symlink>& found) : reader_(reader), found_(found) {}

  std::optional<TreeError> Find(const ObjectId& tree, std::size_t depth) {
    if (depth == raws_.size()) raws_.emplace_back();
    std::string raw = std::move(raws_[depth]);
    std::vector<TreeEntry> entries;
    if (auto error = ReadEntries(reader_, tree, raw, entries)) return error;
    for (const TreeEntry& entry : entries) {
      if (!entry.state.IsTree() && entry.state.mode != FileMode::kSymlink) continue;
      const std::size_t parent_size = path_.size();
      if (!path_.empty()) path_ += '/';
      path_ += entry.name;
      std::optional<TreeError> error;
      if (entry.state.IsTree()) {
        error = Find(entry.state.id, depth + 1);
      } else {
        found_.push_back({RepoPath::FromCanonical(path_), entry.state.id});
      }
      path_.resize(parent_size);
      if (error) return error;
    }
    raws_[depth] = std::move(raw);
    return std::nullopt;
  }

  void Start(const RepoPath& path) { path_ = path.bytes(); }

 private:
  TreeReader& reader_;
  std::vector<Symlink>& found_;
  std::string path_;
  std::vector<std::string> raws_;  // buffers by depth, used again by siblings
};

// What stands at `path` of the tree `root`.
std::optional<TreeError> Lookup(TreeReader& reader, const ObjectId& root, const RepoPath& path,
                                EntryState& state) {
  state = {.mode = FileMode::kTree, .id = root};
  std::string_view rest = path.bytes();
  std::string raw;
  std::vector<TreeEntry> entries;
  while (!rest.empty()) {
    if (!state.IsTree()) {
      state = {};
      return std::nullopt;
    }
    const std::size_t slash = rest.find('/');
    if (auto error = ReadEntries(reader, state.id, raw, entries)) return error;
    const TreeEntry* entry = FindEntry(entries, rest.substr(0, slash));
    state = entry == nullptr ? EntryState{} : entry->state;
    if (entry == nullptr || slash == std::string_view::npos) return std::nullopt;
    rest.remove_prefix(slash + 1);
  }
  return std::nullopt;
}

// Prepends the components of `text` to `components` (a stack, the next one last).
void PushComponents(std::string_view text, std::vector<std::string>& components) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t slash = text.find('/');
    const std::string_view part = text.substr(0, slash);
    if (!part.empty() && part != ".") parts.emplace_back(part);
    if (slash == std::string_view::npos) break;
    text.remove_prefix(slash + 1);
  }
  components.insert(components.end(), parts.rbegin(), parts.rend());
}

}  // namespace

std::vector<Symlink> FindSymlinks(TreeReader& reader, const RepoPath& path, const EntryState& state,
                                  std::optional<TreeError>& error) {
  std::vector<Symlink> found;
  if (state.mode == FileMode::kSymlink) found.push_back({path, state.id});
  if (state.IsTree()) {
    Finder finder(reader, found);
    finder.Start(path);
    error = finder.Find(state.id, 0);
  }
  return found;
}

std::variant<std::vector<RepoPath>, UnreadableLink, TreeError> FollowSymlink(TreeReader& reader,
                                                                             const ObjectId& root,
                                                                             const Symlink& link,
                                                                             const LinkText& text) {
  std::set<RepoPath> targets;
  std::set<RepoPath> followed{link.path};
  const auto read = text(link);
  if (!read) return UnreadableLink{link};
  if (read->starts_with('/')) return std::vector<RepoPath>{};
  // Component by component, as the system resolves a path: ".." applies to where a link has led.
  RepoPath at = link.path.Parent();
  std::vector<std::string> components;
  PushComponents(*read, components);
  while (!components.empty()) {
    const std::string name = std::move(components.back());
    components.pop_back();
    if (name == "..") {
      if (at.IsRoot()) return std::vector<RepoPath>(targets.begin(), targets.end());
      at = at.Parent();
      continue;
    }
    const RepoPath next = at.Child(name);
    EntryState state;
    if (auto error = Lookup(reader, root, next, state)) return *error;
    if (state.mode != FileMode::kSymlink) {
      at = next;
      continue;
    }
    targets.insert(next);
    if (!followed.insert(next).second) return std::vector<RepoPath>(targets.begin(), targets.end());
    const Symlink further{next, state.id};
    const auto further_text = text(further);
    if (!further_text) return UnreadableLink{further};
    if (further_text->starts_with('/')) {
      return std::vector<RepoPath>(targets.begin(), targets.end());
    }
    PushComponents(*further_text, components);
  }
  // The root itself as a target would make everything an input; it does.
  targets.insert(at);
  targets.erase(link.path);
  return std::vector<RepoPath>(targets.begin(), targets.end());
}

}  // namespace deltaplan::graph
