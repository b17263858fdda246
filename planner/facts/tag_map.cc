#include "planner/facts/tag_map.h"

#include <cstddef>
#include <fmt/format.h>
#include <utility>

#include "planner/live/tag_map_file.h"
#include "planner/text/digest.h"
#include "planner/text/quote.h"
#include "tfvars/carriers/tag_carrier.h"

namespace deltaplan::planner {

namespace {

// What a parser says, on one line.
std::string FirstProblem(const tfvars::Diagnostics& diagnostics, const tfvars::Source& source) {
  if (diagnostics.empty()) return "it is not what it should be";
  const tfvars::Diagnostic& first = diagnostics.front();
  const std::size_t line = source.PositionAt(first.subject.begin).line;
  return fmt::format("line {}: {}: {}", line, first.summary, first.detail);
}

}  // namespace

TagMapReading ReadTagMapFacts(const EnvironmentEntry* environment, const std::string& root,
                              const std::vector<Service>& services, Files& files) {
  TagMapReading reading;
  if (environment == nullptr || !environment->image_tags) return reading;
  const ImageTagsEntry entry = ImageTagsOf(*environment, services);
  const auto unreadable = [&](std::string why) {
    reading.warnings.push_back(warnings::TagMapUnreadable{entry.file, std::move(why)});
  };
  Result<std::optional<std::string>> text = files.ReadIfExists(TagMapPath(root, entry));
  if (!text) {
    std::string why = text.error().message;
    for (const std::string& cause : text.error().causes) why += ": " + cause;
    unreadable(std::move(why));
    return reading;
  }
  if (!*text) return reading;
  tfvars::Source source{entry.file, **std::move(text)};
  tfvars::Diagnostics diagnostics;
  std::optional<tfvars::TagMap> tags =
      tfvars::ReadTags(source, entry.place, NamesOf(services), diagnostics);
  if (!tags) {
    unreadable(FirstProblem(diagnostics, source));
    return reading;
  }
  reading.map = TagMapFacts{.file = entry.file,
                            .digest = Sha256Digest(source.text),
                            .tags = *std::move(tags),
                            .text = std::move(source.text)};
  return reading;
}

Error NoTagMap(const EnvironmentEntry* environment, const Warnings& warnings) {
  for (const Warning& warning : warnings) {
    const auto* unreadable = std::get_if<warnings::TagMapUnreadable>(&warning);
    if (unreadable == nullptr) continue;
    return {.message = fmt::format("cannot read the tag map '{}'", DisplayText(unreadable->file)),
            .causes = {unreadable->why},
            .remedy = "Mend it, or take back what was changed in it last."};
  }
  if (environment != nullptr && environment->image_tags) {
    return {.message =
                fmt::format("there is no tag map '{}'", DisplayText(environment->image_tags->file)),
            .causes = {},
            .remedy = "Make it with `deltaplan tags bootstrap` or `deltaplan tags set`."};
  }
  return {.message = environment == nullptr ? "there is no environment, so there is no tag map"
                                            : fmt::format("environment '{}' has no tag map",
                                                          DisplayText(environment->name)),
          .causes = {},
          .remedy = "Name its file in the configuration, as \"image_tags\" of an environment."};
}

}  // namespace deltaplan::planner
