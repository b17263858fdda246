// The files of one build in one commit, read: its Dockerfile, its ignore file, what both say.
#ifndef DELTAPLAN_PLANNER_CONTAINERS_BUILD_FILES_H_
#define DELTAPLAN_PLANNER_CONTAINERS_BUILD_FILES_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/repo_path.h"
#include "planner/containers/build_reads.h"
#include "planner/containers/container_build.h"
#include "planner/containers/context_walk.h"
#include "planner/workspace/tree_files.h"

namespace deltaplan::planner {

struct BuildFiles {
  enum class State {
    kRead,
    kMissing,     ///< there is no Dockerfile
    kUnreadable,  ///< this clone lacks its bytes
    kMalformed,   ///< `error`
    kForeign,     ///< another program reads it: `syntax`
  };
  State state = State::kMissing;
  std::string dockerfile;  ///< its path; of one that stands in a bake file, that file's
  std::optional<DockerfileError> error;
  std::string syntax;
  std::optional<std::string> ignore_file;  ///< its path
  bool ignore_is_unreadable = false;       ///< then nothing counts as ignored
  BuildReads reads;
  /// "" is the build's own, the others are those of its named contexts that are directories here.
  std::map<std::string, ContextDirectory> contexts;
};

/// Reads what `build` is made with. `triggers_of` as for `ReadsOf`.
BuildFiles ReadBuildFiles(workspace::TreeFiles& files, const ContainerBuild& build,
                          const TriggersOf& triggers_of);

/// The context of a build of which nothing says it. That can be told only by what it copies: the
/// directory of its Dockerfile, or the nearest one above in which more of its sources lie, where
/// naming the Dockerfile's directory as it is seen from there (`/repo/apps/api/dist`) counts as
/// one.
std::string LikelyContext(workspace::TreeFiles& files, const ContainerBuild& build);

/// The build of a Dockerfile of which nothing else tells.
ContainerBuild BuildOfDockerfile(workspace::TreeFiles& files, const std::string& name,
                                 const graph::RepoPath& dockerfile);

/// Whether a file of this name holds instructions of a build: Dockerfile, Containerfile, and these
/// with a word before or behind.
bool IsDockerfileName(std::string_view name);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONTAINERS_BUILD_FILES_H_
