// The commits that services are live at.
#ifndef DELTAPLAN_PLANNER_FACTS_BASELINES_H_
#define DELTAPLAN_PLANNER_FACTS_BASELINES_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "graph/history.h"
#include "graph/object_id.h"
#include "planner/facts/tag_resolver.h"
#include "planner/live/read_live.h"
#include "planner/model/comparison.h"
#include "planner/model/missing_commits.h"
#include "planner/model/result.h"
#include "planner/model/service_facts.h"
#include "planner/ports/git_repository.h"

namespace deltaplan::planner {

struct Baselines {
  std::vector<ServiceFacts> services;  ///< by index of the names that were asked for
  std::vector<Baseline> distinct;      ///< by commit time, then id
  MissingCommits missing;
};

/// What is live as commits, and how each relates to `head`: one walk for all. `services` are the
/// names, sorted; the tags of those that are `external` name no commit of this repository;
/// `other_images` are what `FindOtherImages` says, where somebody asks for it. An error means that
/// the repository could not be read.
Result<Baselines> ResolveBaselines(const std::vector<std::string>& services,
                                   const std::set<std::string>& external, const LiveAnswer& live,
                                   const graph::ObjectId& head, TagResolver& resolver,
                                   GitRepository& repository,
                                   const std::map<std::string, std::string>& other_images = {});

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_BASELINES_H_
