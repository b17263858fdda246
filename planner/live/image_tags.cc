// "from": "image_tags": the tag map of the environment, or one for each service.
#include <string>
#include <utility>
#include <vector>

#include "planner/live/live_source.h"
#include "planner/live/tag_map_file.h"
#include "planner/model/service_environment.h"

namespace deltaplan::planner {
namespace {

Result<LiveReading> Read(const LiveContext& context, const LiveSourceEntry& /*entry*/) {
  const std::vector<TagMapServices> maps =
      TagMapsOf(context.environment, ServiceNamesOf(context.services));
  std::vector<std::string> names;
  for (const Service& service : context.services) names.push_back(service.name);
  if (maps.size() <= 1) {
    // What it has of services that nobody configured is live, too.
    Result<TagMapFile> file =
        ReadTagMapFile(context.ports.files, context.environment, context.root, names);
    if (!file) return std::move(file).error();
    return LiveReading{.tags = std::move(file->tags), .notes = {}};
  }
  LiveReading reading;
  for (const TagMapServices& map : maps) {
    EnvironmentEntry own = context.environment;
    own.image_tags = map.entry;
    Result<TagMapFile> file = ReadTagMapFile(context.ports.files, own, context.root, map.services);
    if (!file) return std::move(file).error();
    for (const std::string& service : map.services) {
      const auto tag = file->tags.find(service);
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
