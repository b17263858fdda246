// What registries hold besides layers: manifests, indexes of several, and what an image says of
// itself. Sources: OCI image specification, "Image Manifest", "Image Index", "Image Configuration";
// Docker's schema 2 of both has the same members.
#ifndef DELTAPLAN_PLANNER_REGISTRY_MANIFEST_H_
#define DELTAPLAN_PLANNER_REGISTRY_MANIFEST_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deltaplan::planner {

/// The media types that `ReadManifest` reads.
inline constexpr std::string_view kManifestTypes[] = {
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.docker.distribution.manifest.v2+json",
};

struct Manifest {
  /// One image of an index. Attestations ("unknown/unknown") are none.
  struct Part {
    std::string platform;  ///< "linux/arm64/v8"
    std::string digest;
  };
  std::vector<Part> parts;              ///< in the order of the index; empty for a single image
  std::string config;                   ///< a single image's configuration: its digest
  std::optional<std::string> revision;  ///< the annotation org.opencontainers.image.revision
};

/// nullopt: it is neither of the two.
std::optional<Manifest> ReadManifest(std::string_view text);

struct ImageConfig {
  std::string platform;                 ///< empty: it says nothing
  std::optional<std::string> revision;  ///< the label org.opencontainers.image.revision
};
std::optional<ImageConfig> ReadImageConfig(std::string_view text);

/// Whether what is for `has` runs where `wanted` is asked for. Without a variant any will do; of
/// arm64 there is one.
bool IsForPlatform(std::string_view has, std::string_view wanted);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REGISTRY_MANIFEST_H_
