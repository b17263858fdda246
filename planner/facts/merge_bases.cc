#include "planner/facts/merge_bases.h"

#include <fmt/format.h>
#include <utility>

#include "graph/history.h"
#include "planner/text/shell_words.h"

namespace deltaplan::planner {

Result<std::vector<CommitInfo>> MergeBasesWith(GitRepository& repository, const CommitInfo& head,
                                               const CommitInfo& base,
                                               const std::string& revision) {
  const graph::MergeBases found = graph::FindMergeBases(repository, head.id, base.id);
  if (!found.commits.empty() && !found.history_missing) {
    std::vector<CommitInfo> commits;
    for (const graph::ObjectId& id : found.commits) {
      Result<CommitInfo> commit = repository.ReadCommit(id);
      if (!commit) return std::move(commit).error();
      commits.push_back(*std::move(commit));
    }
    return commits;
  }
  Error error{.message = fmt::format("there is no merge base of head and '{}'", revision),
              .causes = {},
              .remedy = "The two have no history in common: name another base."};
  if (found.history_missing) {
    error.message = fmt::format("the merge base of head and '{}' can't be determined", revision);
    error.causes.push_back("this clone lacks the history that would show it");
    error.remedy = repository.facts().is_shallow
                       ? "Fetch it: git fetch --unshallow " + RemoteWord(repository.facts().remote)
                       : kDamagedRemedy;
  }
  return error;
}

}  // namespace deltaplan::planner
