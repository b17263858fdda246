#include "planner/tags/tags_file.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>
#include <variant>

#include "planner/text/inert_json.h"
#include "planner/text/quote.h"
#include "tfvars/carriers/service_path.h"
#include "tfvars/carriers/tag_variables.h"

namespace deltaplan::planner {
namespace {

constexpr const char* kVariable = "image_tags";

// One value for all, and it can't be that of each.
bool IsOneForAll(const tfvars::TagPlace& place, const tfvars::TagMap& tags) {
  const bool is_one = place.form == tfvars::TagPlace::Form::kScalar &&
                      !tfvars::NamesService(place.path, place.words);
  return is_one && std::ranges::any_of(tags, [&](const auto& entry) {
           return entry.second != tags.begin()->second;
         });
}

}  // namespace

TagsFile NoTagsFile(const std::string& file, const std::string& why, TagsPlace place) {
  return {.content = std::nullopt,
          .variables = {},
          .why_not = fmt::format("the tags of {} can't be given as variables: {}",
                                 DisplayPath(file), DisplayText(why)),
          .place = place};
}

TagsFile MakeTagsFile(const EnvironmentEntry* environment,
                      const std::optional<ImageTagsEntry>& entry, const TagMapFacts* map,
                      const std::vector<std::string>& services, const tfvars::TagMap& image_tags,
                      const std::optional<std::set<std::string>>& declared) {
  if (!entry && declared && !declared->contains(kVariable)) {
    const bool has_parameters =
        std::ranges::find(environment->live, "ssm", &LiveSourceEntry::from) !=
        environment->live.end();
    return {.content = std::nullopt,
            .variables = {},
            .why_not = fmt::format(
                "the configuration names no tag map, and the root module declares no variable {}",
                kVariable),
            .place = has_parameters ? TagsPlace::kParameters : TagsPlace::kUnknown};
  }
  if (!entry) {
    return {.content = InertJson(tfvars::PrintTagMapJson(image_tags, kVariable)),
            .variables = {kVariable},
            .why_not = {}};
  }
  auto printed = tfvars::PrintTagVariables(entry->file, map != nullptr ? &map->text : nullptr,
                                           entry->place, services, image_tags);
  if (const auto* why = std::get_if<std::string>(&printed)) {
    return NoTagsFile(
        entry->file, *why,
        IsOneForAll(entry->place, image_tags) ? TagsPlace::kOneForAll : TagsPlace::kTagMap);
  }
  auto& variables = std::get<tfvars::TagVariables>(printed);
  const auto other = std::ranges::find_if(variables.names, [&](const std::string& name) {
    return declared && !declared->contains(name);
  });
  if (other != variables.names.end()) {
    return NoTagsFile(entry->file, fmt::format("the root module declares no variable {}", *other));
  }
  return {
      .content = InertJson(variables.json), .variables = std::move(variables.names), .why_not = {}};
}

}  // namespace deltaplan::planner
