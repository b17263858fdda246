#include "planner/workspace/tree_files.h"

#include <algorithm>

namespace deltaplan::planner::workspace {
namespace {

using graph::EntryState;
using graph::FileMode;
using graph::RepoPath;

constexpr int kMostLinks = 40;  // as many as Linux follows

}  // namespace

std::optional<std::string> BlobCache::Read(const graph::ObjectId& id) {
  ++read_count_;
  std::optional<std::string> text = read_(id);
  if (!text) {
    const auto place = std::ranges::lower_bound(missing_, id);
    if (place == missing_.end() || *place != id) missing_.insert(place, id);
  }
  return text;
}

const std::vector<NamedEntry>* BlobCache::Tree(graph::TreeReader& trees, const graph::ObjectId& id,
                                               std::optional<graph::TreeError>& error) {
  if (const auto known = trees_.find(id); known != trees_.end()) return &known->second;
  std::string raw;
  std::vector<graph::TreeEntry> entries;
  error = graph::ReadEntries(trees, id, raw, entries);
  if (error) return nullptr;
  std::vector<NamedEntry>& named = trees_[id];
  named.reserve(entries.size());
  for (const graph::TreeEntry& entry : entries) {
    named.push_back({std::string(entry.name), entry.state});
  }
  return &named;
}

TreeFiles::TreeFiles(graph::TreeReader& trees, const graph::ObjectId& root, BlobCache& blobs)
    : trees_(trees), root_{.mode = FileMode::kTree, .id = root}, blobs_(blobs) {}

const std::vector<NamedEntry>& TreeFiles::Open(const graph::ObjectId& tree) {
  static const std::vector<NamedEntry> kNothing;
  std::optional<graph::TreeError> error;
  const std::vector<NamedEntry>* entries = blobs_.Tree(trees_, tree, error);
  if (entries != nullptr) return *entries;
  if (!error_) error_ = std::move(error);
  return kNothing;
}

EntryState TreeFiles::Walk(std::string_view path, bool follow_last, int links_left) {
  EntryState at = root_;
  std::string gone;  // the part of the path that `at` stands for
  std::string_view rest = path;
  while (!rest.empty()) {
    if (!at.IsTree()) return {};
    const std::size_t slash = rest.find('/');
    const std::string_view name = rest.substr(0, slash);
    rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
    const std::vector<NamedEntry>& entries = Open(at.id);
    const auto entry = std::ranges::find(entries, name, &NamedEntry::name);
    if (entry == entries.end()) return {};
    at = entry->state;
    if (at.mode == FileMode::kSymlink && (follow_last || !rest.empty())) {
      if (links_left == 0) return {};
      const std::optional<std::string> text = blobs_.Read(at.id);
      if (!text) return {};
      const std::optional<RepoPath> target = Resolve(RepoPath::FromCanonical(gone), *text);
      if (!target) return {};
      std::string further = target->bytes();
      if (!rest.empty()) further += (further.empty() ? "" : "/") + std::string(rest);
      return Walk(further, follow_last, links_left - 1);
    }
    if (!gone.empty()) gone += '/';
    gone += name;
  }
  return at;
}

const EntryState& TreeFiles::DirectoryAt(std::string_view directory) {
  const auto known = directories_.find(directory);
  if (known != directories_.end()) return known->second;
  EntryState state = Walk(directory, true, kMostLinks);
  // The root has none above it, what lies in it one.
  const auto above = static_cast<std::size_t>(std::ranges::count(directory, '/')) + 1;
  if (state.IsTree() && !directory.empty() && above > graph::kDeepestTree) {
    if (!error_) error_ = graph::TooDeep(state.id);
    state = {};
  }
  return directories_.emplace(directory, state).first->second;
}

// Many names are asked for in one directory.
EntryState TreeFiles::Find(std::string_view path, bool follow_last) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return Walk(path, follow_last, kMostLinks);
  const EntryState& directory = DirectoryAt(path.substr(0, slash));
  if (!directory.IsTree()) return {};
  const std::vector<NamedEntry>& entries = Open(directory.id);
  const auto entry = std::ranges::find(entries, path.substr(slash + 1), &NamedEntry::name);
  if (entry == entries.end()) return {};
  const bool is_link = entry->state.mode == FileMode::kSymlink && follow_last;
  return is_link ? Walk(path, follow_last, kMostLinks) : entry->state;
}

EntryState TreeFiles::At(const RepoPath& path) { return Find(path.bytes(), true); }

EntryState TreeFiles::EntryAt(const RepoPath& path) { return Find(path.bytes(), false); }

bool TreeFiles::HasFile(const RepoPath& path) { return IsFile(At(path)); }

const std::vector<NamedEntry>& TreeFiles::List(const RepoPath& directory) {
  static const std::vector<NamedEntry> kNothing;
  const EntryState& state = DirectoryAt(directory.bytes());
  return state.IsTree() ? Open(state.id) : kNothing;
}

std::optional<std::string> TreeFiles::ReadText(const RepoPath& path) {
  const EntryState state = At(path);
  return IsFile(state) ? blobs_.Read(state.id) : std::nullopt;
}

std::optional<RepoPath> Resolve(const RepoPath& base, std::string_view path) {
  if (path.starts_with('/') || path.find('\0') != std::string_view::npos) return std::nullopt;
  std::string at = base.bytes();
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view name = path.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
    if (name.empty() || name == ".") continue;
    if (name == "..") {
      if (at.empty()) return std::nullopt;
      const std::size_t parent = at.rfind('/');
      at.erase(parent == std::string::npos ? 0 : parent);
    } else {
      if (!at.empty()) at += '/';
      at += name;
    }
  }
  return RepoPath::FromCanonical(std::move(at));
}

}  // namespace deltaplan::planner::workspace
