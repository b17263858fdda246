// "from": "image_tags": the tag map of the environment, or one for each service.
#include <algorithm>
#include <utility>

#include "planner/live/live_source.h"
#include "planner/live/tag_map_file.h"
#include "planner/model/service_environment.h"

namespace deltaplan::planner {
namespace {

Result<LiveReading> Read(const LiveContext& context, const LiveSourceEntry& /*entry*/) {
  const bool is_shared = std::ranges::all_of(context.services, [&](const Service& service) {
    return SharesTagMap(context.environment, service);
  });
  if (is_shared) {
    // What it has of services that nobody configured is live, too.
    Result<TagMapFile> file =
        ReadTagMapFile(context.ports.files, context.environment, context.root, context.services);
    if (!file) return std::move(file).error();
    return LiveReading{.tags = std::move(file->tags), .notes = {}};
  }
  LiveReading reading;
  for (const TagMapServices& map : TagMapsOf(context.environment, context.services)) {
    EnvironmentEntry own = context.environment;
    own.image_tags = map.entry;
    Result<TagMapFile> file = ReadTagMapFile(context.ports.files, own, context.root, map.services);
    if (!file) return std::move(file).error();
    for (const Service& service : map.services) {
      const auto tag = file->tags.find(service.name);
      if (tag != file->tags.end()) reading.tags.insert(*tag);
    }
  }
  return reading;
}

}  // namespace

LiveSource ImageTagsSource() {
  return {.kind = {.from = "image_tags", .keys = {}, .check = nullptr}, .read = Read};
}

}  // namespace deltaplan::planner
