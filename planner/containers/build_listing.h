// How images are built, as the bake and compose files of a tree say it. Why not their tools:
// docs/decisions/container-readers.md.
#ifndef DELTAPLAN_PLANNER_CONTAINERS_BUILD_LISTING_H_
#define DELTAPLAN_PLANNER_CONTAINERS_BUILD_LISTING_H_

#include <string>
#include <string_view>
#include <vector>

#include "planner/containers/container_build.h"
#include "planner/workspace/tree_files.h"

namespace deltaplan::planner {

/// A bake or compose file that can't be read, or a part of it.
struct UnreadListing {
  std::string file;
  std::string why;
};

struct BuildListing {
  std::vector<ContainerBuild> builds;
  std::vector<UnreadListing> unread;
};

/// How images are built by the files at the root of the repository, whose contexts are meant from
/// there: `compose.yaml` with its override, as `docker compose` takes them; where there is a bake
/// file, what `docker buildx bake` makes of all of these, which goes over it. Sources: "Bake file
/// reference"; the Compose specification, "build".
BuildListing ListBuilds(workspace::TreeFiles& files);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONTAINERS_BUILD_LISTING_H_
