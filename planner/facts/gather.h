// Asks the repository about live tags: commits, relations, and what can't be determined.
#ifndef DELTAPLAN_PLANNER_FACTS_GATHER_H_
#define DELTAPLAN_PLANNER_FACTS_GATHER_H_

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "graph/object_id.h"
#include "graph/repo_path.h"
#include "graph/symlinks.h"
#include "planner/facts/compare.h"
#include "planner/live/read_live.h"
#include "planner/model/input_map.h"
#include "planner/model/result.h"
#include "planner/model/service_facts.h"
#include "planner/model/tag_pattern.h"
#include "planner/ports/git_repository.h"

namespace deltaplan::planner {

/// What a live tag turned out to be.
struct ResolvedTag {
  std::optional<CommitInfo> commit;
  std::optional<ReasonCode>
      undetermined;  ///< set exactly when there is no baseline to compare with
  std::optional<std::string> detail;
  std::string missing_sha;  ///< for kCommitNotFound: what the tag holds
};

/// Turns tags into commits; each distinct tag is looked up once.
class TagResolver {
 public:
  /// `pattern` is the configuration's, or derived from its tag format.
  TagResolver(GitRepository& repository, const TagPattern& pattern, bool pattern_is_derived,
              const std::vector<std::string>& bootstrap_tags);

  /// An error means that the repository could not be read.
  Result<ResolvedTag> Resolve(const std::string& live);

 private:
  Result<ResolvedTag> LookUp(const std::string& live);
  Result<ResolvedTag> Found(const graph::ObjectId& commit);

  GitRepository& repository_;
  const TagPattern& pattern_;
  bool pattern_is_derived_;
  const std::vector<std::string>& bootstrap_tags_;
  std::unordered_map<std::string, ResolvedTag> known_;
};

/// How to get commits that are not in this clone.
struct MissingCommits {
  std::vector<std::string> full;         ///< 40 digits, sorted: these can be fetched by name
  std::vector<std::string> abbreviated;  ///< these can't

  bool empty() const { return full.empty() && abbreviated.empty(); }
};
/// The one `git fetch` line for the full ids, and what can be done about the others.
std::string FetchAdvice(const MissingCommits& missing, const RepositoryFacts& facts);

/// Everything that depends on live tags.
struct Baselines {
  std::vector<ServiceFacts> facts;  ///< by index of the platform's services
  std::vector<Baseline> baselines;  ///< distinct, by commit time, then id; `wanted` still empty
  MissingCommits missing;
};

/// `services` are the names, in the platform's order.
Result<Baselines> ResolveBaselines(const std::vector<std::string>& services, const LiveAnswer& live,
                                   TagResolver& resolver);

/// Fills in how each commit of `facts` relates to head: one walk for all.
void RelateBaselines(graph::CommitReader& reader, const graph::ObjectId& head,
                     Baselines& baselines);

/// The links in head inside the paths `inputs`, and inside what these point to. One thread for each
/// reader; there is at least one.
Result<std::vector<LinkedPath>> FindLinks(GitRepository& repository,
                                          std::span<graph::TreeReader* const> readers,
                                          const graph::ObjectId& head_tree,
                                          std::vector<graph::RepoPath> inputs);

/// A tree that could not be read, as an error with a remedy.
Error TreeReadError(const graph::TreeError& error, const RepositoryFacts& facts);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_GATHER_H_
