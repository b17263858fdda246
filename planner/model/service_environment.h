// What an environment says of one service: exceptions in their place, names filled in.
#ifndef DELTAPLAN_PLANNER_MODEL_SERVICE_ENVIRONMENT_H_
#define DELTAPLAN_PLANNER_MODEL_SERVICE_ENVIRONMENT_H_

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "planner/model/config.h"
#include "planner/model/placeholders.h"
#include "planner/model/platform.h"
#include "tfvars/carriers/tag_map.h"

namespace deltaplan::planner {

/// `environment` with the exceptions of that service. Placeholders are as written.
const EnvironmentEntry& EnvironmentOf(const EnvironmentEntry& environment,
                                      std::string_view service);

/// The environment whose live sources say what that service runs: its exception, where that has
/// sources of its own.
const EnvironmentEntry& LiveEnvironmentOf(const EnvironmentEntry& environment,
                                          std::string_view service);

/// The environment itself, and each exception that has live sources of its own.
std::vector<const EnvironmentEntry*> LiveEnvironmentsOf(const EnvironmentEntry& environment);

/// Whether a live source says what some service runs.
bool HasLiveSources(const EnvironmentEntry& environment);

/// Where an image that `services` run lies, with its registry, {env} and {image} filled in; nullopt
/// when nobody says. `environment` may be null. Services that run one image have one repository.
std::optional<std::string> RepositoryOf(const EnvironmentEntry* environment,
                                        const std::string& image,
                                        const std::vector<std::string>& services);

/// The rule for its addresses: what the environment says of this service, else what its own entry
/// says, else the environment's. `environment` may be null.
const TargetRule& TargetsOf(const EnvironmentEntry* environment, const Service& service);

/// Puts names into a root module's directory, workspace, files and variables.
void FillRoot(const PlaceholderValues& values, TerraformRoot& root);

/// Where Terraform runs to roll a service; nullopt when the environment has no "terraform".
std::optional<TerraformRoot> RootOf(const EnvironmentEntry& environment, const Service& service);

/// Whether the tag of a service stands in the environment's own map, which others may share.
bool SharesTagMap(const EnvironmentEntry& environment, const Service& service);

/// A place where tags stand, with the services whose tags stand there.
struct TagMapServices {
  ImageTagsEntry entry;           ///< with what the words of its place stand for
  std::vector<Service> services;  ///< in the order in which they were given
  /// It is the environment's own, and every service's: what nobody configured can stand there, too.
  bool is_for_all = false;

  /// What of `tags`, which stand there, counts: those of its services, or all when it is for all.
  tfvars::TagMap SaidOf(const tfvars::TagMap& tags) const;
  /// Whether the tag of one of them stands there, or may.
  bool HoldsOneOf(const std::set<std::string>& names) const;
};

/// The tag maps of an environment for these services, sorted by file, then by place. One file may
/// hold several.
std::vector<TagMapServices> TagMapsOf(const EnvironmentEntry& environment,
                                      const std::vector<Service>& services);

/// The number behind that of the last of `maps`, sorted by file, in the file of number `first`.
std::size_t EndOfFile(const std::vector<TagMapServices>& maps, std::size_t first);

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
