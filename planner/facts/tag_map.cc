#include "planner/facts/tag_map.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <utility>

#include "planner/live/tag_map_file.h"
#include "planner/model/service_environment.h"
#include "planner/model/tag.h"
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

// One map of an environment; nullopt when it is not there, or, with a warning, can't be read.
std::optional<TagMapFacts> ReadOne(const ImageTagsEntry& entry,
                                   const std::vector<std::string>& services,
                                   const std::string& root, Files& files, Warnings& warnings) {
  const auto unreadable = [&](std::string why) {
    warnings.push_back(warnings::TagMapUnreadable{entry.file, std::move(why)});
  };
  Result<std::optional<std::string>> text = files.ReadIfExists(TagMapPath(root, entry));
  if (!text) {
    unreadable(text.error().InOneLine());
    return std::nullopt;
  }
  if (!*text) return std::nullopt;
  tfvars::Source source{entry.file, **std::move(text)};
  tfvars::Diagnostics diagnostics;
  std::optional<tfvars::TagMap> tags = tfvars::ReadTags(source, entry.place, services, diagnostics);
  if (!tags) {
    unreadable(FirstProblem(diagnostics, source));
    return std::nullopt;
  }
  for (const auto& [service, tag] : *tags) {
    const std::optional<Error> wrong = CheckIsTag("it", service, tag);
    if (!wrong) continue;
    unreadable(wrong->InOneLine());
    return std::nullopt;
  }
  return TagMapFacts{.file = entry.file,
                     .variable = entry.place.path,
                     .digest = Sha256Digest(source.text),
                     .tags = *std::move(tags),
                     .text = std::move(source.text)};
}

}  // namespace

std::map<std::string, std::string> TagMapReading::TagsOf(
    const std::vector<Service>& services) const {
  std::map<std::string, std::string> tags;
  if (map && map->services.empty()) return map->tags;
  for (const Service& service : services) {
    if (std::optional<std::string> tag = MappedTag(map, others, service.name)) {
      tags.emplace(service.name, *std::move(tag));
    }
  }
  return tags;
}

TagMapReading ReadTagMapFacts(const EnvironmentEntry* environment, const std::string& root,
                              const std::vector<Service>& services, Files& files) {
  TagMapReading reading;
  if (environment == nullptr) return reading;
  for (const TagMapServices& map : TagMapsOf(*environment, services)) {
    std::optional<TagMapFacts> read =
        ReadOne(map.entry, NamesOf(map.services), root, files, reading.warnings);
    if (!read) continue;
    if (map.is_for_all) {
      reading.map = *std::move(read);
      continue;
    }
    read->services = NamesOf(map.services);
    std::ranges::sort(read->services);
    if (SharesTagMap(*environment, map.services.front())) {
      reading.map = *std::move(read);
    } else {
      reading.others.push_back(*std::move(read));
    }
  }
  return reading;
}

namespace {

// Whether the source that decides saw `tag` at the image that `service` runs.
bool IsAmongItsTags(const LiveAnswer& live, const std::string& service, const std::string& tag) {
  return std::ranges::any_of(live.readings, [&](const SourceReading& source) {
    if (!source.decides || !source.reading) return false;
    const auto all = source.reading->candidates.find(service);
    return all != source.reading->candidates.end() && HasTag(all->second, tag);
  });
}

bool IsToldOfMap(const LiveAnswer& live, const std::string& service) {
  return std::ranges::any_of(live.disagreements, [&](const Disagreement& each) {
    return each.service == service && each.other.source == kImageTagsSource;
  });
}

}  // namespace

std::vector<Disagreement> DisagreementsWithMap(const std::map<std::string, std::string>& map,
                                               const LiveAnswer& live) {
  std::vector<Disagreement> found;
  for (const auto& [service, mapped] : map) {
    const auto decided = live.tags.find(service);
    if (decided == live.tags.end() || AreOneTag(decided->second.tag, mapped)) continue;
    if (decided->second.source == kCommandLineSource) continue;  // which knows better
    if (IsToldOfMap(live, service) || IsAmongItsTags(live, service, mapped)) continue;
    found.push_back({service, decided->second, {mapped, kImageTagsSource}});
  }
  return found;
}

std::optional<std::string> WhyUnreadable(const std::string& file, const Warnings& warnings) {
  for (const Warning& warning : warnings) {
    const auto* unreadable = std::get_if<warnings::TagMapUnreadable>(&warning);
    if (unreadable != nullptr && unreadable->file == file) return unreadable->why;
  }
  return std::nullopt;
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
