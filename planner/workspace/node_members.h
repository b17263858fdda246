// What the package managers of JavaScript have in common: which one a directory belongs to, its
// members, and which dependencies lead to members when no lockfile says so.
#ifndef DELTAPLAN_PLANNER_WORKSPACE_NODE_MEMBERS_H_
#define DELTAPLAN_PLANNER_WORKSPACE_NODE_MEMBERS_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "graph/repo_path.h"
#include "planner/workspace/node_manifest.h"
#include "planner/workspace/side.h"
#include "planner/workspace/tree_files.h"

namespace deltaplan::planner::workspace {

enum class NodeManager { kPnpm, kNpm, kYarnClassic, kYarnBerry, kBun };

/// Who installs `directory`; nullopt where it has neither a lockfile nor a list of members. Where
/// there are several lockfiles, `packageManager` of package.json says which counts, else the order
/// of the names above.
std::optional<NodeManager> NodeManagerOf(TreeFiles& files, const graph::RepoPath& directory);

/// A warning, when other managers than `manager` have lockfiles there.
std::optional<Warning> OtherManagers(TreeFiles& files, const graph::RepoPath& directory,
                                     NodeManager manager);

/// A directory of the workspace with its manifest.
struct NodeMember {
  graph::RepoPath directory;
  graph::RepoPath file;  ///< the manifest
  const NodeManifest* manifest = nullptr;
  bool is_by_path = false;   ///< no member: a path of a dependency leads there
  bool is_of_other = false;  ///< another root installs it: here it is only what a range may mean
};

/// The members of a root, itself included when it has a manifest. Sorted by directory.
struct NodeMembers {
  std::vector<NodeMember> members;
  std::vector<ReadProblem> problems;
  std::vector<std::string_view> names;  ///< of manifests, the first that exists counts
  std::vector<NodeReplacement> replacements;

  void AddReplacements(const graph::RepoPath& file, const std::vector<NodeReplacement>& all);

  /// Puts the members into their order. For whoever adds one.
  void Index();
  const NodeMember* Find(const graph::RepoPath& directory) const;
  /// All members of that name.
  std::vector<const NodeMember*> Named(std::string_view name) const;

 private:
  std::unordered_map<std::string_view, std::vector<std::size_t>> by_name_;
};

/// How patterns with "!" in front are meant.
enum class NegationOrder {
  kExcludesAll,  ///< pnpm, berry: whatever a negation means is no member
  kNpm,          ///< a later positive pattern that a negation means takes it back
  kNone,         ///< yarn 1: there are no negations
};

/// Finds the members that `patterns` mean below `root`. node_modules and bower_components are not
/// gone into. `names` are those of manifests, the first that exists counts.
NodeMembers FindNodeMembers(TreeFiles& files, const graph::RepoPath& root,
                            const std::vector<std::string>& patterns, NegationOrder order,
                            const std::vector<std::string_view>& names);

/// The manifest in `directory`; nullopt where it has none.
std::optional<std::variant<NodeMember, ReadProblem>> ReadNodeMember(
    TreeFiles& files, const graph::RepoPath& directory, const std::vector<std::string_view>& names);

/// How a manager takes a range that names a member.
struct NodeLinkRules {
  bool plain_ranges = true;  ///< "^1.0.0" may mean a member; else only "workspace:" and paths do
  bool star_takes_prereleases = true;  ///< "*" means a member of any version
  bool lockfile_has_links = true;      ///< which directory a replacement means stands in it
};

/// The directories that a dependency means in the manifests alone, on the wide side: a range that
/// can't be read means every member of that name. `outside` is set when its path leaves the
/// repository; `unresolved` when it says that it is a member, and none is.
struct LocalMeaning {
  std::vector<graph::RepoPath> directories;
  std::optional<graph::RepoPath> file;  ///< a local archive
  bool outside = false;
  bool unresolved = false;
};
LocalMeaning MeaningOf(TreeFiles& files, const NodeMember& from, const NodeDependency& dependency,
                       const NodeMembers& members, const NodeLinkRules& rules);

/// Settings of a root's manifest, null where it has none. What a lockfile shows is one only where
/// there is no lockfile.
void AddNodeSettings(const NodeMember* manifest, bool has_lockfile, std::vector<Setting>& settings);

/// Each line of the .npmrc in `directory`.
void AddNpmrc(TreeFiles& files, const graph::RepoPath& directory, std::vector<Setting>& settings);

/// The text of `path` as one setting without a key: the id of its blob. Nothing where there is
/// none.
void AddWholeFile(TreeFiles& files, const graph::RepoPath& path, std::vector<Setting>& settings);

/// A `Member` without edges.
Member MemberOf(const NodeMember& node);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_NODE_MEMBERS_H_
