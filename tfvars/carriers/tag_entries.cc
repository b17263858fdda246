#include "tfvars/carriers/tag_entries.h"

#include <cstddef>
#include <fmt/format.h>
#include <string>
#include <utility>
#include <variant>

#include "tfvars/carriers/tag_value.h"

namespace deltaplan::tfvars {

std::optional<TagMap> ReadEntries(TagFile& file, const std::vector<TagEntry>& entries) {
  TagMap tags;
  for (const TagEntry& entry : entries) {
    auto tag = ReadTag(*entry.value, file.place().content);
    if (auto* wrong = std::get_if<Diagnostic>(&tag)) {
      file.Report(std::move(*wrong));
      return std::nullopt;
    }
    const std::size_t before = tags.size();
    // Most maps are sorted.
    tags.emplace_hint(tags.end(), entry.service, std::get<std::string>(std::move(tag)));
    if (tags.size() == before) {
      file.Report(
          entry.value->range, "Service named twice",
          fmt::format("{} has a tag further up already; remove one of them.", entry.service));
      return std::nullopt;
    }
  }
  return tags;
}

std::optional<TagEdits> ChangeEntries(TagFile& file, const std::vector<TagEntry>& entries,
                                      const TagMap& changes) {
  const std::optional<TagMap> present = ReadEntries(file, entries);
  if (!present) return std::nullopt;
  TagEdits made{.edits = {}, .missing = changes};
  for (const TagEntry& entry : entries) {
    const auto change = changes.find(entry.service);
    if (change == changes.end()) continue;
    made.missing.erase(entry.service);
    if (change->second == present->at(entry.service)) continue;
    auto edit = ReplaceTag(file, *entry.value, change->second);
    if (auto* wrong = std::get_if<Diagnostic>(&edit)) {
      file.Report(std::move(*wrong));
      return std::nullopt;
    }
    made.edits.push_back(std::get<TextEdit>(std::move(edit)));
  }
  if (!made.missing.empty() && file.place().content == TagPlace::Content::kImage) {
    file.Report({}, "Service without image",
                fmt::format("There is no image of {} in this file; add it by hand once.",
                            made.missing.begin()->first));
    return std::nullopt;
  }
  return made;
}

}  // namespace deltaplan::tfvars
