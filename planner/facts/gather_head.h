// Head, and what its images are called.
#ifndef DELTAPLAN_PLANNER_FACTS_GATHER_HEAD_H_
#define DELTAPLAN_PLANNER_FACTS_GATHER_HEAD_H_

#include "planner/facts/project.h"
#include "planner/model/facts.h"
#include "planner/model/platform.h"
#include "planner/model/result.h"
#include "planner/ports/git_repository.h"

namespace deltaplan::planner {

/// Whether images get tags of head. Where they don't, as in previews, a release that has no git tag
/// yet is no error, and its short SHA stands in.
enum class NewTags { kMade, kNotMade };

/// Head with what its tags are made of.
Result<HeadFacts> GatherHead(const Project& project, const CommitInfo& head,
                             const Platform& platform, NewTags new_tags);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_GATHER_HEAD_H_
