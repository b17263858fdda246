// What the names that Terraform files give to things say of images and their tags.
#ifndef DELTAPLAN_TFVARS_MODULES_IMAGE_NAMES_H_
#define DELTAPLAN_TFVARS_MODULES_IMAGE_NAMES_H_

#include <optional>
#include <string>
#include <string_view>

namespace deltaplan::tfvars {

/// Whether a name says that what it names holds image tags: "api_image_tag". Whether a registry
/// lets tags be moved is a setting of it, under a usual name.
bool IsTagName(std::string_view name);

/// Whose tag a name says that it holds: "api" for "api_image_tag".
std::optional<std::string> TaggedBy(std::string_view name);

/// What comes before a word for an image or its version: "api" for "api_version", "api_image".
std::optional<std::string> OwnerIn(std::string_view name);

/// Whether an argument of that name is an image of a container, or its tag.
bool NamesImage(std::string_view argument);

/// Whether it is a text that says what containers there are.
bool NamesContainers(std::string_view argument);

/// Of a piece of a reference to an image that a tag or digest begins in: the last name of the
/// repository, "api" for "/shop/api:" and "/shop/api:1.2", "" for ":". nullopt for other texts.
std::optional<std::string> RepositoryIn(std::string_view text);

/// Whether a data source of that type finds a container's image, and its digest.
bool FindsImage(std::string_view type);

/// Whether what a data source of that type finds may be the tag of a container's image.
bool FindsTags(std::string_view type);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_MODULES_IMAGE_NAMES_H_
