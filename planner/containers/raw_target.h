// A target of a bake file or a service of a compose file, before what it leaves open is filled in.
#ifndef DELTAPLAN_PLANNER_CONTAINERS_RAW_TARGET_H_
#define DELTAPLAN_PLANNER_CONTAINERS_RAW_TARGET_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "planner/containers/build_listing.h"
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
  std::set<std::string> undecided = {};  ///< fields of which nobody knows what they say
};

/// By their names.
using RawTargets = std::map<std::string, RawTarget>;

/// What `from` says goes over what `onto` said.
void MergeTarget(const RawTarget& from, RawTarget& onto);

/// What is built of each, with all that it inherits: later parents go over earlier ones, the target
/// itself over all of them. Targets that inherit from themselves, or that name a target that is not
/// there, are undecided.
std::vector<ContainerBuild> FinishedBuilds(const RawTargets& targets);

/// Whether what can't be told of a build decides where it reads: then that may be all of the
/// repository, else what lies in its contexts.
bool MayReadAnywhere(const ContainerBuild& build);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONTAINERS_RAW_TARGET_H_
