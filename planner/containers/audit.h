// What Dockerfiles read, held against what the configuration says.
#ifndef DELTAPLAN_PLANNER_CONTAINERS_AUDIT_H_
#define DELTAPLAN_PLANNER_CONTAINERS_AUDIT_H_

#include <optional>
#include <string>
#include <vector>

#include "graph/ignore_rules.h"
#include "graph/repo_path.h"
#include "planner/containers/container_build.h"
#include "planner/model/audit_finding.h"
#include "planner/model/config.h"
#include "planner/model/platform.h"
#include "planner/workspace/tree_files.h"

namespace deltaplan::planner {

/// An image of the configuration, with all that may make it deploy.
struct AuditedImage {
  std::string image;
  std::string shown_as;  ///< the service that runs it, or the image itself
  bool has_service = false;
  /// Where its Dockerfile is looked for when nothing says how it is built.
  std::vector<graph::RepoPath> directories = {};
  /// All inputs: its own, those of what it depends on and is built FROM, build inputs.
  std::vector<graph::RepoPath> covers = {};
  std::vector<graph::RepoPath> left_out = {};    ///< below these, and not covered all the same
  std::vector<graph::RepoPath> own_inputs = {};  ///< what only `inputs` of the service says
  std::vector<std::string> from = {};
  bool shares_lockfile = false;  ///< the one that installs it installs other services as well
};

struct AuditRequest {
  const Config& config;
  std::vector<AuditedImage> images;
  /// What bake and compose files say: how images are built of which the configuration says nothing.
  std::vector<ContainerBuild> builds = {};
  const graph::IgnoreRules& ignore;
  std::string config_file = {};  ///< where findings about the configuration stand
  bool only_missing = false;     ///< only inputs that are missing, or may be: what a plan asks
};

/// Findings in order of their codes, without doubles. Reads Dockerfiles, ignore files and the trees
/// that they lead to.
std::vector<AuditFinding> Audit(const AuditRequest& request, workspace::TreeFiles& files);

/// How `image` is built: as the configuration says, as a bake or compose file says, or with the
/// Dockerfile of its directory. nullopt: nothing says it.
std::optional<ContainerBuild> BuildOfImage(const AuditRequest& request, const AuditedImage& image,
                                           workspace::TreeFiles& files);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONTAINERS_AUDIT_H_
