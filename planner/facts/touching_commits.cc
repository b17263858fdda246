#include "planner/facts/touching_commits.h"

#include <algorithm>
#include <utility>

#include "graph/history.h"
#include "graph/tree_walk.h"
#include "planner/ports/tree_read_error.h"

namespace deltaplan::planner {
namespace {

constexpr std::size_t kMostTouchingCommits = 1000;

}  // namespace

// A plain commit touches the inputs when they differ from its parent's; a merge, when they differ
// from every parent's (otherwise the side that they came from has the commit that counts).
Result<TouchingCommits> CommitsThatTouch(const Project& project, const InputMap& map,
                                         std::size_t service, const graph::ObjectId& since,
                                         const graph::ObjectId& head) {
  TouchingCommits result;
  GitRepository& repository = project.repository();
  const graph::CommitRange range = graph::CommitsBetween(repository, since, head);
  result.history_missing = range.history_missing;
  const std::vector<graph::InputId> wanted = map.InputsOfService(service);
  graph::TreeWalk walk(project.readers().first(), map.trie());
  for (const graph::ObjectId& id : range.commits) {
    const std::optional<graph::CommitNode> node = repository.ReadCommitNode(id);
    if (!node || node->is_border) continue;
    Result<CommitInfo> info = repository.ReadCommit(id);
    if (!info) return std::move(info).error();
    std::vector<graph::WalkRequest> requests{{info->tree, wanted}};
    for (const graph::ObjectId& parent : node->parents) {
      Result<CommitInfo> parent_info = repository.ReadCommit(parent);
      if (!parent_info) return std::move(parent_info).error();
      requests.push_back({parent_info->tree, wanted});
    }
    const graph::WalkResult states = walk.Walk(requests);
    if (states.error) return TreeReadError(*states.error, repository.facts());
    const bool touches = std::ranges::all_of(
        states.states.begin() + 1, states.states.end(),
        [&](const auto& parent_states) { return parent_states != states.states.front(); });
    if (!touches) continue;
    if (result.commits.size() == kMostTouchingCommits) {
      result.truncated = true;
      break;
    }
    result.commits.push_back({info->id, std::move(info->author), std::move(info->subject)});
  }
  return result;
}

}  // namespace deltaplan::planner
