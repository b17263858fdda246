#include "planner/registry/manifest.h"

#include <utility>

#include "planner/registry/json_object.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::planner {
namespace {

using tfvars::JsonValue;

constexpr std::string_view kRevision = "org.opencontainers.image.revision";

// "linux/arm64/v8" of an object with "os", "architecture" and perhaps "variant".
std::string PlatformOf(const JsonValue& object) {
  const std::string os = object.StringAt("os");
  const std::string architecture = object.StringAt("architecture");
  if (os.empty() || architecture.empty()) return {};
  const std::string variant = object.StringAt("variant");
  return os + "/" + architecture + (variant.empty() ? "" : "/" + variant);
}

std::optional<std::string> RevisionIn(const JsonValue* texts) {
  const std::string* revision = texts == nullptr ? nullptr : texts->FindString(kRevision);
  if (revision == nullptr || revision->empty()) return std::nullopt;
  return *revision;
}

std::string_view WithoutOnlyVariant(std::string_view platform) {
  constexpr std::string_view kOnly = "/arm64/v8";
  if (platform.ends_with(kOnly)) platform.remove_suffix(3);
  return platform;
}

}  // namespace

std::optional<Manifest> ReadManifest(std::string_view text) {
  const std::optional<JsonValue> root = ReadJsonObject(text);
  if (!root) return std::nullopt;
  Manifest manifest{.parts = {}, .config = {}, .revision = RevisionIn(root->Find("annotations"))};
  if (const JsonValue* list = root->Find("manifests")) {
    for (const JsonValue& item : list->items) {
      const JsonValue* platform = item.Find("platform");
      std::string shown = platform == nullptr ? std::string() : PlatformOf(*platform);
      if (shown.starts_with("unknown/")) continue;
      manifest.parts.push_back({std::move(shown), item.StringAt("digest")});
    }
    return manifest;
  }
  const JsonValue* config = root->Find("config");
  if (config == nullptr) return std::nullopt;
  manifest.config = config->StringAt("digest");
  return manifest;
}

std::optional<ImageConfig> ReadImageConfig(std::string_view text) {
  const std::optional<JsonValue> root = ReadJsonObject(text);
  if (!root) return std::nullopt;
  const JsonValue* config = root->Find("config");
  return ImageConfig{.platform = PlatformOf(*root),
                     .revision = RevisionIn(config == nullptr ? nullptr : config->Find("Labels"))};
}

bool IsForPlatform(std::string_view has, std::string_view wanted) {
  has = WithoutOnlyVariant(has);
  wanted = WithoutOnlyVariant(wanted);
  if (has == wanted) return true;
  // "linux/arm" is any of its variants, not "linux/arm64".
  return has.size() > wanted.size() && has.starts_with(wanted) && has[wanted.size()] == '/';
}

}  // namespace deltaplan::planner
