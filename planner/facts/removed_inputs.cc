#include "planner/facts/removed_inputs.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "graph/parallel.h"
#include "graph/tree_reader.h"
#include "planner/config/input_patterns.h"
#include "planner/config/tree_glob.h"
#include "planner/ports/tree_read_error.h"

namespace deltaplan::planner {
namespace {

using graph::EntryState;
using graph::FileMode;
using graph::ObjectId;
using graph::RepoPath;

// What stands there, whether or not it can be executed.
std::optional<FileMode> KindOf(const EntryState& state) {
  if (!state.Exists()) return std::nullopt;
  return state.mode == FileMode::kExecutable ? FileMode::kFile : state.mode;
}

// Goes down a baseline's tree and head's at once, and stops where they are the same.
class RemovalSearch {
 public:
  explicit RemovalSearch(graph::TreeReader& reader) : reader_(reader) {}

  void Search(std::string_view pattern, const ObjectId& baseline, const ObjectId& head) {
    Descend(RepoPath(), pattern, {graph::FileMode::kTree, baseline},
            {graph::FileMode::kTree, head});
  }

  std::map<RepoPath, EntryState>& removed() { return removed_; }
  std::set<RepoPath>& ways() { return ways_; }
  const std::optional<graph::TreeError>& error() const { return error_; }

 private:
  void Descend(const RepoPath& path, std::string_view pattern, const EntryState& before,
               const EntryState& after) {
    if (before == after || error_) return;
    if (pattern.empty()) {
      if (KindOf(before) != KindOf(after)) removed_.emplace(path, before);
      return;
    }
    if (IsStop(before) && KindOf(before) != KindOf(after)) ways_.insert(path);
    // Many baselines share a directory: what it lacks in head is known.
    if (!before.IsTree() || !seen_.emplace(pattern, path, before.id).second) return;
    std::string raw;
    std::vector<graph::TreeEntry> entries;
    std::string raw_now;
    std::vector<graph::TreeEntry> entries_now;
    error_ = graph::ReadEntries(reader_, before.id, raw, entries);
    if (!error_ && after.IsTree()) {
      error_ = graph::ReadEntries(reader_, after.id, raw_now, entries_now);
    }
    const std::size_t slash = pattern.find('/');
    const std::string_view component = pattern.substr(0, slash);
    const std::string_view rest =
        slash == std::string_view::npos ? std::string_view() : pattern.substr(slash + 1);
    for (const graph::TreeEntry& entry : entries) {
      if (!MatchesComponent(component, entry.name)) continue;
      const graph::TreeEntry* now = graph::FindEntry(entries_now, entry.name);
      Descend(path.Child(entry.name), rest, entry.state,
              now == nullptr ? EntryState() : now->state);
    }
  }

  graph::TreeReader& reader_;
  std::set<std::tuple<std::string_view, RepoPath, ObjectId>> seen_;
  std::map<RepoPath, EntryState> removed_;
  std::set<RepoPath> ways_;
  std::optional<graph::TreeError> error_;
};

struct Removed {
  std::map<RepoPath, EntryState> paths;
  std::set<RepoPath> ways;
};

Result<Removed> Find(const Project& project, const std::vector<std::string_view>& paths,
                     const ObjectId& head_tree, const std::vector<Baseline>& baselines) {
  Removed removed;
  if (paths.empty()) return removed;
  Result<std::vector<graph::TreeReader*>> readers = project.readers().For(baselines.size());
  if (!readers) return std::move(readers).error();
  std::vector<RemovalSearch> parts;
  for (graph::TreeReader* reader : *readers) parts.emplace_back(*reader);
  graph::ParallelParts(parts.size(), baselines.size(),
                       [&](std::size_t part, std::size_t begin, std::size_t end) {
                         for (std::size_t b = begin; b < end; ++b) {
                           for (const std::string_view path : paths) {
                             parts[part].Search(path, baselines[b].tree, head_tree);
                           }
                         }
                       });
  for (RemovalSearch& part : parts) {
    if (part.error()) return TreeReadError(*part.error(), project.repository().facts());
    removed.paths.merge(part.removed());
    removed.ways.merge(part.ways());
  }
  return removed;
}

}  // namespace

Result<std::map<RepoPath, EntryState>> FindRemoved(const Project& project,
                                                   const std::vector<std::string_view>& paths,
                                                   const ObjectId& head_tree,
                                                   const std::vector<Baseline>& baselines) {
  Result<Removed> removed = Find(project, paths, head_tree, baselines);
  if (!removed) return std::move(removed).error();
  return std::move(removed->paths);
}

Result<FurtherPaths> FindRemovedInputs(const Project& project, const ObjectId& head_tree,
                                       const std::vector<Baseline>& baselines) {
  std::vector<std::string_view> patterns;
  for (const InputPattern& pattern : InputPatterns(project.config())) {
    if (pattern.kind != InputPattern::Kind::kService) patterns.push_back(pattern.text);
  }
  Result<Removed> removed = Find(project, patterns, head_tree, baselines);
  if (!removed) return std::move(removed).error();
  FurtherPaths further;
  for (const auto& [path, state] : removed->paths) further.inputs.push_back(path);
  further.ways.assign(removed->ways.begin(), removed->ways.end());
  return further;
}

}  // namespace deltaplan::planner
