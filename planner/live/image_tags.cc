// "from": "image_tags": the tag map of the environment, or one for each service.
#include <fmt/format.h>
#include <utility>
#include <vector>

#include "planner/live/live_source.h"
#include "planner/live/tag_map_file.h"

namespace deltaplan::planner {
namespace {

Result<LiveReading> ReadImageTags(const LiveContext& context, const LiveSourceEntry& /*entry*/) {
  const EnvironmentEntry& environment = context.environment;
  const std::vector<TagMapServices> maps = TagMapsOf(environment, context.services);
  if (maps.empty()) return NamesNoTagMap(environment);
  LiveReading reading;
  ServiceProblems problems(context, reading);
  for (const TagMapServices& map : maps) {
    Result<tfvars::TagMap> tags = ReadTagMap(context.ports.files, environment, map, context.root);
    if (tags) {
      reading.tags.merge(*tags);
      continue;
    }
    if (maps.size() == 1) return std::move(tags).error();
    // The others can still be asked for by --service.
    for (const Service& service : map.services) {
      problems.Add(service.name, tags.error().InOneLine());
    }
  }
  std::vector<std::string> sentences = problems.Take();
  SortNotes(reading.notes);
  if (sentences.empty()) return reading;
  return Error{
      .message = fmt::format("the tag maps of environment '{}' do not say what every service runs",
                             environment.name),
      .causes = std::move(sentences),
      .remedy = "Mend them; --service plans for others alone, and --live says what one runs."};
}

}  // namespace

LiveSource ImageTagsSource() {
  return {.kind = {.from = "image_tags", .keys = {}, .check = nullptr}, .read = ReadImageTags};
}

}  // namespace deltaplan::planner
