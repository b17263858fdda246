// What a resource type is to a service: what runs its image, or a version of that.
#ifndef DELTAPLAN_TFVARS_PLAN_RESOURCE_ROLES_H_
#define DELTAPLAN_TFVARS_PLAN_RESOURCE_ROLES_H_

#include <string_view>

namespace deltaplan::tfvars {

/// Holds an image by its schema, wherever the image comes from: services, functions, and the
/// definitions that those run.
bool HoldsImage(std::string_view type);

/// Where images are kept: a setting of it may have a tag in its name, and no deploy applies it.
bool KeepsImages(std::string_view type);

/// A version of something, which others refer to: a task definition, a launch template.
bool IsDefinition(std::string_view type);

/// A definition, or what only records a value: each deploy replaces it, and nothing that runs goes
/// away with the old one.
bool IsVersion(std::string_view type);

/// What runs: where it stays as it is, nothing was rolled; where it is destroyed, the service is.
inline bool RunsImage(std::string_view type) { return HoldsImage(type) && !IsVersion(type); }

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_PLAN_RESOURCE_ROLES_H_
