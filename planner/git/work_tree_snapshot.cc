#include "planner/git/work_tree_snapshot.h"

#include <git2.h>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace deltaplan::planner {
namespace {

using graph::EntryState;
using graph::FileMode;
using graph::ObjectId;

// Manifests and lockfiles are read out of a snapshot. What comes after so many bytes is not.
constexpr std::size_t kMostContent = std::size_t{64} << 20;

class TreeBuilder {
 public:
  TreeBuilder(WorkTree& work_tree, MemoryObjects& objects)
      : work_tree_(work_tree), objects_(objects) {}

  // The directory `prefix` (empty, or ending in a slash) whose tree was `base`, after `changes`,
  // which all lie below it. Absent when nothing is left.
  Result<EntryState> Build(const std::string& prefix, const std::optional<ObjectId>& base,
                           const std::vector<const FoundChange*>& changes);

 private:
  // The changes of one name in a directory.
  struct Group {
    const FoundChange* itself = nullptr;
    std::vector<const FoundChange*> below;
  };
  Result<EntryState> Apply(const std::string& path, const EntryState& before, const Group& group);
  Result<EntryState> Now(const FoundChange& change, const EntryState& before);

  WorkTree& work_tree_;
  MemoryObjects& objects_;
};

Result<EntryState> TreeBuilder::Build(const std::string& prefix,
                                      const std::optional<ObjectId>& base,
                                      const std::vector<const FoundChange*>& changes) {
  std::map<std::string, EntryState> entries;
  if (base) {
    std::string raw;
    std::vector<graph::TreeEntry> before;
    if (const auto failed = graph::ReadEntries(work_tree_.trees(), *base, raw, before)) {
      return Error{"cannot read HEAD's tree " + failed->id.ToHex(), {failed->detail}, ""};
    }
    for (const graph::TreeEntry& entry : before) entries.emplace(entry.name, entry.state);
  }
  std::map<std::string, Group> groups;
  for (const FoundChange* change : changes) {
    const std::string_view rest = std::string_view(change->path.bytes()).substr(prefix.size());
    const std::size_t slash = rest.find('/');
    Group& group = groups[std::string(rest.substr(0, slash))];
    if (slash == std::string_view::npos) {
      group.itself = change;
    } else {
      group.below.push_back(change);
    }
  }
  for (const auto& [name, group] : groups) {
    EntryState& entry = entries[name];
    Result<EntryState> after = Apply(prefix + name, entry, group);
    if (!after) return after;
    entry = *after;
  }

  // git's order: directories as if their names ended in a slash.
  std::map<std::string, std::string> lines;
  for (const auto& [name, state] : entries) {
    if (!state.Exists()) continue;
    std::string line;
    for (unsigned shift = 18; shift > 0; shift -= 3) {
      const unsigned digit = static_cast<unsigned>(state.mode) >> (shift - 3) & 7;
      if (!line.empty() || digit != 0) line += static_cast<char>('0' + digit);
    }
    line += ' ';
    line += name;
    line += '\0';
    line.append(state.id.bytes.begin(), state.id.bytes.end());
    lines.emplace(state.IsTree() ? name + "/" : name, std::move(line));
  }
  if (lines.empty() && !prefix.empty()) return EntryState{};
  std::string raw;
  for (const auto& [key, line] : lines) raw += line;
  const ObjectId id = HashObject(raw, GIT_OBJECT_TREE);
  objects_.emplace(id, std::move(raw));
  return EntryState{FileMode::kTree, id};
}

Result<EntryState> TreeBuilder::Apply(const std::string& path, const EntryState& before,
                                      const Group& group) {
  EntryState state = before;
  if (group.itself != nullptr) {
    Result<EntryState> now = Now(*group.itself, before);
    if (!now) return now;
    state = *now;
  }
  if (group.below.empty()) return state;
  const std::optional<ObjectId> base = before.IsTree() ? std::optional(before.id) : std::nullopt;
  Result<EntryState> tree = Build(path + "/", base, group.below);
  if (!tree || tree->Exists()) return tree;
  return state.IsTree() ? EntryState{} : state;  // a file may have taken the directory's place
}

Result<EntryState> TreeBuilder::Now(const FoundChange& change, const EntryState& before) {
  if (change.instead) return *change.instead;
  const std::string& path = change.path.bytes();
  // git converts and takes modes by the index, where it has the file.
  Result<WorkTree::FileState> file =
      work_tree_.ReadFile(path, change.index.Exists() ? change.index : before);
  if (!file) return std::move(file).error();
  if (file->state.mode == FileMode::kSubmodule && file->state == before && change.index == before) {
    // Its commit is the same, so what differs lies in it: no commit has the id of a tree.
    file->state.id = HashObject({}, GIT_OBJECT_TREE);
  }
  if (file->state.mode == FileMode::kSymlink || !file->content.empty()) {
    objects_.emplace(file->state.id, std::move(file->content));
  }
  return file->state;
}

}  // namespace

Result<WorkTreeSnapshot> MakeSnapshot(WorkTree& work_tree, std::vector<FoundChange> changes,
                                      MemoryObjects& objects) {
  Result<std::optional<ObjectId>> head = work_tree.HeadTree();
  if (!head) return std::move(head).error();
  std::vector<const FoundChange*> pointers;
  for (const FoundChange& change : changes) pointers.push_back(&change);
  work_tree.PrepareToRead(changes);
  work_tree.KeepContents(kMostContent);
  Result<EntryState> root = TreeBuilder(work_tree, objects).Build("", *head, pointers);
  if (!root) return std::move(root).error();
  WorkTreeSnapshot snapshot{root->id, {}};
  for (FoundChange& change : changes) {
    snapshot.changes.push_back(
        {std::move(change.path), change.untracked, std::move(change.unclear)});
  }
  return snapshot;
}

}  // namespace deltaplan::planner
