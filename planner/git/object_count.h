// How large a repository is.
#ifndef DELTAPLAN_PLANNER_GIT_OBJECT_COUNT_H_
#define DELTAPLAN_PLANNER_GIT_OBJECT_COUNT_H_

#include <cstdint>

#include "planner/git/object_directories.h"

namespace deltaplan::planner {

/// How many objects git believes a store to have when it chooses a length for abbreviations: those
/// in packs, doubled ones counted twice, without the loose ones; alternates included.
std::uint64_t ApproximateObjectCount(const ObjectStore& store);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_OBJECT_COUNT_H_
