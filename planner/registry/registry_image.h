// An image's place in a registry, out of its reference.
#ifndef DELTAPLAN_PLANNER_REGISTRY_REGISTRY_IMAGE_H_
#define DELTAPLAN_PLANNER_REGISTRY_REGISTRY_IMAGE_H_

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace deltaplan::planner {

/// Docker Hub has one name for people and another for requests.
inline constexpr const char* kDockerHub = "docker.io";

/// `ghcr.io/acme/api:1a2b3c4`: the registry `ghcr.io`, the repository `acme/api`, the tag.
struct RegistryImage {
  std::string registry;    ///< HOST[:PORT]; `kDockerHub` where the reference names none
  std::string repository;  ///< without it: "library/redis"
  std::string reference;   ///< a tag, or a digest "sha256:...", which counts where both are there

  auto operator<=>(const RegistryImage&) const = default;

  bool is_pinned() const { return reference.find(':') != std::string::npos; }
};

/// Reads it as `docker pull` does: a first component without a dot, a colon or "localhost" is no
/// registry but a part of a repository of Docker Hub, which keeps its own below `library/`. Without
/// tag and digest it is `latest`. nullopt: what a registry can't have, by the OCI distribution
/// specification's grammar ("Pulling manifests").
std::optional<RegistryImage> ReadRegistryImage(std::string_view reference);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REGISTRY_REGISTRY_IMAGE_H_
