#include "graph/symlinks.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "graph/drop_doubles.h"

namespace deltaplan::graph {
namespace {

// Collects links, depth first, in git's order, which is the order of whole paths.
class SymlinkSearch {
 public:
  SymlinkSearch(TreeReader& reader, const RepoPath& path, const KnownLinks* known)
      : reader_(reader), known_(known), path_(path.bytes()) {}

  std::optional<TreeError> Find(const EntryState& state, std::size_t depth = 0) {
    if (state.mode == FileMode::kSymlink) {
      found_.push_back({RepoPath::FromCanonical(path_), state.id});
    }
    if (!state.IsTree()) return std::nullopt;
    if (known_ != nullptr && known_->Append(path_, state.id, found_)) return std::nullopt;
    if (depth > kDeepestTree) return TooDeep(state.id);
    // Siblings reuse the buffer of their depth.
    if (depth == raw_.size()) raw_.emplace_back();
    if (auto error = reader_.ReadTree(state.id, raw_[depth])) return error;
    for (std::string_view rest = raw_[depth]; !rest.empty();) {
      if (rest.starts_with("100")) {  // most entries are files: pass over them quickly
        const std::size_t nul = rest.find('\0');
        const std::size_t end = nul + 1 + ObjectId::kSize;
        if (nul == std::string_view::npos || end > rest.size()) return NotATree(state.id);
        rest.remove_prefix(end);
        continue;
      }
      const std::optional<TreeEntry> entry = TakeEntry(rest);
      if (!entry) return NotATree(state.id);
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
  const KnownLinks* known_;
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
                                  std::optional<TreeError>& error, const KnownLinks* known) {
  SymlinkSearch search(reader, path, known);
  error = search.Find(state);
  return std::move(search).found();
}

std::optional<TreeError> SymlinkFollower::Find(const ObjectId& tree, std::string_view name,
                                               EntryState& state) {
  constexpr std::size_t kMostParsedBytes = std::size_t{16} << 20U;
  auto known = parsed_.find(tree);
  if (known == parsed_.end()) {
    if (parsed_bytes_ > kMostParsedBytes) {
      parsed_.clear();
      parsed_bytes_ = 0;
    }
    known = parsed_.emplace(tree, Parsed()).first;
    Parsed& parsed = known->second;
    if (auto error = ReadEntries(reader_, tree, parsed.raw, parsed.entries)) {
      parsed_.erase(known);
      return error;
    }
    parsed_bytes_ += parsed.raw.capacity() + parsed.entries.capacity() * sizeof(TreeEntry);
  }
  const TreeEntry* entry = FindEntry(known->second.entries, name);
  state = entry == nullptr ? EntryState{} : entry->state;
  return std::nullopt;
}

std::variant<std::vector<RepoPath>, UnreadableLink, TreeError> SymlinkFollower::Follow(
    const Symlink& link, const LinkText& text) {
  std::vector<RepoPath> targets;
  const auto without_link = [&] {
    SortWithoutDoubles(targets);
    std::erase(targets, link.path);
    return std::move(targets);
  };
  // Component by component, as the system resolves a path: ".." applies to where a link has led.
  constexpr int kMostLinks = 40;  // Linux gives up there, too
  int followed = 0;
  const std::size_t name_begin = link.path.bytes().rfind('/') + 1;
  const std::string_view siblings = std::string_view(link.path.bytes()).substr(0, name_begin);
  const bool is_known_way = !way_.directories.empty() && way_.prefix == siblings;
  RepoPath at;
  std::vector<ObjectId> directories{root_};  // down to the one at `at`
  std::vector<std::string> components;
  if (is_known_way) {
    at = link.path.Parent();
    directories = way_.directories;
    components.emplace_back(link.path.bytes().substr(name_begin));
  } else {
    PushComponents(link.path.bytes(), components);
  }
  while (!components.empty()) {
    const std::string name = std::move(components.back());
    components.pop_back();
    if (name == "..") {
      if (at.IsRoot()) return without_link();
      at = at.Parent();
      directories.pop_back();
      continue;
    }
    EntryState state{FileMode::kSymlink, link.blob};
    if (followed > 0 || !components.empty()) {
      if (auto error = Find(directories.back(), name, state)) return *error;
    } else if (!is_known_way) {
      way_ = {std::string(siblings), directories};
    }
    RepoPath next = at.Child(name);
    if (state.IsTree()) {
      at = std::move(next);
      directories.push_back(state.id);
      continue;
    }
    targets.push_back(next);
    if (state.mode != FileMode::kSymlink || ++followed > kMostLinks) return without_link();
    const Symlink further{std::move(next), state.id};
    const std::optional<std::string> leads_to = text(further);
    if (!leads_to) return UnreadableLink{further};
    if (leads_to->starts_with('/')) return without_link();
    PushComponents(*leads_to, components);
  }
  targets.push_back(at);
  return without_link();
}

std::variant<std::vector<RepoPath>, UnreadableLink, TreeError> FollowSymlink(TreeReader& reader,
                                                                             const ObjectId& root,
                                                                             const Symlink& link,
                                                                             const LinkText& text) {
  return SymlinkFollower(reader, root).Follow(link, text);
}

}  // namespace deltaplan::graph
