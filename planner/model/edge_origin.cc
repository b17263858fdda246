#include "planner/model/edge_origin.h"

namespace deltaplan::planner {

const char* EdgeOriginName(EdgeOrigin::Kind kind) {
  switch (kind) {
    case EdgeOrigin::Kind::kManifest:
      return "manifest";
    case EdgeOrigin::Kind::kLockfile:
      return "lockfile";
    case EdgeOrigin::Kind::kWorkspace:
      return "workspace";
    case EdgeOrigin::Kind::kDependsOn:
      return "depends_on";
    case EdgeOrigin::Kind::kBuildInputs:
      return "build_inputs";
    case EdgeOrigin::Kind::kFrom:
      return "from";
    case EdgeOrigin::Kind::kPackages:
      return "packages";
    case EdgeOrigin::Kind::kBaseline:
      return "baseline";
  }
  return "";
}

}  // namespace deltaplan::planner
