// What the configuration says of an image's build, and how that differs between two commits.
#ifndef DELTAPLAN_PLANNER_MODEL_IMAGE_BUILD_H_
#define DELTAPLAN_PLANNER_MODEL_IMAGE_BUILD_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "planner/model/config.h"

namespace deltaplan::planner {

/// With every placeholder filled. What is nullopt the configuration does not say.
struct ImageBuild {
  std::optional<std::string> context;     ///< relative to the repository's root; "." is the root
  std::optional<std::string> dockerfile;  ///< relative to the context
  std::optional<std::string> target;      ///< a stage of the Dockerfile
  std::map<std::string, std::string> args;
  std::vector<std::string> from;  ///< images of this repository, sorted
};

ImageBuild ResolveBuild(const Config& config, const std::string& image);

/// The keys that differ: "context", "dockerfile", "target", "args.NAME", "from". The values stay
/// out of it: an argument may hold what nobody should read in a log.
std::vector<std::string> DifferingKeys(const ImageBuild& before, const ImageBuild& after);

/// What the configuration at one baseline says of builds otherwise than head's does.
struct BuildDifferences {
  /// Image of head -> `DifferingKeys`, "platform" where it is built for another one, "external"
  /// where it was built elsewhere, and "path" where it is made of another directory.
  std::map<std::string, std::vector<std::string>> images;
  std::map<std::string, std::string> renamed;  ///< service -> the image that it ran, another one
  /// Why the baseline's configuration can't be read: then no build is known to be the same.
  std::optional<std::string> unreadable;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_IMAGE_BUILD_H_
