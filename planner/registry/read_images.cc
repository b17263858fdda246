#include "planner/registry/read_images.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "graph/drop_doubles.h"
#include "planner/registry/manifest.h"

namespace deltaplan::planner {
namespace {

using Presence = ImageReading::Presence;

// Fewer digits than that are no commit's.
constexpr std::size_t kFewestDigits = 7;

bool BeginsWithOther(std::string_view one, std::string_view other) {
  const std::size_t count = std::min(one.size(), other.size());
  return count >= kFewestDigits && one.substr(0, count) == other.substr(0, count);
}

// The part of an index that says from which commit it is: all were built at once.
const Manifest::Part* PartOf(const Manifest& index, const std::vector<std::string>& platforms) {
  const auto fits = [&](const Manifest::Part& part) {
    return !platforms.empty() && IsForPlatform(part.platform, platforms.front());
  };
  const auto fitting = std::ranges::find_if(index.parts, fits);
  if (fitting != index.parts.end()) return &*fitting;
  return index.parts.empty() ? nullptr : &index.parts.front();
}

using Manifests = std::vector<Result<std::optional<HeldManifest>>>;

// The texts of what is there, where the presence came without. Whether it is there is known: that a
// text can't be had only leaves it untold.
void AddTexts(ImageRegistry& registry, const std::vector<RegistryImage>& images,
              Manifests& manifests) {
  std::vector<RegistryImage> asked;
  std::vector<HeldManifest*> held;
  for (std::size_t i = 0; i < manifests.size(); ++i) {
    if (!manifests[i] || !*manifests[i] || !(*manifests[i])->text.empty()) continue;
    asked.push_back(images[i]);
    held.push_back(&**manifests[i]);
  }
  if (asked.empty()) return;
  Manifests texts = registry.Manifests(asked, true);
  for (std::size_t k = 0; k < texts.size(); ++k) {
    if (texts[k] && *texts[k]) held[k]->text = std::move((*texts[k])->text);
  }
}

void SetPlatforms(const Manifest& index, ImageReading& reading) {
  for (const Manifest::Part& part : index.parts) {
    if (!part.platform.empty()) reading.platforms.push_back(part.platform);
  }
  graph::SortWithoutDoubles(reading.platforms);
}

// Of manifests that are there, by their index in all images.
struct Held {
  std::size_t index = 0;
  Manifest manifest;
};

void ReadDetails(ImageRegistry& registry, const std::vector<RegistryImage>& images,
                 std::vector<Held> held, const std::vector<std::string>& platforms,
                 std::vector<ImageReading>& readings) {
  // Of an index the manifest of one of its images.
  std::vector<RegistryImage> parts;
  std::vector<Held*> indexes;
  for (Held& each : held) {
    if (!each.manifest.config.empty()) continue;
    SetPlatforms(each.manifest, readings[each.index]);
    const Manifest::Part* part = PartOf(each.manifest, platforms);
    if (part == nullptr || each.manifest.revision) continue;
    parts.push_back(images[each.index]);
    parts.back().reference = part->digest;
    indexes.push_back(&each);
  }
  if (!parts.empty()) {
    const auto manifests = registry.Manifests(parts, true);
    for (std::size_t k = 0; k < manifests.size(); ++k) {
      if (!manifests[k] || !*manifests[k]) continue;
      if (std::optional<Manifest> part = ReadManifest((*manifests[k])->text)) {
        indexes[k]->manifest.config = std::move(part->config);
        indexes[k]->manifest.revision = std::move(part->revision);
      }
    }
  }
  std::vector<BlobName> names;
  std::vector<const Held*> asked;
  for (const Held& each : held) {
    readings[each.index].revision = each.manifest.revision;
    if (each.manifest.config.empty()) continue;
    names.push_back({images[each.index], each.manifest.config});
    asked.push_back(&each);
  }
  if (names.empty()) return;
  const std::vector<std::optional<std::string>> blobs = registry.Blobs(names);
  for (std::size_t k = 0; k < blobs.size(); ++k) {
    const std::optional<ImageConfig> config = blobs[k] ? ReadImageConfig(*blobs[k]) : std::nullopt;
    if (!config) continue;
    ImageReading& reading = readings[asked[k]->index];
    const bool is_single = asked[k]->manifest.parts.empty();
    if (is_single && !config->platform.empty()) reading.platforms = {config->platform};
    if (config->revision) reading.revision = config->revision;
  }
}

}  // namespace

std::vector<ImageReading> ReadImages(ImageRegistry& registry,
                                     const std::vector<RegistryImage>& images, ImageDetail detail,
                                     const std::vector<std::string>& platforms) {
  std::vector<ImageReading> readings(images.size());
  std::vector<RegistryImage> there;
  std::vector<std::size_t> places;
  Manifests manifests = registry.Manifests(images, detail == ImageDetail::kAll);
  if (detail == ImageDetail::kFitness) AddTexts(registry, images, manifests);
  std::vector<Held> held;
  for (std::size_t i = 0; i < manifests.size(); ++i) {
    ImageReading& reading = readings[i];
    if (!manifests[i]) {
      const Error& error = manifests[i].error();
      reading.why = error.message;
      if (!error.causes.empty()) reading.why += ": " + error.causes.front();
      reading.remedy = error.remedy;
    } else if (!*manifests[i]) {
      reading.presence = Presence::kMissing;
    } else {
      reading.presence = Presence::kThere;
      if (!(*manifests[i])->digest.empty()) reading.digest = (*manifests[i])->digest;
      there.push_back(images[i]);
      places.push_back(i);
      if (detail == ImageDetail::kPresence) continue;
      if (std::optional<Manifest> manifest = ReadManifest((*manifests[i])->text)) {
        held.push_back({i, *std::move(manifest)});
      }
    }
  }
  ReadDetails(registry, images, std::move(held), platforms, readings);
  if (detail != ImageDetail::kAll || there.empty()) return readings;
  const std::vector<std::optional<bool>> immutable = registry.AreImmutable(there);
  for (std::size_t k = 0; k < places.size(); ++k) readings[places[k]].immutable = immutable[k];
  return readings;
}

ImageFacts ImageFactsOf(WantedImage wanted, ImageReading reading,
                        const std::vector<std::string>& platforms) {
  const auto has = [&](const std::string& platform) {
    return std::ranges::any_of(
        reading.platforms, [&](const std::string& each) { return IsForPlatform(each, platform); });
  };
  ImageFacts facts;
  facts.other_platform = !reading.platforms.empty() && !std::ranges::all_of(platforms, has);
  facts.other_commit = reading.revision && !wanted.commits.empty() &&
                       std::ranges::none_of(wanted.commits, [&](const std::string& commit) {
                         return BeginsWithOther(*reading.revision, commit);
                       });
  facts.wanted = std::move(wanted);
  facts.found = std::move(reading);
  return facts;
}

}  // namespace deltaplan::planner
