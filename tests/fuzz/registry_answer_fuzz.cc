// Answers of registries: challenges, manifests and configurations of images. What is read of a
// challenge, written again, is read the same.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "planner/registry/challenge.h"
#include "planner/registry/manifest.h"
#include "planner/registry/registry_image.h"
#include "tests/fuzz/require.h"

namespace {

using deltaplan::fuzz::Require;
namespace planner = deltaplan::planner;

std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

void CheckChallenge(std::string_view text) {
  const auto challenge = planner::ReadChallenge(text);
  if (!challenge) return;
  Require(!challenge->is_bearer || !challenge->realm.empty());
  const auto again = planner::ReadChallenge(
      (challenge->is_bearer ? "Bearer realm=" : "Basic realm=") + Quoted(challenge->realm) +
      ",service=" + Quoted(challenge->service) + ", scope=" + Quoted(challenge->scope));
  Require(again && again->is_bearer == challenge->is_bearer && again->realm == challenge->realm &&
          again->service == challenge->service && again->scope == challenge->scope);
}

void CheckImage(std::string_view text) {
  const auto image = planner::ReadRegistryImage(text);
  if (!image) return;
  const auto again =
      planner::ReadRegistryImage(image->registry + "/" + image->repository +
                                 (image->is_pinned() ? "@" : ":") + image->reference);
  Require(again && *again == *image);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  CheckChallenge(text);
  CheckImage(text);
  if (const auto manifest = planner::ReadManifest(text)) {
    Require(manifest->parts.empty() || manifest->config.empty());
  }
  planner::ReadImageConfig(text);
  return 0;
}
