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

// All records of one name that a closure reaches. Texts are those of the records.
struct Seen {
  std::set<std::string_view> versions;
  std::set<std::pair<std::string_view, std::string_view>> sources;  // version, source
  std::set<std::uint32_t> own;
  // What each record leads to, by what both hold: (record, edge) -> ends.
  std::map<std::pair<std::uint32_t, std::string_view>, std::set<std::uint32_t>> edges;
  std::map<RepoPath, graph::ObjectId> files;
};

// Numbers of ClassifiedRecords.
using Numbers = std::vector<bool>;

// The records that a closure reaches.
struct Closure {
  const ReadRoot* root = nullptr;
  std::vector<RecordId> records = {};
  Numbers direct = {};  // of the records
};

Closure Reach(const RootRecords& from, std::uint32_t limit) {
  const ClassifiedRecords& classified = *from.root->classified;
  Closure closure{.root = from.root, .direct = Numbers(limit)};
  std::vector<bool> known(classified.ignored.size());
  const auto visit = [&](std::uint32_t index) {
    if (known[index] || classified.ignored[index]) return;
    known[index] = true;
    closure.records.push_back(static_cast<RecordId>(index));
    closure.direct[classified.direct[index]] = true;
  };
  for (const ReachedRecord& each : from.edges) visit(static_cast<std::uint32_t>(each.edge->record));
  for (std::size_t next = 0; next < closure.records.size(); ++next) {
    const auto record = static_cast<std::size_t>(closure.records[next]);
    for (const std::uint32_t end : classified.EndsOf(record)) visit(end);
  }
  return closure;
}

// Adds the names of records of `closure` that have no equal among `others`.
void AddDiffering(const Closure& closure, const Closure& others, Numbers& names) {
  const ClassifiedRecords& classified = *closure.root->classified;
  for (const RecordId id : closure.records) {
    const auto index = static_cast<std::size_t>(id);
    if (!others.direct[classified.direct[index]]) names[classified.names[index]] = true;
  }
}

// What a closure has of `names`.
std::map<std::string_view, Seen> Gather(const Closure& closure, const Numbers& names) {
  std::map<std::string_view, Seen> seen;
  const ReadRoot& root = *closure.root;
  const std::vector<std::uint32_t>& own = root.classified->own;
  for (const RecordId id : closure.records) {
    if (!names[root.classified->names[static_cast<std::size_t>(id)]]) continue;
    const Record& record = (*root.side.records)[id];
    Seen& all = seen[record.name];
    const std::uint32_t number = own[static_cast<std::size_t>(id)];
    all.versions.insert(record.version);
    all.sources.emplace(record.version, record.source);
    all.own.insert(number);
    for (const RecordEdge& edge : record.edges) {
      const auto end = static_cast<std::size_t>(edge.record);
      if (!root.classified->ignored[end]) all.edges[{number, edge.name}].insert(own[end]);
    }
    if (const LocalContent* local = root.side.LocalContentOf(id)) {
      for (const RepoPath& file : local->files) {
        const auto blob = root.file_blobs.find(file);
        all.files[file] = blob == root.file_blobs.end() ? graph::ObjectId() : blob->second;
      }
    }
  }
  return seen;
}

std::vector<std::string> Listed(const Seen* seen) {
  if (seen == nullptr) return {};
  return {seen->versions.begin(), seen->versions.end()};
}

// Whether an edge leads elsewhere though the lockfile had, or still has, what it led to: else its
// end was replaced, and is what is named.
bool HasMovedEdge(const Seen& some, const Seen& others,
                  const std::vector<std::uint32_t>& inventory) {
  return std::ranges::any_of(some.edges, [&](const auto& edge) {
    const auto other = others.edges.find(edge.first);
    if (other == others.edges.end()) return others.own.contains(edge.first.first);
    return std::ranges::any_of(edge.second, [&](std::uint32_t end) {
      return !other->second.contains(end) && std::ranges::binary_search(inventory, end);
    });
  });
}

// The inventories are what the lockfiles hold, whoever uses it.
std::optional<PackageChangeKind> Compare(const Seen* before, const Seen* after,
                                         const std::vector<std::uint32_t>& old_inventory,
                                         const std::vector<std::uint32_t>& new_inventory) {
  if (before == nullptr) return PackageChangeKind::kAdded;
  if (after == nullptr) return PackageChangeKind::kRemoved;
  if (before->versions != after->versions) return PackageChangeKind::kVersion;
  if (before->sources != after->sources) return PackageChangeKind::kSource;
  if (before->own != after->own) return PackageChangeKind::kContent;
  if (HasMovedEdge(*before, *after, new_inventory) ||
      HasMovedEdge(*after, *before, old_inventory)) {
    return PackageChangeKind::kEdges;
  }
  return std::nullopt;
}

const Seen* Find(const std::map<std::string_view, Seen>& all, std::string_view name) {
  const auto found = all.find(name);
  return found == all.end() ? nullptr : &found->second;
}

// What the members' own edges lead to, and how, where that differs.
std::map<std::string, PackageChange> ByMembers(
    const RootRecords& before, const RootRecords& after,
    const std::function<bool(std::string_view)>& is_ignored) {
  using Place = std::pair<RepoPath, std::string_view>;
  using End = std::tuple<EdgeKind, std::string_view, const Record*>;  // kind, marker
  std::map<Place, std::array<std::vector<End>, 2>> places;
  const auto gather = [&](const RootRecords& from, std::size_t side) {
    for (const auto& [member, reached] : from.edges) {
      const RecordEdge& edge = *reached;
      const Record& record = (*from.root->side.records)[edge.record];
      if (!is_ignored(record.name)) {
        places[{member->directory, edge.name}][side].push_back({edge.kind, edge.marker, &record});
      }
    }
  };
  gather(before, 0);
  gather(after, 1);
  const auto of = [](const std::vector<End>& ends) {
    std::set<std::tuple<EdgeKind, std::string_view, std::string_view, std::string_view,
                        std::string_view>>
        all;
    for (const auto& [kind, marker, record] : ends) {
      all.emplace(kind, marker, record->name, record->version, record->source);
    }
    return all;
  };
  std::map<std::string, PackageChange> changes;
  for (const auto& [place, ends] : places) {
    if (of(ends[0]) == of(ends[1])) continue;
    for (std::size_t side = 0; side < 2; ++side) {
      for (const auto& [kind, marker, record] : ends[side]) {
        PackageChange& change = changes[std::string(record->name)];
        change.name = record->name;
        change.change = PackageChangeKind::kEdges;
        std::vector<std::string>& versions = side == 0 ? change.before : change.after;
        if (std::ranges::find(versions, record->version) == versions.end()) {
          versions.emplace_back(record->version);
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
  const std::uint32_t limit =
      std::max(before.root->classified->limit, after.root->classified->limit);
  const Closure old_closure = Reach(before, limit);
  const Closure new_closure = Reach(after, limit);
  Numbers differing(limit);
  AddDiffering(old_closure, new_closure, differing);
  AddDiffering(new_closure, old_closure, differing);
  const std::map<std::string_view, Seen> old_records = Gather(old_closure, differing);
  const std::map<std::string_view, Seen> new_records = Gather(new_closure, differing);
  std::set<std::string_view> names;
  for (const auto* all : {&old_records, &new_records}) {
    for (const auto& [name, seen] : *all) names.insert(name);
  }
  ChangedPackages changed;
  for (const std::string_view name : names) {
    const Seen* old_ones = Find(old_records, name);
    const Seen* new_ones = Find(new_records, name);
    const std::optional<PackageChangeKind> kind = Compare(
        old_ones, new_ones, before.root->classified->inventory, after.root->classified->inventory);
    if (!kind) continue;
    changed.packages.push_back({std::string(name), Listed(old_ones), Listed(new_ones), *kind});
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
