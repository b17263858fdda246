// "from": "image_tags": the tag map file of the environment.
#include <utility>

#include "planner/live/live_source.h"
#include "planner/live/tag_map_file.h"

namespace deltaplan::planner {
namespace {

Result<LiveReading> Read(const LiveContext& context, const LiveSourceEntry& /*entry*/) {
  Result<TagMapFile> file =
      ReadTagMapFile(context.ports.files, context.environment, context.root, context.services);
  if (!file) return std::move(file).error();
  return LiveReading{.tags = std::move(file->tags), .notes = {}};
}

}  // namespace

LiveSource ImageTagsSource() {
  return {.kind = {.from = "image_tags", .keys = {}, .check = nullptr}, .read = Read};
}

}  // namespace deltaplan::planner
