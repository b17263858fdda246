// What a tree holds that looks like a platform: services, images, packages, the tag map. For
// `init`, and for whoever shows what is there before a configuration is.
//
// Nothing here is a decision: it is what Dockerfiles, bake and compose files, manifests and
// Terraform files say by their names, with the reason for each.
#ifndef DELTAPLAN_PLANNER_DISCOVERY_DISCOVERY_H_
#define DELTAPLAN_PLANNER_DISCOVERY_DISCOVERY_H_

#include <optional>
#include <string>
#include <vector>

#include "graph/repo_path.h"
#include "planner/containers/build_listing.h"
#include "planner/containers/container_build.h"
#include "planner/workspace/tree_files.h"

namespace deltaplan::planner {

/// A directory whose image is built and, as it looks, run.
struct FoundService {
  std::string name;
  graph::RepoPath path;
  ContainerBuild build;
  std::string why;               ///< "services/api/Dockerfile", "the target api of docker-bake.hcl"
  bool is_in_terraform = false;  ///< the tag map, a module or a for_each has its name
};

/// An image that others are built FROM and that nothing runs.
struct FoundImage {
  std::string name;
  std::optional<graph::RepoPath> path;  ///< nullopt: its Dockerfile lies at the root
  ContainerBuild build;
};

struct FoundTagMap {
  std::string file;
  std::string variable;
  std::vector<std::string> names;  ///< its keys
};

/// Invariants: everything is sorted by name or path; no path is the root; names of services are
/// distinct.
struct FoundPlatform {
  std::vector<FoundService> services;
  std::vector<FoundImage> images;
  std::vector<graph::RepoPath> packages;  ///< directories with a manifest that are no service
  std::optional<FoundTagMap> tag_map;
  std::optional<std::string> terraform;  ///< the directory of the root module; "" is the root
  std::vector<std::string> left_out;  ///< Dockerfiles and targets of which no directory was found
  std::vector<UnreadListing> unread;
};

FoundPlatform DiscoverPlatform(workspace::TreeFiles& files);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_DISCOVERY_DISCOVERY_H_
