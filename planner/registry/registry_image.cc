#include "planner/registry/registry_image.h"

#include <algorithm>
#include <cstddef>

#include "planner/model/tag.h"
#include "tfvars/text/ascii.h"
#include "tfvars/text/image_reference.h"

namespace deltaplan::planner {
namespace {

// Small letters and digits, with separators between them.
bool IsRepository(std::string_view text) {
  const auto is_end = [](char c) { return c == '/'; };
  bool after_word = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (tfvars::IsSmallLetter(c) || tfvars::IsDigit(c)) {
      after_word = true;
    } else if (c == '.' || c == '_' || c == '-' || is_end(c)) {
      const bool is_doubled = i > 0 && text[i - 1] == c && (c == '_' || c == '-');
      if (!after_word && !is_doubled) return false;
      after_word = false;
    } else {
      return false;
    }
  }
  return after_word && text.size() <= 255;
}

bool IsRegistry(std::string_view text) {
  const std::string_view host = text.substr(0, text.rfind(':'));
  const std::string_view port =
      host.size() == text.size() ? std::string_view() : text.substr(host.size() + 1);
  const bool has_port = host.size() != text.size();
  return !host.empty() && host.front() != '-' && host.front() != '.' &&
         std::ranges::all_of(
             host, [](char c) { return tfvars::IsLetterOrDigit(c) || c == '-' || c == '.'; }) &&
         (!has_port ||
          (!port.empty() && port.size() <= 5 && std::ranges::all_of(port, tfvars::IsDigit)));
}

bool IsDigest(std::string_view text) {
  constexpr std::string_view kAlgorithm = "sha256:";
  if (!text.starts_with(kAlgorithm)) return false;
  text.remove_prefix(kAlgorithm.size());
  return text.size() == 64 && std::ranges::all_of(text, [](char c) {
           return tfvars::IsDigit(c) || (c >= 'a' && c <= 'f');
         });
}

}  // namespace

std::optional<RegistryImage> ReadRegistryImage(std::string_view reference) {
  const tfvars::ImageReference parts = tfvars::ParseImageReference(reference);
  RegistryImage image{
      .registry = kDockerHub, .repository = std::string(parts.repository), .reference = "latest"};
  const std::size_t slash = parts.repository.find('/');
  const std::string_view first = parts.repository.substr(0, slash);
  const bool names_registry =
      slash != std::string_view::npos &&
      (first.find_first_of(".:") != std::string_view::npos || first == "localhost");
  if (names_registry) {
    image.registry = first;
    image.repository = parts.repository.substr(slash + 1);
    // Older names of Docker Hub.
    if (first == "index.docker.io" || first == "registry-1.docker.io") image.registry = kDockerHub;
  }
  if (image.registry == kDockerHub && image.repository.find('/') == std::string::npos) {
    image.repository.insert(0, "library/");
  }
  if (parts.tag) image.reference = *parts.tag;
  if (!IsRegistry(image.registry) || !IsRepository(image.repository) ||
      !IsLegalTag(image.reference)) {
    return std::nullopt;
  }
  if (!parts.digest) return image;
  if (!IsDigest(*parts.digest)) return std::nullopt;
  image.reference = *parts.digest;
  return image;
}

}  // namespace deltaplan::planner
