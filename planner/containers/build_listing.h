// How images are built, as the bake and compose files of a tree say it.
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

/// The files that `docker buildx bake` and `docker compose` read by themselves at the root of the
/// repository, in the order of bake; of one name, what is said later wins. Contexts are meant from
/// the root. Sources: "Bake file reference"; the Compose specification, "build".
BuildListing ListBuilds(workspace::TreeFiles& files);

/// One file; `name` tells which language it is in.
BuildListing ReadBakeJson(std::string_view name, std::string_view text);
BuildListing ReadBakeHcl(std::string_view name, std::string_view text);
BuildListing ReadCompose(std::string_view name, std::string_view text);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONTAINERS_BUILD_LISTING_H_
