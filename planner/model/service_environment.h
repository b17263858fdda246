// What an environment says of one service: exceptions in their place, names filled in.
#ifndef DELTAPLAN_PLANNER_MODEL_SERVICE_ENVIRONMENT_H_
#define DELTAPLAN_PLANNER_MODEL_SERVICE_ENVIRONMENT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/model/config.h"
#include "planner/model/platform.h"

namespace deltaplan::planner {

/// `environment` with the exceptions of that service. Placeholders are as written.
const EnvironmentEntry& EnvironmentOf(const EnvironmentEntry& environment,
                                      std::string_view service);

/// The environment whose live sources say what that service runs: its exception, where that has
/// sources of its own.
const EnvironmentEntry& LiveEnvironmentOf(const EnvironmentEntry& environment,
                                          std::string_view service);

/// Where an image that `services` run lies, with its registry, {env} and {image} filled in; nullopt
/// when nobody says. `environment` may be null. Services that run one image have one repository.
std::optional<std::string> RepositoryOf(const EnvironmentEntry* environment,
                                        const std::string& image,
                                        const std::vector<std::string>& services);

/// The rule for its addresses: what the environment says of this service, else what its own entry
/// says, else the environment's. `environment` may be null.
const TargetRule& TargetsOf(const EnvironmentEntry* environment, const Service& service);

/// Where Terraform runs to roll a service; nullopt when the environment has no "terraform".
std::optional<TerraformRoot> RootOf(const EnvironmentEntry& environment, const Service& service);

/// Whether the tag of a service stands in the environment's own map, which others may share.
bool SharesTagMap(const EnvironmentEntry& environment, const Service& service);

/// A place where tags stand, with the services whose tags stand there.
struct TagMapServices {
  ImageTagsEntry entry;           ///< with what the words of its place stand for
  std::vector<Service> services;  ///< in the order in which they were given
};

/// The tag maps of an environment for these services; first that of its first service.
std::vector<TagMapServices> TagMapsOf(const EnvironmentEntry& environment,
                                      const std::vector<Service>& services);

/// Those of `maps` that hold the tag of one of `services`.
std::vector<const TagMapServices*> MapsOf(const std::vector<Service>& services,
                                          const std::vector<TagMapServices>& maps);

/// A root module with the services that are rolled there.
struct RootServices {
  TerraformRoot root;
  std::vector<Service> services;  ///< in the order in which they were given
};

/// The roots in which an environment rolls these services, sorted.
std::vector<RootServices> RootsOf(const EnvironmentEntry& environment,
                                  const std::vector<Service>& services);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_SERVICE_ENVIRONMENT_H_
