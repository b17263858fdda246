// "from": "image_tags": the tag map of the environment, or one for each service.
#include <utility>

#include "planner/live/live_source.h"
#include "planner/live/tag_map_file.h"

namespace deltaplan::planner {
namespace {

Result<LiveReading> ReadImageTags(const LiveContext& context, const LiveSourceEntry& /*entry*/) {
  Result<tfvars::TagMap> tags =
      ReadMappedTags(context.ports.files, context.environment, context.root, context.services);
  if (!tags) return std::move(tags).error();
  return LiveReading{.tags = *std::move(tags), .notes = {}};
}

}  // namespace

LiveSource ImageTagsSource() {
  return {.kind = {.from = "image_tags", .keys = {}, .check = nullptr}, .read = ReadImageTags};
}

}  // namespace deltaplan::planner
