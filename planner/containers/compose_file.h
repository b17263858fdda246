// Compose files, as `docker compose` and `docker buildx bake` load them. Source: Compose
// specification, "build", "include", "extends", "Merge"; compose-spec/compose-go, loader.
#ifndef DELTAPLAN_PLANNER_CONTAINERS_COMPOSE_FILE_H_
#define DELTAPLAN_PLANNER_CONTAINERS_COMPOSE_FILE_H_

#include <string>
#include <vector>

#include "planner/containers/build_listing.h"
#include "planner/containers/raw_target.h"
#include "planner/workspace/tree_files.h"

namespace deltaplan::planner {

/// The services of a project that are built. Contexts are relative to the repository's root.
struct ComposeProject {
  RawTargets services;
  std::vector<UnreadListing> unread;
};

/// `paths` are the project's files: the first, and those that go over it. The project's directory
/// is the root of the repository, with its `.env`.
ComposeProject ReadComposeProject(workspace::TreeFiles& files,
                                  const std::vector<std::string>& paths);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONTAINERS_COMPOSE_FILE_H_
