// Where an edge of the dependency graph comes from.
#ifndef DELTAPLAN_PLANNER_MODEL_EDGE_ORIGIN_H_
#define DELTAPLAN_PLANNER_MODEL_EDGE_ORIGIN_H_

#include <string>

namespace deltaplan::planner {

struct EdgeOrigin {
  enum class Kind {
    kManifest,     ///< `file` says so, in `section`
    kLockfile,     ///< `file` does
    kWorkspace,    ///< it follows from several of these: nothing says it of these two alone
    kDependsOn,    ///< "depends_on" of the configuration
    kBuildInputs,  ///< "build_inputs"
    kFrom,         ///< "from" of an image
    kPackages,     ///< the configuration says nothing closer: every package counts
    kBaseline,     ///< the configuration of a baseline says so, and head's does no more
  };
  Kind kind = Kind::kManifest;
  std::string file = {};     ///< path in the repository; "": none
  std::string section = {};  ///< of the file: "devDependencies"; "": none

  auto operator<=>(const EdgeOrigin&) const = default;
};

/// "manifest", "lockfile", "workspace", "depends_on", "build_inputs", "from", "packages",
/// "baseline"
const char* EdgeOriginName(EdgeOrigin::Kind kind);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_EDGE_ORIGIN_H_
