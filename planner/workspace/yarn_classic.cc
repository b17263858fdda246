// yarn 1: package.json with "workspaces", yarn.lock. Its lockfile knows no importers: what a member
// depends on follows from its manifest, by (name, range).
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "planner/workspace/ecosystems.h"
#include "planner/workspace/lock_edges.h"
#include "planner/workspace/node_lock.h"
#include "planner/workspace/node_members.h"
#include "planner/workspace/node_semver.h"
#include "planner/workspace/record_builder.h"
#include "planner/workspace/yarn_classic_lock.h"
#include "planner/workspace/yarn_resolutions.h"

namespace deltaplan::planner::workspace {
namespace {

using graph::RepoPath;

bool IsRootOfYarnClassic(TreeFiles& files, const RepoPath& directory) {
  return NodeManagerOf(files, directory) == NodeManager::kYarnClassic;
}

// "name@range" -> name.
std::string_view NameOfKey(std::string_view key) { return key.substr(0, key.find('@', 1)); }

// Records by key, after the root's resolutions.
class YarnClassicRecords {
 public:
  YarnClassicRecords(const YarnClassicLock& lock, YarnResolutions resolutions)
      : resolutions_(std::move(resolutions)) {
    for (const YarnClassicEntry& entry : lock.entries) {
      const RecordId id = records_.Add(entry.keys.front());
      for (const std::string& key : entry.keys) by_key_.emplace(key, id);
      Record& record = records_[id];
      record.name = NameOfKey(entry.keys.front());
      record.version = entry.version;
      record.source = entry.resolved;
      record.content = entry.content;
    }
    std::map<RecordId, std::vector<RecordEdge>> edges;
    for (const YarnClassicEntry& entry : lock.entries) {
      std::vector<RecordEdge>& own = edges[by_key_.at(entry.keys.front())];
      for (const auto& [name, range] : entry.dependencies) {
        AddEdges(name, range, EdgeKind::kNormal, own);
      }
      for (const auto& [name, range] : entry.optional) {
        AddEdges(name, range, EdgeKind::kOptional, own);
      }
    }
    for (auto& [id, own] : edges) records_.SetEdges(id, own);
  }

  /// What a dependency may resolve to; nothing when the lockfile lacks it.
  std::vector<RecordId> Find(std::string_view name, std::string_view range) const {
    std::vector<RecordId> found;
    for (const std::string& each : resolutions_.RangesOf(name, range)) {
      const auto entry = by_key_.find(std::string(name) + "@" + each);
      if (entry != by_key_.end()) found.push_back(entry->second);
    }
    return found;
  }
  RecordId Unknown(std::string_view name, std::string_view range) {
    return records_.FindOrUnknown("missing " + std::string(name) + "@" + std::string(range), name);
  }
  RecordGraph Take() { return records_.Take(); }

 private:
  void AddEdges(const std::string& name, const std::string& range, EdgeKind kind,
                std::vector<RecordEdge>& edges) {
    std::vector<RecordId> ends = Find(name, range);
    if (ends.empty() && kind == EdgeKind::kOptional) return;
    if (ends.empty()) ends.push_back(Unknown(name, range));
    for (const RecordId end : ends) edges.push_back({name, kind, end});
  }

  YarnResolutions resolutions_;
  RecordBuilder records_;
  std::unordered_map<std::string, RecordId> by_key_;
};

// What the lockfile makes of each member's dependencies.
std::vector<LockedDependency> LockedOf(TreeFiles& files, const NodeMember& member,
                                       const NodeMembers& members, const NodeLinkRules& rules,
                                       YarnClassicRecords& records) {
  std::vector<LockedDependency> all;
  for (const NodeDependency& dependency : member.manifest->dependencies) {
    if (dependency.kind == EdgeKind::kPeer) continue;
    LockedDependency locked{.name = dependency.name, .kind = dependency.kind};
    const LocalMeaning meaning = MeaningOf(files, member, dependency, members, rules);
    const bool is_plain = dependency.range.find(':') == std::string::npos;
    // A member is linked exactly when its version fits; what is no range means one as well.
    if (is_plain) locked.directories = meaning.directories;
    if (locked.directories.empty())
      locked.records = records.Find(dependency.name, dependency.range);
    const bool may_lack = dependency.kind == EdgeKind::kOptional || !meaning.directories.empty() ||
                          meaning.file || meaning.outside;
    if (locked.directories.empty() && locked.records.empty()) {
      if (may_lack || member.is_by_path) continue;
      locked.records.push_back(records.Unknown(dependency.name, dependency.range));
    }
    all.push_back(std::move(locked));
  }
  return all;
}

Side ReadYarnClassic(TreeFiles& files, const RepoPath& directory, LockfileUse use) {
  Side side;
  side.root = directory;
  const NodeMembers members = FindRootMembers(files, directory, NegationOrder::kNone, side);
  const NodeMember* own = members.Find(directory);
  AddWholeFile(files, directory.Child(".yarnrc"), side.settings);
  // What stands further up holds here as well.
  for (RepoPath above = directory; !above.IsRoot();) {
    above = above.Parent();
    AddWholeFile(files, above.Child(".yarnrc"), side.settings);
    AddNpmrc(files, above, side.settings);
  }
  FindLockfile(files, {"yarn.lock"}, side);
  const NodeLinkRules rules{
      .plain_ranges = true, .star_takes_prereleases = false, .lockfile_has_links = false};
  std::optional<YarnClassicRecords> records;
  LockedDependencies locked;
  const bool is_needed = use == LockfileUse::kRead || !members.replacements.empty();
  if (side.lockfile && side.problems.empty() && is_needed) {
    if (const YarnClassicLock* lock = ReadLock(files, ParseYarnClassicLock, side)) {
      records.emplace(
          *lock, YarnResolutions(own == nullptr ? std::vector<std::pair<std::string, std::string>>()
                                                : own->manifest->resolutions));
      locked = [&](const NodeMember& member) {
        return std::optional(LockedOf(files, member, members, rules, *records));
      };
    }
  }
  FinishNodeSide(files, members, NodeManager::kYarnClassic, rules, locked, side);
  if (records) side.records = &files.blobs().Keep(records->Take());
  return side;
}

constexpr std::array<std::string_view, 4> kYarnClassicFiles{"package.json", "yarn.lock", ".yarnrc",
                                                            ".npmrc"};

}  // namespace

const Ecosystem kYarnClassicEcosystem{"yarn 1", "javascript", IsRootOfYarnClassic, ReadYarnClassic,
                                      kYarnClassicFiles};

}  // namespace deltaplan::planner::workspace
