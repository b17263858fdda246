// All roots of one commit, and what one service needs of them.
#ifndef DELTAPLAN_PLANNER_WORKSPACE_FOREST_H_
#define DELTAPLAN_PLANNER_WORKSPACE_FOREST_H_

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/object_id.h"
#include "graph/repo_path.h"
#include "planner/workspace/ecosystem.h"
#include "planner/workspace/record_classes.h"
#include "planner/workspace/side.h"

namespace deltaplan::planner::workspace {

/// A root by what it is: its family and its directory.
using RootName = std::pair<std::string_view, graph::RepoPath>;

/// One root, read.
struct ReadRoot {
  Root root;
  Side side;
  /// Null where `side.records` is.
  std::shared_ptr<const ClassifiedRecords> classified;
  std::vector<std::vector<EdgeGroup>> edge_groups = {};  ///< by member; empty for the same
  /// The blobs of `side.local_content`'s files and of members' files, by path; absent files have
  /// none.
  std::map<graph::RepoPath, graph::ObjectId> file_blobs;

  RootName name() const { return {root.ecosystem->family, root.directory}; }
};

/// A member of one of the roots.
struct MemberPlace {
  std::size_t root = 0;
  std::size_t member = 0;

  auto operator<=>(const MemberPlace&) const = default;
};

struct Forest {
  std::vector<ReadRoot> roots;
  std::map<graph::RepoPath, std::vector<MemberPlace>> by_directory;
  /// By root: how many members the roots before it have. One more for all of them.
  std::vector<std::size_t> first_member = {0};

  const Member& operator[](const MemberPlace& place) const {
    return roots[place.root].side.members[place.member];
  }
  /// Members are numbered through all roots.
  std::size_t NumberOf(const MemberPlace& place) const {
    return first_member[place.root] + place.member;
  }
  std::size_t member_count() const { return first_member.back(); }
  /// Fills in `by_directory` and `first_member`.
  void Index();
  /// The root of that name; null where there is none.
  const ReadRoot* Find(const RootName& name) const;
  /// The members at and below `path`.
  std::vector<MemberPlace> MembersBelow(const graph::RepoPath& path) const;
};

/// What the configuration says that packages depend on, by their directories.
using DeclaredEdges = std::map<graph::RepoPath, std::vector<graph::RepoPath>>;

struct ClosureOptions {
  bool dev = true;   ///< development dependencies count
  bool root = true;  ///< so does what a workspace's root installs
  /// Directories that count from the beginning, because the configuration says so.
  std::vector<graph::RepoPath> further = {};
  const DeclaredEdges* declared = nullptr;  ///< null: none
};

/// A member whose edges count.
struct FollowedMember {
  MemberPlace place;
  bool is_own = false;  ///< one of those that a closure starts with

  auto operator<=>(const FollowedMember&) const = default;
};

/// All that some members need.
struct MemberClosure {
  /// Every directory, and the one that leads to it; the starts, and what counts from the beginning,
  /// lead to themselves. Roots that are there only because they install for all are not among them.
  std::map<graph::RepoPath, graph::RepoPath> directories;
  std::set<std::size_t> roots;                       ///< that install any of it
  std::vector<FollowedMember> members;               ///< sorted
  std::map<graph::RepoPath, graph::RepoPath> files;  ///< local archives, and who needs them

  /// From `directory` to a start, both included.
  std::vector<std::string> PathFrom(const graph::RepoPath& directory) const;
};

MemberClosure ClosureOf(const Forest& forest, const std::vector<MemberPlace>& starts,
                        const ClosureOptions& options);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_FOREST_H_
