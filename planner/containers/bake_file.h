// The files of `docker buildx bake`, in HCL and JSON. Source: "Bake file reference"; docker/buildx,
// bake.
#ifndef DELTAPLAN_PLANNER_CONTAINERS_BAKE_FILE_H_
#define DELTAPLAN_PLANNER_CONTAINERS_BAKE_FILE_H_

#include <string>
#include <vector>

#include "planner/containers/build_listing.h"
#include "planner/containers/raw_target.h"

namespace deltaplan::planner {

struct BakeText {
  std::string name;  ///< "docker-bake.hcl": tells the language, too
  std::string text;
};

/// The files of one run, in their order: they have one scope, and what a later one says of a target
/// goes over what was said before, by them or in `targets`. Variables have their defaults, as long
/// as the environment does not set them. What hangs on what is not known here, as on functions that
/// a file defines, is undecided.
std::vector<UnreadListing> ReadBakeFiles(const std::vector<BakeText>& files, RawTargets& targets);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONTAINERS_BAKE_FILE_H_
