// How each baseline relates to the commit being deployed, found in one walk for all of them.
#ifndef DELTAPLAN_GRAPH_HISTORY_H_
#define DELTAPLAN_GRAPH_HISTORY_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "graph/object_id.h"

namespace deltaplan::graph {

/// What a walk needs to know of a commit.
struct CommitNode {
  std::vector<ObjectId> parents;
  std::int64_t time = 0;   ///< committer time, seconds since the epoch
  bool is_border = false;  ///< the parents are not in this clone (shallow)
};

/// The seam to the commits of a repository.
class CommitReader {
 public:
  virtual ~CommitReader() = default;
  /// nullopt when the commit is not in this clone or can't be read.
  virtual std::optional<CommitNode> ReadCommitNode(const ObjectId& id) = 0;
};

/// Every value but `kUnknown` is proven, however wrong commit times are.
enum class Relation {
  kSame,
  kBehind,    ///< live is an ancestor of head: the normal case
  kAhead,     ///< head is an ancestor of live: deploying would be a rollback
  kDiverged,  ///< neither, and no missing history could change that
  kUnknown,   ///< live can't be read, its history was cut off, or missing history could change it
};

struct HeadRelation {
  Relation relation = Relation::kUnknown;
  /// kBehind: commits of head that live lacks. kAhead: commits of live that head lacks. kSame: 0.
  /// nullopt where it does not apply or missing history could change it. Exact as long as no row of
  /// more than 64 commits is dated over a day before an ancestor of theirs; then it may be too
  /// high, as it is in git after five.
  std::optional<std::uint64_t> commits;
};

/// Relates every tip to `head`; the answers stand in the order of `tips`, which may repeat.
///
/// A tip at the border of a shallow clone (fetched by itself with --depth=1, say) is `kUnknown`
/// even where head visibly reaches it: its history is not here. Reads no further than the newest
/// commit that head and all the tips share, a day's worth of commits beyond, and 64 more.
std::vector<HeadRelation> RelateToHead(CommitReader& reader, const ObjectId& head,
                                       std::span<const ObjectId> tips);

/// The best common ancestors of two commits, as `git merge-base --all` prints them: those that no
/// other common ancestor reaches; the newest first, then the one with the smallest id. Histories
/// that were merged crosswise have several, and those without a common commit have none. Exact as
/// the counts of `HeadRelation` are.
struct MergeBases {
  std::vector<ObjectId> commits;
  bool history_missing = false;  ///< missing history could change the answer
};
MergeBases FindMergeBases(CommitReader& reader, const ObjectId& left, const ObjectId& right);

/// The commits reachable from `include` and not from `exclude`, newest first (by time, then by id).
/// Exact as the counts of `HeadRelation` are.
struct CommitRange {
  std::vector<ObjectId> commits;
  bool history_missing = false;  ///< missing history could change the list
};
CommitRange CommitsBetween(CommitReader& reader, const ObjectId& exclude, const ObjectId& include);

}  // namespace deltaplan::graph

#endif  // DELTAPLAN_GRAPH_HISTORY_H_
