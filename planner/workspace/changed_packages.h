// Names what differs between two sets of records, for people.
#ifndef DELTAPLAN_PLANNER_WORKSPACE_CHANGED_PACKAGES_H_
#define DELTAPLAN_PLANNER_WORKSPACE_CHANGED_PACKAGES_H_

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "graph/repo_path.h"
#include "planner/model/dependency_change.h"
#include "planner/workspace/forest.h"

namespace deltaplan::planner::workspace {

/// An edge from a member to a record; both last as long as their forest.
struct ReachedRecord {
  const Member* member = nullptr;
  const RecordEdge* edge = nullptr;
};

/// The edges of one root in one closure.
struct RootRecords {
  const ReadRoot* root = nullptr;  ///< its side has records
  std::vector<ReachedRecord>
      edges;  ///< sorted by the member's directory, then as members have them
};

/// The packages that differ in what `before` and `after` reach. Each is told at the place where it
/// differs itself; what only leads to it is not named. Where only members lead elsewhere, what they
/// lead to is. `files` gets the files of the repository whose bytes differ in a record.
ChangedPackages NameChanges(const RootRecords& before, const RootRecords& after,
                            const std::function<bool(std::string_view name)>& is_ignored,
                            std::set<graph::RepoPath>& files);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_CHANGED_PACKAGES_H_
