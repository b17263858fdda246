#include "planner/workspace/lock_edges.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "graph/drop_doubles.h"

namespace deltaplan::planner::workspace {
namespace {

using graph::RepoPath;

class Joiner {
 public:
  Joiner(TreeFiles& files, const NodeMembers& members, const NodeLinkRules& rules,
         const LockedDependencies& locked, Side& side)
      : files_(files), members_(members), rules_(rules), locked_(locked), side_(side) {}

  void Join(const NodeMember& node) {
    member_ = MemberOf(node);
    local_.clear();
    stale_.clear();
    std::optional<std::vector<LockedDependency>> locked;
    if (locked_) locked = locked_(node);
    std::map<std::string_view, const LockedDependency*> by_name;
    if (locked) {
      for (const LockedDependency& dependency : *locked) {
        by_name.emplace(dependency.name, &dependency);
        TakeLocked(dependency, node.manifest->Find(dependency.name));
      }
    }
    for (const NodeDependency& dependency : node.manifest->dependencies) {
      const auto found = by_name.find(dependency.name);
      TakeDeclared(node, dependency, found == by_name.end() ? nullptr : found->second,
                   locked.has_value());
    }
    if (!locked || !rules_.lockfile_has_links) TakeReplacements(node, locked.has_value());
    if (locked_ && !stale_.empty() && !node.is_by_path) {
      side_.warnings.push_back(warnings::LockfileStale{
          side_.lockfile ? side_.lockfile->bytes() : "", node.file.bytes(), *stale_.begin()});
    }
    for (const auto& [key, source] : local_) {
      const auto& [name, kind, directory] = key;
      member_.local.push_back({name, kind, directory, source});
    }
    graph::SortWithoutDoubles(member_.local);
    graph::SortWithoutDoubles(member_.records);
    graph::SortWithoutDoubles(member_.files);
    graph::SortWithoutDoubles(member_.declared);
    side_.members.push_back(std::move(member_));
  }

 private:
  void AddLocal(std::string_view name, EdgeKind kind, const RepoPath& directory,
                EdgeSource source) {
    if (directory == member_.directory) return;
    const auto [found, is_new] = local_.try_emplace({std::string(name), kind, directory}, source);
    if (!is_new && found->second != source) found->second = EdgeSource::kBoth;
  }

  // Of a dependency that the manifest has, the manifest's kind counts: which of production and
  // development it is, is for manifests to say.
  void TakeLocked(const LockedDependency& dependency, const NodeDependency* declared) {
    const EdgeKind kind = declared == nullptr ? dependency.kind : declared->kind;
    for (const RecordId record : dependency.records) {
      member_.records.push_back({dependency.name, kind, record});
    }
    for (const RepoPath& directory : dependency.directories) {
      AddLocal(dependency.name, kind, directory, EdgeSource::kLockfile);
    }
    member_.files.insert(member_.files.end(), dependency.files.begin(), dependency.files.end());
  }

  // What takes the place of a package does so for whoever asks for it, and what packages of the
  // registry ask for nobody can tell: it counts for everyone who depends on anything. Paths are
  // meant from the file that has them, and by npm from who asks.
  void TakeReplacements(const NodeMember& node, bool knows_member) {
    if (node.manifest->dependencies.empty()) return;
    for (const NodeReplacement& each : members_.replacements) {
      if (knows_member && !NamesPath(each.dependency.range)) continue;
      for (const RepoPath& from : {each.file.Parent(), node.directory}) {
        const LocalMeaning meaning = MeaningOf(files_, {.directory = from, .file = each.file},
                                               each.dependency, members_, rules_);
        if (meaning.file) member_.files.push_back(*meaning.file);
        for (const RepoPath& directory : meaning.directories) {
          if (directory == node.directory) continue;
          const auto& [name, range, kind] = each.dependency;
          member_.local.push_back(
              {name, kind, directory, EdgeSource::kManifest, each.file, each.table});
        }
      }
    }
  }

  void TakeDeclared(const NodeMember& node, const NodeDependency& dependency,
                    const LockedDependency* locked, bool knows_member) {
    const LocalMeaning meaning = MeaningOf(files_, node, dependency, members_, rules_);
    if (meaning.file) member_.files.push_back(*meaning.file);
    if (meaning.outside) {
      side_.warnings.push_back(
          warnings::DependencyOutside{node.file.bytes(), dependency.name, dependency.range});
    }
    const bool is_settled = locked != nullptr && !locked->records.empty();
    if (is_settled && locked->directories.empty() && !NamesPath(dependency.range)) {
      return;  // a package of the registry, whatever a member is called
    }
    for (const RepoPath& directory : meaning.directories) {
      const bool is_other =
          locked != nullptr && !locked->directories.empty() &&
          std::ranges::find(locked->directories, directory) == locked->directories.end();
      // Which of several members a range means, the lockfile knows; a path says it itself.
      if (is_other && !NamesPath(dependency.range)) continue;
      if (is_other) stale_.insert(dependency.name);
      AddLocal(dependency.name, dependency.kind, directory, EdgeSource::kManifest);
    }
    if (locked != nullptr) return;
    if (meaning.unresolved && !node.is_by_path) {
      side_.warnings.push_back(
          warnings::DependencyUnresolved{node.file.bytes(), dependency.name, dependency.range});
    }
    // Peers and optional packages are not always installed; links may be left out of lockfiles.
    const bool may_lack = dependency.kind == EdgeKind::kPeer ||
                          dependency.kind == EdgeKind::kOptional || !meaning.directories.empty() ||
                          meaning.file.has_value();
    if (may_lack || meaning.outside) return;
    if (knows_member || locked_) stale_.insert(dependency.name);
    member_.declared.push_back(std::to_string(static_cast<int>(dependency.kind)) + " " +
                               dependency.name + " " + dependency.range);
  }

  TreeFiles& files_;
  const NodeMembers& members_;
  const NodeLinkRules& rules_;
  const LockedDependencies& locked_;
  Side& side_;
  Member member_;
  std::map<std::tuple<std::string, EdgeKind, RepoPath>, EdgeSource> local_;
  std::set<std::string> stale_;
};

}  // namespace

void JoinMembers(TreeFiles& files, const NodeMembers& members, const NodeLinkRules& rules,
                 const LockedDependencies& locked, Side& side) {
  for (const NodeReplacement& each : members.replacements) {
    const auto& [name, range, kind] = each.dependency;
    const NodeMember from{.directory = each.file.Parent(), .file = each.file};
    if (MeaningOf(files, from, each.dependency, members, rules).outside) {
      side.warnings.push_back(warnings::DependencyOutside{each.file.bytes(), name, range});
    }
  }
  Joiner joiner(files, members, rules, locked, side);
  std::vector<NodeMember> open;
  for (const NodeMember& node : members.members) {
    if (!node.is_of_other) open.push_back(node);
  }
  std::set<RepoPath> seen;
  while (!open.empty()) {
    std::set<RepoPath> further;
    for (const NodeMember& node : open) {
      joiner.Join(node);
      for (const LocalEdge& edge : side.members.back().local) further.insert(edge.directory);
    }
    open.clear();
    for (const RepoPath& directory : further) {
      if (members.Find(directory) != nullptr || !seen.insert(directory).second) continue;
      auto node = ReadNodeMember(files, directory, members.names);
      if (!node) continue;
      if (auto* problem = std::get_if<ReadProblem>(&*node)) {
        side.problems.push_back(std::move(*problem));
      } else {
        open.push_back(std::get<NodeMember>(std::move(*node)));
        open.back().is_by_path = true;
      }
    }
  }
  std::ranges::sort(side.members, {}, &Member::directory);
}

}  // namespace deltaplan::planner::workspace
