// A Dockerfile that builds several services, where it says itself which:
//
// - by an argument in a path that it copies (`COPY services/${SERVICE} .`), or, where none has it,
//   in one that a command names (`RUN go build ./cmd/${SERVICE}`): each directory there that has
//   all of these paths;
// - by its last stages (`FROM base AS api`): those that are called like directories beside each
//   other.
#ifndef DELTAPLAN_PLANNER_DISCOVERY_SHARED_DOCKERFILE_H_
#define DELTAPLAN_PLANNER_DISCOVERY_SHARED_DOCKERFILE_H_

#include <vector>

#include "graph/repo_path.h"
#include "planner/containers/container_build.h"
#include "planner/discovery/tree_survey.h"
#include "planner/workspace/tree_files.h"

namespace deltaplan::planner {

struct SharedBuild {
  ContainerBuild build;  ///< called like its directory
  graph::RepoPath directory;
};

/// By directory, all of them beside each other; at least two, or none.
std::vector<SharedBuild> SharedBuilds(workspace::TreeFiles& files, const TreeSurvey& survey,
                                      const graph::RepoPath& dockerfile);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_DISCOVERY_SHARED_DOCKERFILE_H_
