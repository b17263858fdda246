// What is asked of a registry, whichever it is.
#ifndef DELTAPLAN_PLANNER_REGISTRY_IMAGE_REGISTRY_H_
#define DELTAPLAN_PLANNER_REGISTRY_IMAGE_REGISTRY_H_

#include <optional>
#include <string>
#include <vector>

#include "planner/model/result.h"
#include "planner/registry/registry_image.h"

namespace deltaplan::planner {

/// A manifest that is there.
struct HeldManifest {
  std::string digest = {};
  std::string text = {};  ///< empty where only its presence was asked for
};

/// A piece of a repository by its digest.
struct BlobName {
  RegistryImage image;  ///< one of the repository
  std::string digest;
};

/// All questions of a call are sent at once, and the answers stand in their order.
class ImageRegistry {
 public:
  virtual ~ImageRegistry() = default;
  /// nullopt: the registry says that it has no such image. Errors: it says anything else; the
  /// message is one sentence.
  virtual std::vector<Result<std::optional<HeldManifest>>> Manifests(
      const std::vector<RegistryImage>& images, bool with_text) = 0;
  /// nullopt: it can't be had. What comes has the digest.
  virtual std::vector<std::optional<std::string>> Blobs(const std::vector<BlobName>& names) = 0;
  /// Whether tags of these repositories can be pushed only once; nullopt: nobody says.
  virtual std::vector<std::optional<bool>> AreImmutable(
      const std::vector<RegistryImage>& images) = 0;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REGISTRY_IMAGE_REGISTRY_H_
