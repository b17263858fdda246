#include "tfvars/text/image_reference.h"

#include <cstddef>

namespace deltaplan::tfvars {

ImageReference ParseImageReference(std::string_view text) {
  ImageReference reference{.repository = text, .tag = {}, .digest = {}};
  if (const std::size_t at = text.find('@'); at != std::string_view::npos) {
    reference.repository = text.substr(0, at);
    reference.digest = text.substr(at + 1);
  }
  // The colon of "localhost:5000/api" is no tag's.
  const std::size_t colon = reference.repository.find_last_of(":/");
  if (colon != std::string_view::npos && reference.repository[colon] == ':') {
    reference.tag = reference.repository.substr(colon + 1);
    reference.repository = reference.repository.substr(0, colon);
  }
  return reference;
}

}  // namespace deltaplan::tfvars
