#include "graph/file_lister.h"

#include <memory>
#include <vector>

namespace deltaplan::graph {

ChangeStatus StatusOf(const EntryState& before, const EntryState& after) {
  if (!before.Exists()) return ChangeStatus::kAdded;
  if (!after.Exists()) return ChangeStatus::kDeleted;
  const auto kind = [](FileMode mode) {
    return mode == FileMode::kExecutable ? FileMode::kFile : mode;
  };
  if (kind(before.mode) != kind(after.mode)) return ChangeStatus::kTypeChanged;
  return before.id == after.id ? ChangeStatus::kModeChanged : ChangeStatus::kModified;
}

// One descent. Trees are read into buffers that belong to a depth, so siblings reuse them.
struct FileLister::Walk {
  struct Side {
    std::string raw;
    std::vector<TreeEntry> entries;
  };
  struct Depth {
    Side before;
    Side after;
  };

  TreeReader& reader;
  const Options& options;
  FileList& list;
  std::string path;  // of what is being compared
  std::vector<std::unique_ptr<Depth>> depths = {};

  bool Done() const { return options.stop_at_first && list.count > 0; }

  bool Ignored(bool is_directory) const {
    return options.ignore != nullptr && options.ignore->IsIgnoredHere(path, is_directory);
  }

  bool Excepted() const {
    return options.except != nullptr &&
           options.except->Find(RepoPath::FromCanonical(path)).has_value();
  }

  void Record(const EntryState& before, const EntryState& after) {
    if (Ignored(false)) return;
    if (list.files.size() < options.max_files) {
      list.files.push_back({.path = path, .status = StatusOf(before, after)});
    }
    ++list.count;
  }

  std::optional<TreeError> Load(Side& side, const EntryState& state) {
    side.entries.clear();
    if (!state.IsTree()) return std::nullopt;
    return ReadEntries(reader, state.id, side.raw, side.entries);
  }

  // Compares two states of `path`; `depth` counts the directories above.
  std::optional<TreeError> Compare(const EntryState& before, const EntryState& after,
                                   std::size_t depth) {
    if (before == after || Done() || Excepted()) return std::nullopt;
    const bool tree_before = before.IsTree();
    const bool tree_after = after.IsTree();
    // A file that became a directory, or the reverse, is one deletion and one addition.
    if (!tree_before && !tree_after) {
      Record(before, after);
      return std::nullopt;
    }
    if (!tree_before && before.Exists()) Record(before, EntryState{});
    if (!tree_after && after.Exists()) Record(EntryState{}, after);
    if (Done() || (!path.empty() && Ignored(true))) return std::nullopt;

    if (depth > kDeepestTree) return TooDeep(tree_after ? after.id : before.id);
    if (depth == depths.size()) depths.push_back(std::make_unique<Depth>());
    Side& left = depths[depth]->before;
    Side& right = depths[depth]->after;
    if (auto error = Load(left, before)) return error;
    if (auto error = Load(right, after)) return error;
    return Merge(left.entries, right.entries, depth);
  }

  // Walks the entries of both sides in git's order, which is the bytewise order of whole paths. A
  // name that is a file on one side and a directory on the other stands at two places; each then
  // meets an absent partner, which is a deletion and an addition.
  std::optional<TreeError> Merge(const std::vector<TreeEntry>& left,
                                 const std::vector<TreeEntry>& right, std::size_t depth) {
    auto l = left.begin();
    auto r = right.begin();
    while ((l != left.end() || r != right.end()) && !Done()) {
      const int order = l == left.end() ? 1
                        : r == right.end()
                            ? -1
                            : CompareNames(l->name, l->state.IsTree(), r->name, r->state.IsTree());
      const EntryState before = order <= 0 ? l->state : EntryState{};
      const EntryState after = order >= 0 ? r->state : EntryState{};
      const std::string_view name = order <= 0 ? l->name : r->name;
      if (order <= 0) ++l;
      if (order >= 0) ++r;
      if (before == after) continue;
      const std::size_t parent_size = path.size();
      if (!path.empty()) path += '/';
      path += name;
      auto error = Compare(before, after, depth + 1);
      path.resize(parent_size);
      if (error) return error;
    }
    return std::nullopt;
  }
};

std::optional<TreeError> FileLister::List(const RepoPath& path, const EntryState& before,
                                          const EntryState& after, const Options& options,
                                          FileList& list) {
  // A rule that matches a directory above hides all below it.
  if (options.ignore != nullptr && !path.IsRoot() &&
      options.ignore->IsIgnored(path.Parent(), true)) {
    return std::nullopt;
  }
  Walk walk{.reader = reader_, .options = options, .list = list, .path = path.bytes()};
  return walk.Compare(before, after, 0);
}

}  // namespace deltaplan::graph
