// A target of a bake file or a service of a compose file, before what it leaves open is filled in.
#ifndef DELTAPLAN_PLANNER_CONTAINERS_RAW_TARGET_H_
#define DELTAPLAN_PLANNER_CONTAINERS_RAW_TARGET_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "planner/containers/container_build.h"

namespace deltaplan::planner {

/// A text that may depend on what is not known here; then it is nullopt.
using KnownText = std::optional<std::string>;

struct RawTarget {
  std::string name;
  std::string file;
  std::vector<std::string> inherits = {};
  std::optional<KnownText> context = {};  ///< as written, from the root
  std::optional<KnownText> dockerfile = {};
  std::optional<KnownText> dockerfile_text = {};
  std::optional<KnownText> target = {};
  std::map<std::string, KnownText> args = {};
  std::map<std::string, KnownText> contexts = {};
  std::vector<std::string> tags = {};
  std::set<std::string> from_environment = {};
};

/// What `from` says goes over what `onto` said.
void MergeTarget(const RawTarget& from, RawTarget& onto);

/// What is built of it; nullopt when the context or the Dockerfile depends on what is not known.
std::optional<ContainerBuild> Finished(const RawTarget& target);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONTAINERS_RAW_TARGET_H_
