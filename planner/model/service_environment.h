// What an environment says of one service: exceptions in their place, names filled in.
#ifndef DELTAPLAN_PLANNER_MODEL_SERVICE_ENVIRONMENT_H_
#define DELTAPLAN_PLANNER_MODEL_SERVICE_ENVIRONMENT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/model/config.h"
#include "planner/model/placeholders.h"
#include "planner/model/platform.h"

namespace deltaplan::planner {

/// What a service is called.
struct ServiceNames {
  std::string service;
  std::string image;
};
ServiceNames ServiceNamesOf(const Service& service);
std::vector<ServiceNames> ServiceNamesOf(const std::vector<Service>& services);

/// `environment` with the exceptions of that service. Placeholders are as written.
const EnvironmentEntry& EnvironmentOf(const EnvironmentEntry& environment,
                                      std::string_view service);

/// What {env}, {service} and {image} stand for.
PlaceholderValues PlaceholdersOf(const EnvironmentEntry& environment, const ServiceNames& names);

/// The rule for its addresses: what the environment says of this service, else what its own entry
/// says, else the environment's. `environment` may be null.
const TargetRule& TargetsOf(const EnvironmentEntry* environment, const Service& service);

/// Where Terraform runs to roll a service; nullopt when the environment has no "terraform".
std::optional<TerraformRoot> RootOf(const EnvironmentEntry& environment, const ServiceNames& names);

/// Where the tag of a service stands; nullopt when the environment has no "image_tags".
/// {service} and {service_id} of `place` stay: they are those of the carrier.
std::optional<ImageTagsEntry> ImageTagsOf(const EnvironmentEntry& environment,
                                          const ServiceNames& names);

/// A root module with the services that are rolled there.
struct RootServices {
  TerraformRoot root;
  std::vector<ServiceNames> services;  ///< in the order in which they were given
};

/// A place where tags stand, with the services whose tags stand there.
struct TagMapServices {
  ImageTagsEntry entry;
  std::vector<std::string> services;  ///< in the order in which they were given
};

/// The tag maps of an environment for these services; first that of its first service.
std::vector<TagMapServices> TagMapsOf(const EnvironmentEntry& environment,
                                      const std::vector<ServiceNames>& services);

/// Those of `maps` that hold the tag of one of `services`.
std::vector<const TagMapServices*> MapsOf(const std::vector<ServiceNames>& services,
                                          const std::vector<TagMapServices>& maps);

/// The roots in which an environment rolls these services, sorted.
std::vector<RootServices> RootsOf(const EnvironmentEntry& environment,
                                  const std::vector<ServiceNames>& services);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_SERVICE_ENVIRONMENT_H_
