// What a container tool has to be asked for so that a plan's images are there.
#ifndef DELTAPLAN_PLANNER_DECIDE_BUILDS_LEFT_H_
#define DELTAPLAN_PLANNER_DECIDE_BUILDS_LEFT_H_

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "planner/model/plan.h"

namespace deltaplan::planner {

/// How builds are asked for, whatever image.
struct BuildSettings {
  std::vector<std::string> platforms = {};
  std::optional<bool> provenance = {};
};

/// One build, in the words of `docker build`.
struct BuildCall {
  std::string name;       ///< of its bake target
  std::string reference;  ///< that it is pushed as
  std::size_t wave = 0;   ///< after all builds of lower waves
  /// "--tag" and the reference come first, the context last.
  std::vector<std::string> arguments;
};

/// The builds of those targets that the plan builds and whose reference is not `there`, and of the
/// images that they are built FROM and that are not there either; by wave and name. `targets` are
/// sorted by name and have contexts; each that one is built FROM is among them.
std::vector<BuildCall> BuildsLeft(const std::vector<BakeTarget>& targets,
                                  const std::set<std::string>& there,
                                  const BuildSettings& settings);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_DECIDE_BUILDS_LEFT_H_
