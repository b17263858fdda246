// From the repository, the configuration and what is live to one value: `Facts`.
//
// Each function reads what its question needs, in an order that matters where the world moves
// meanwhile: the tag map before what is live.
#ifndef DELTAPLAN_PLANNER_FACTS_GATHER_H_
#define DELTAPLAN_PLANNER_FACTS_GATHER_H_

#include <set>
#include <string>

#include "planner/facts/compare.h"
#include "planner/facts/gather_head.h"
#include "planner/facts/project.h"
#include "planner/live/read_live.h"
#include "planner/model/facts.h"
#include "planner/model/path_facts.h"
#include "planner/model/policy.h"
#include "planner/model/result.h"
#include "planner/ports/ports.h"

namespace deltaplan::planner {

/// Facts, and the files of their differences, which no decision needs.
struct GatheredFacts {
  Facts facts;
  FileLists lists;
};

/// How much to read.
struct GatherOptions {
  CompareOptions compare;
  /// Warn only about these services; empty: about all.
  std::set<std::string> asked;
  /// Also what stands beside the decision: uncommitted changes, changed files that nothing owns,
  /// what is odd about the repository.
  bool surroundings = true;
};

/// What services are to run.
enum class Goal {
  kHead,    ///< images of the commit that is deployed
  kTagMap,  ///< the images that the tag map names: each service another commit
};

/// The goal against what is live, asked for as `live` says; `platform` is what the configuration
/// means in head's tree. `policy` says of whom something has to be known: where that is missing it
/// is an error, before all that takes longer. Facts that there are do not depend on it.
Result<GatheredFacts> GatherAgainstLive(const Project& project, Platform platform,
                                        const LiveRequest& live, const Policy& policy, Goal goal,
                                        const GatherOptions& options, const Ports& ports);

/// The commit `head` against the tags of `live`, whoever has read them: no source is asked, and no
/// tag map is read.
Result<GatheredFacts> GatherAgainstTags(const Project& project, const CommitInfo& head,
                                        const LiveAnswer& live, const GatherOptions& options,
                                        const Ports& ports);

/// Head, or the snapshot of the work tree, against one base for all services.
Result<GatheredFacts> GatherAgainstBase(const Project& project, const std::string& base,
                                        const GatherOptions& options, const Ports& ports);

/// `further` are paths that head lacks and that count all the same.
Result<PathFacts> GatherPaths(const Project& project, const FurtherPaths& further = {});

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_GATHER_H_
