#include "tfvars/modules/image_names.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "tfvars/plan/resource_roles.h"

namespace deltaplan::tfvars {
namespace {

std::optional<std::string> Before(std::string_view name, std::string_view word) {
  const std::size_t at = name.find(word);
  if (at == 0 || at == std::string_view::npos) return std::nullopt;
  return std::string(name.substr(0, at));
}

}  // namespace

bool IsTagName(std::string_view name) {
  return name.find("image_tag") != std::string_view::npos &&
         name.find("mutab") == std::string_view::npos;
}

std::optional<std::string> TaggedBy(std::string_view name) {
  return IsTagName(name) ? Before(name, "_image_tag") : std::nullopt;
}

std::optional<std::string> OwnerIn(std::string_view name) {
  for (const std::string_view word : {"_image", "_tag", "_version", "_release"}) {
    if (auto owner = Before(name, word)) return owner;
  }
  return std::nullopt;
}

bool NamesImage(std::string_view argument) {
  constexpr std::string_view kNames[] = {"container_image", "docker_image",     "docker_image_name",
                                         "image",           "image_identifier", "image_name",
                                         "image_uri",       "image_url"};
  return IsTagName(argument) || std::ranges::find(kNames, argument) != std::end(kNames);
}

bool NamesContainers(std::string_view argument) {
  constexpr std::string_view kNames[] = {"container_definitions",
                                         "container_properties",
                                         "ecs_properties",
                                         "jobspec",
                                         "manifest",
                                         "yaml_body"};
  return std::ranges::find(kNames, argument) != std::end(kNames);
}

std::optional<std::string> RepositoryIn(std::string_view text) {
  if (text.find_first_of(" \t\r\n\"'{}[]<>") != std::string_view::npos) return std::nullopt;
  text.remove_prefix(text.rfind('/') + 1);
  const std::size_t end = text.find_first_of(":@");
  return end == std::string_view::npos ? std::nullopt
                                       : std::optional<std::string>(text.substr(0, end));
}

bool FindsImage(std::string_view type) {
  constexpr std::string_view kTypes[] = {"aws_ecr_image", "docker_image", "docker_registry_image",
                                         "google_artifact_registry_docker_image"};
  return std::ranges::find(kTypes, type) != std::end(kTypes);
}

bool FindsTags(std::string_view type) {
  if (FindsImage(type)) return true;
  return !type.ends_with("_ami") && !type.ends_with("_image") && !KeepsImages(type);
}

}  // namespace deltaplan::tfvars
