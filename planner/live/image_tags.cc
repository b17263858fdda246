// "from": "image_tags": the tag map file of the environment.
#include <utility>

#include "planner/live/live_source.h"
#include "planner/tag_map_file.h"

namespace deltaplan::planner {

Result<LiveTags> ReadImageTagsSource(const LiveContext& context, const LiveSourceEntry& /*entry*/) {
  Result<TagMapFile> file =
      ReadTagMapFile(context.files, context.environment, context.root, context.services);
  if (!file) return std::move(file).error();
  return std::move(file->tags);
}

}  // namespace deltaplan::planner
