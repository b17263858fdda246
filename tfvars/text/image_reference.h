// References to container images. Source: OCI distribution specification, "Pulling manifests";
// what `docker pull` takes.
#ifndef DELTAPLAN_TFVARS_TEXT_IMAGE_REFERENCE_H_
#define DELTAPLAN_TFVARS_TEXT_IMAGE_REFERENCE_H_

#include <optional>
#include <string_view>

namespace deltaplan::tfvars {

/// [HOST[:PORT]/]PATH[:TAG][@DIGEST], taken apart; the views point into it. Nothing is checked: a
/// word without any of these signs is a repository.
///
/// Example: `localhost:5000/platform/api:1a2b3c4@sha256:0f0f` has the repository
/// `localhost:5000/platform/api`, the tag `1a2b3c4` and the digest `sha256:0f0f`.
struct ImageReference {
  std::string_view repository;             ///< with the registry
  std::optional<std::string_view> tag;     ///< behind the last colon of the last component
  std::optional<std::string_view> digest;  ///< "sha256:..."
};

ImageReference ParseImageReference(std::string_view text);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_TEXT_IMAGE_REFERENCE_H_
