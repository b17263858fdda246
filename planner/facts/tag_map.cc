#include "planner/facts/tag_map.h"

#include <utility>

#include "planner/live/tag_map_file.h"
#include "planner/text/digest.h"

namespace deltaplan::planner {

TagMapReading ReadTagMapFacts(const EnvironmentEntry* environment, const std::string& root,
                              const std::vector<std::string>& services, Files& files) {
  TagMapReading reading;
  if (environment == nullptr || !environment->image_tags) return reading;
  const ImageTagsEntry& entry = *environment->image_tags;
  const auto unreadable = [&](const Error& error) {
    reading.warnings.push_back(warnings::TagMapUnreadable{entry.file, error.message});
  };
  Result<std::optional<std::string>> text = files.ReadIfExists(TagMapPath(root, entry));
  if (!text) {
    unreadable(text.error());
    return reading;
  }
  if (!*text) return reading;
  std::string digest = Sha256Digest(**text);
  Result<TagMapFile> map = ParseTagMapFile(**std::move(text), entry, root, services);
  if (!map) {
    unreadable(map.error());
    return reading;
  }
  reading.map =
      TagMapFacts{.file = entry.file, .digest = std::move(digest), .tags = std::move(map->tags)};
  return reading;
}

}  // namespace deltaplan::planner
