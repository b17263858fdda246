// What a tree holds that looks like a platform: services, images, packages, the tag map. For
// `init`, and for whoever shows what is there before a configuration is.
//
// Nothing here is a decision: it is what Dockerfiles, bake and compose files, manifests and
// Terraform files say by their names, with the reason for each.
#ifndef DELTAPLAN_PLANNER_DISCOVERY_DISCOVERY_H_
#define DELTAPLAN_PLANNER_DISCOVERY_DISCOVERY_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
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
  bool is_nameless = false;      ///< nothing tells what it is called: its name stands for one
  /// What its image is called where that is not its name.
  std::optional<std::string> image = {};
};

/// An image that others are built FROM and that nothing runs.
struct FoundImage {
  std::string name;
  std::optional<graph::RepoPath> path;  ///< nullopt: its Dockerfile lies at the root
  ContainerBuild build;
};

/// Where images are pushed to.
struct FoundRepository {
  std::string pattern;  ///< with {image}
  std::string why;      ///< what says so
  bool is_certain = false;
};

/// A place that Terraform's files say something of: where its tags stand, and what applies them.
struct FoundEnvironment {
  std::string name;
  std::string why;                 ///< it is called so
  std::string file;                ///< that holds the tag map; with {service}, one for each
  std::string variable;            ///< the tag map; with {service}, where one tag stands
  bool is_scalar = false;          ///< each variable is one tag
  std::vector<std::string> names;  ///< its keys
  std::map<std::string, std::string> images = {};  ///< its tags that are whole references
  std::optional<FoundRepository> repository = {};
  std::optional<std::string> terraform;  ///< the directory of the root module; "" is the root
  std::optional<std::string> workspace;
  std::vector<std::string> var_files;
};

/// Package managers whose manifests say who depends on what.
struct FoundWorkspace {
  std::vector<std::string> roots;  ///< "pnpm at .", sorted
  bool has_lockfile = false;       ///< that says who uses what
};

/// What is there and is not taken.
struct LeftOut {
  std::string what;  ///< a Dockerfile, or a target with its file
  std::string why;
  auto operator<=>(const LeftOut&) const = default;
};

/// Invariants: everything is sorted by name or path; no path is the root, but for that of the only
/// service; names of services are distinct; all texts can be written into a configuration.
struct FoundPlatform {
  std::vector<FoundService> services;
  std::vector<FoundImage> images;
  /// Directories with a manifest that are no service and that no workspace has.
  std::vector<graph::RepoPath> packages;
  std::optional<FoundWorkspace> workspace;
  std::vector<FoundEnvironment> environments;
  std::optional<FoundRepository> repository;  ///< where no environment was found that has one
  std::vector<LeftOut> left_out;
  std::vector<UnreadListing> unread;
};

/// `repository_name` is what people call the repository; "" where nobody knows. It is the name of a
/// service only where there is no other one, and nothing in the tree tells it.
FoundPlatform DiscoverPlatform(workspace::TreeFiles& files, std::string_view repository_name);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_DISCOVERY_DISCOVERY_H_
