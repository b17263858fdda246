#include "planner/workspace/changed_packages.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

namespace deltaplan::planner::workspace {
namespace {

using graph::RepoPath;

// All records of one name that a closure reaches.
struct Seen {
  std::set<std::string> versions;
  std::set<std::pair<std::string, std::string>> sources;  // version, source
  std::set<std::uint32_t> own;
  // What each record leads to, by what both hold: (record, edge) -> ends.
  std::map<std::pair<std::uint32_t, std::string>, std::set<std::uint32_t>> edges;
  std::map<RepoPath, graph::ObjectId> files;
};

std::map<std::string, Seen> Reach(const RootRecords& from,
                                  const std::function<bool(std::string_view)>& is_ignored) {
  std::map<std::string, Seen> seen;
  const RecordGraph& graph = *from.root->side.records;
  std::vector<bool> known(graph.records.size());
  std::vector<RecordId> open;
  const auto visit = [&](RecordId id) {
    const auto index = static_cast<std::size_t>(id);
    if (known[index] || is_ignored(graph[id].name)) return;
    known[index] = true;
    open.push_back(id);
  };
  for (const ReachedRecord* edge : from.edges) visit(edge->record);
  while (!open.empty()) {
    const RecordId id = open.back();
    open.pop_back();
    const Record& record = graph[id];
    Seen& all = seen[record.name];
    all.versions.insert(record.version);
    all.sources.emplace(record.version, record.source);
    all.own.insert(from.root->classified.own[static_cast<std::size_t>(id)]);
    const std::vector<std::uint32_t>& own = from.root->classified.own;
    for (const RecordEdge& edge : record.edges) {
      if (!is_ignored(graph[edge.record].name)) {
        all.edges[{own[static_cast<std::size_t>(id)], edge.name}].insert(
            own[static_cast<std::size_t>(edge.record)]);
      }
      visit(edge.record);
    }
    if (const LocalContent* local = from.root->side.LocalContentOf(id)) {
      for (const RepoPath& file : local->files) {
        const auto blob = from.root->file_blobs.find(file);
        all.files[file] = blob == from.root->file_blobs.end() ? graph::ObjectId() : blob->second;
      }
    }
  }
  return seen;
}

std::vector<std::string> Listed(const Seen* seen) {
  if (seen == nullptr) return {};
  return {seen->versions.begin(), seen->versions.end()};
}

// Everything that a lockfile holds, whoever uses it.
using Inventory = std::set<std::uint32_t>;

// Whether an edge leads elsewhere though the lockfile had, or still has, what it led to: else its
// end was replaced, and is what is named.
bool HasMovedEdge(const Seen& some, const Seen& others, const Inventory& inventory) {
  return std::ranges::any_of(some.edges, [&](const auto& edge) {
    const auto other = others.edges.find(edge.first);
    if (other == others.edges.end()) return others.own.contains(edge.first.first);
    return std::ranges::any_of(edge.second, [&](std::uint32_t end) {
      return !other->second.contains(end) && inventory.contains(end);
    });
  });
}

struct Inventories {
  Inventory before;
  Inventory after;
};

std::optional<PackageChangeKind> Compare(const Seen* before, const Seen* after,
                                         const Inventories& all) {
  if (before == nullptr) return PackageChangeKind::kAdded;
  if (after == nullptr) return PackageChangeKind::kRemoved;
  if (before->versions != after->versions) return PackageChangeKind::kVersion;
  if (before->sources != after->sources) return PackageChangeKind::kSource;
  if (before->own != after->own) return PackageChangeKind::kContent;
  if (HasMovedEdge(*before, *after, all.after) || HasMovedEdge(*after, *before, all.before)) {
    return PackageChangeKind::kEdges;
  }
  return std::nullopt;
}

const Seen* Find(const std::map<std::string, Seen>& all, const std::string& name) {
  const auto found = all.find(name);
  return found == all.end() ? nullptr : &found->second;
}

// What the members' own edges lead to, where that differs.
std::map<std::string, PackageChange> ByMembers(
    const RootRecords& before, const RootRecords& after,
    const std::function<bool(std::string_view)>& is_ignored) {
  using Place = std::pair<RepoPath, std::string>;
  std::map<Place, std::array<std::vector<const Record*>, 2>> places;
  const auto gather = [&](const RootRecords& from, std::size_t side) {
    for (const ReachedRecord* edge : from.edges) {
      const Record& record = (*from.root->side.records)[edge->record];
      if (!is_ignored(record.name)) {
        places[{edge->directory, edge->name}][side].push_back(&record);
      }
    }
  };
  gather(before, 0);
  gather(after, 1);
  const auto of = [](const std::vector<const Record*>& records) {
    std::set<std::tuple<std::string, std::string, std::string>> all;
    for (const Record* record : records) all.emplace(record->name, record->version, record->source);
    return all;
  };
  std::map<std::string, PackageChange> changes;
  for (const auto& [place, records] : places) {
    if (of(records[0]) == of(records[1])) continue;
    for (std::size_t side = 0; side < 2; ++side) {
      for (const Record* record : records[side]) {
        PackageChange& change = changes[record->name];
        change.name = record->name;
        change.change = PackageChangeKind::kEdges;
        std::vector<std::string>& versions = side == 0 ? change.before : change.after;
        if (std::ranges::find(versions, record->version) == versions.end()) {
          versions.push_back(record->version);
        }
      }
    }
  }
  for (auto& [name, change] : changes) {
    std::ranges::sort(change.before);
    std::ranges::sort(change.after);
  }
  return changes;
}

}  // namespace

ChangedPackages NameChanges(const RootRecords& before, const RootRecords& after,
                            const std::function<bool(std::string_view name)>& is_ignored,
                            std::set<RepoPath>& files) {
  const std::map<std::string, Seen> old_records = Reach(before, is_ignored);
  const std::map<std::string, Seen> new_records = Reach(after, is_ignored);
  std::set<std::string> names;
  for (const auto* all : {&old_records, &new_records}) {
    for (const auto& [name, seen] : *all) names.insert(name);
  }
  const std::vector<std::uint32_t>& old_own = before.root->classified.own;
  const std::vector<std::uint32_t>& new_own = after.root->classified.own;
  const Inventories all{{old_own.begin(), old_own.end()}, {new_own.begin(), new_own.end()}};
  ChangedPackages changed;
  for (const std::string& name : names) {
    const Seen* old_ones = Find(old_records, name);
    const Seen* new_ones = Find(new_records, name);
    const std::optional<PackageChangeKind> kind = Compare(old_ones, new_ones, all);
    if (!kind) continue;
    changed.packages.push_back({name, Listed(old_ones), Listed(new_ones), *kind});
    if (old_ones != nullptr && new_ones != nullptr && old_ones->files != new_ones->files) {
      for (const auto& [file, blob] : new_ones->files) {
        const auto found = old_ones->files.find(file);
        if (found == old_ones->files.end() || found->second != blob) files.insert(file);
      }
    }
  }
  if (changed.packages.empty()) {
    for (auto& [name, change] : ByMembers(before, after, is_ignored)) {
      changed.packages.push_back(std::move(change));
    }
  }
  changed.count = changed.packages.size();
  if (changed.packages.size() > ChangedPackages::kMost) {
    changed.packages.resize(ChangedPackages::kMost);
  }
  return changed;
}

}  // namespace deltaplan::planner::workspace
