// Which images tags stand for, and whether registries have them. Why a silent registry stops
// nobody: docs/decisions/asking-registries.md.
#ifndef DELTAPLAN_PLANNER_COMMANDS_IMAGE_CHECK_H_
#define DELTAPLAN_PLANNER_COMMANDS_IMAGE_CHECK_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "planner/commands/options.h"
#include "planner/model/config.h"
#include "planner/model/image_facts.h"
#include "planner/model/refusal.h"
#include "planner/model/result.h"
#include "planner/ports/ports.h"
#include "planner/registry/find_images.h"
#include "planner/tags/tag_context.h"
#include "tfvars/carriers/tag_map.h"

namespace deltaplan::planner {

/// A service, and the tag that its image has.
struct TaggedService {
  std::string name;
  std::string image;
  std::string tag;  ///< or a whole reference, which then names the registry itself
  bool is_rolled = true;
};

/// Each image once, sorted by name and tag.
Result<std::vector<WantedImage>> ImagesOf(const std::vector<TaggedService>& services,
                                          const Config& config,
                                          const EnvironmentEntry& environment);

/// The services of `changes`, with their new tags. What is no service of the platform is left out.
std::vector<TaggedService> TaggedServices(const Platform& platform, const tfvars::TagMap& changes);

/// How the environment wants registries to be asked, without images.
ImageRequest ImageRequestOf(const EnvironmentEntry& environment, const Options& options);

/// What registries say of images that somebody is about to start.
struct ImageCheck {
  std::optional<Refusal> refusal;  ///< some are not there
  std::string messages = {};       ///< about those that can't be told, or are for another platform
                                   ///< or of another commit, which refuses nothing
};
/// Nothing is asked where the environment says nothing of registries, or --allow-missing-images
/// does not want it. A registry that can't be asked stops nobody: going back must be possible when
/// it is what has failed.
Result<ImageCheck> CheckImages(const std::vector<TaggedService>& services, const Config& config,
                               const EnvironmentEntry& environment, const Options& options,
                               const Ports& ports);
/// The same of the new tags of a map.
Result<ImageCheck> CheckNewImages(const TagContext& tags, const tfvars::TagMap& changes,
                                  const Options& options, const Ports& ports);

/// The same where `from` runs the new tags: an environment with a registry of its own may have yet
/// to get their images from that of `from`. Only what neither has is refused; what only `from` has
/// is told.
Result<ImageCheck> CheckPromotedImages(const TagContext& tags, const EnvironmentEntry& from,
                                       const tfvars::TagMap& changes, const Options& options,
                                       const Ports& ports);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_IMAGE_CHECK_H_
