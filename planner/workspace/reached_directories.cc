#include "planner/workspace/reached_directories.h"

#include <algorithm>
#include <set>

namespace deltaplan::planner::workspace {
namespace {

void AddReached(const RecordEdge& first, const Side& side, Member& member) {
  std::set<RecordId> seen;
  std::vector<RecordId> open{first.record};
  while (!open.empty()) {
    const RecordId id = open.back();
    open.pop_back();
    if (!seen.insert(id).second) continue;
    if (const LocalContent* local = side.LocalContentOf(id)) {
      for (const graph::RepoPath& directory : local->directories) {
        const bool is_known =
            std::any_of(member.local.begin(), member.local.end(), [&](const LocalEdge& edge) {
              return edge.directory == directory && edge.kind == first.kind;
            });
        if (is_known || directory == member.directory) continue;
        member.local.push_back(
            {std::string(first.name), first.kind, directory, EdgeSource::kLockfile});
      }
    }
    for (const RecordEdge& edge : (*side.records)[id].edges) open.push_back(edge.record);
  }
}

}  // namespace

void AddReachedDirectories(Side& side) {
  const bool has_any =
      std::any_of(side.local_content.begin(), side.local_content.end(),
                  [](const LocalContent& each) { return !each.directories.empty(); });
  if (!has_any || side.records == nullptr) return;
  for (Member& member : side.members) {
    for (const RecordEdge& edge : member.records) AddReached(edge, side, member);
    std::sort(member.local.begin(), member.local.end());
  }
}

}  // namespace deltaplan::planner::workspace
