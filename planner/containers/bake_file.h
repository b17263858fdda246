// The files of `docker buildx bake`, in HCL and JSON. Source: "Bake file reference".
#ifndef DELTAPLAN_PLANNER_CONTAINERS_BAKE_FILE_H_
#define DELTAPLAN_PLANNER_CONTAINERS_BAKE_FILE_H_

#include <map>
#include <string>
#include <string_view>

#include "planner/containers/build_listing.h"
#include "planner/containers/raw_target.h"

namespace deltaplan::planner {

/// Targets by their names. Variables have their defaults, as long as the environment does not set
/// them; functions that a file defines have no value.
struct BakeFile {
  std::map<std::string, RawTarget> targets;
  std::vector<UnreadListing> unread;
};

BakeFile ParseBakeHcl(std::string_view name, std::string_view text);
BakeFile ParseBakeJson(std::string_view name, std::string_view text);

/// With what each inherits; targets that inherit in a circle are left out.
BuildListing FinishBake(const BakeFile& file);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONTAINERS_BAKE_FILE_H_
