// "from": "image_tags": the tag map file of the environment.
#include <fmt/format.h>
#include <utility>
#include <variant>

#include "planner/live/live_source.h"
#include "tfvars/tag_map.h"

namespace deltaplan::planner {

Result<LiveTags> ReadImageTagsSource(const LiveContext& context, const LiveSourceEntry& entry) {
  const std::optional<ImageTagsEntry>& map = context.environment.image_tags;
  if (!map) {
    return Error{
        .message = fmt::format("environment '{}' reads live tags from its tag map, but names none",
                               context.environment.name),
        .causes = {},
        .remedy = fmt::format("Add \"image_tags\": {{ \"file\": ... }} beside {}.", entry.pointer)};
  }
  Result<std::string> text = context.files.Read(context.root + "/" + map->file);
  if (!text) {
    Error error = std::move(text).error().Within(
        fmt::format("cannot read the tag map of environment '{}'", context.environment.name));
    if (error.remedy.empty()) {
      error.remedy = "Give the live tags with --live-file or --live, or put the tag map there.";
    }
    return error;
  }
  auto tags = tfvars::ReadTagMapJson(*text, map->variable);
  if (const auto* bad = std::get_if<tfvars::TagMapError>(&tags)) {
    return Error{.message = fmt::format("'{}' is not a tag map{}{}", map->file,
                                        bad->pointer.empty() ? "" : ": at ", bad->pointer),
                 .causes = {bad->message},
                 .remedy = fmt::format("It has to be {{\"{}\": {{\"<service>\": \"<tag>\"}}}}.",
                                       map->variable)};
  }
  return std::get<tfvars::TagMap>(std::move(tags));
}

}  // namespace deltaplan::planner
