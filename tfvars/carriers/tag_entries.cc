#include "tfvars/carriers/tag_entries.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "tfvars/carriers/object_edit.h"
#include "tfvars/carriers/service_path.h"
#include "tfvars/carriers/tag_value.h"
#include "tfvars/carriers/written_elsewhere.h"

namespace deltaplan::tfvars {

namespace {

// "No tag", as Terraform has it for an optional member.
bool IsNull(const Expression& value) {
  const auto* literal = value.As<Literal>();
  return literal != nullptr && literal->value.IsNull();
}

// The object that holds the value of `service`; null, with a diagnostic, when there is none.
const Expression* ParentOf(TagFile& file, const std::string& service,
                           std::span<const std::string> steps) {
  std::vector<std::string> parent;
  for (const std::string& step : steps) {
    parent.push_back(FillService(step, service, file.place().words));
  }
  const std::vector<TagEntry> found = file.Find(parent, service);
  if (found.size() == 1) {
    const Expression& object = Unwrapped(*found.front().value);
    if (object.As<Object>() != nullptr) return &object;
  }
  file.Report({}, "Missing tags",
              fmt::format("There is no {} in this file to add the tag of {} to; add it by hand "
                          "once.",
                          fmt::join(parent, "."), service));
  return nullptr;
}

}  // namespace

std::optional<TagMap> ReadEntries(TagFile& file, const std::vector<TagEntry>& entries) {
  TagMap tags;
  std::map<std::string_view, Range> without_tag;
  const auto is_known = [&](const TagEntry& entry) {
    return std::ranges::find(file.services(), entry.service) != file.services().end();
  };
  const auto doubled = [&](const std::string_view name, Range range) {
    file.Report(range, "Service named twice",
                fmt::format("{} stands further up already; remove one of them.", name));
    return std::nullopt;
  };
  for (const TagEntry& entry : entries) {
    bool has_tag = !IsNull(*entry.value);
    if (has_tag) {
      auto tag = ReadTag(*entry.value, file.place().content);
      if (auto* wrong = std::get_if<Diagnostic>(&tag)) {
        // Beside tags an object may hold settings. Without any service it is not what was meant.
        has_tag = false;
        if (is_known(entry) || std::ranges::none_of(entries, is_known)) {
          wrong->detail += WrittenElsewhere(file, *entry.value);
          file.Report(std::move(*wrong));
          return std::nullopt;
        }
      } else {
        const std::size_t before = tags.size();
        // Most maps are sorted.
        tags.emplace_hint(tags.end(), entry.service, std::get<std::string>(std::move(tag)));
        if (tags.size() == before) return doubled(entry.service, entry.value->range);
      }
    }
    if (has_tag) continue;
    const bool is_new = without_tag.emplace(entry.service, entry.value->range).second;
    if (!is_new) return doubled(entry.service, entry.value->range);
  }
  for (const auto& [name, range] : without_tag) {
    if (tags.contains(std::string(name))) return doubled(name, range);
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
    const auto old = present->find(entry.service);
    if (old != present->end() && old->second == change->second) continue;
    if (old == present->end() && !IsNull(*entry.value)) {
      file.Report(entry.value->range, "Not a tag",
                  fmt::format("Here stands a setting, and {} is to get a tag.", entry.service));
      return std::nullopt;
    }
    if (old == present->end() && file.place().content == TagPlace::Content::kImage) {
      file.Report(entry.value->range, "Service without image",
                  fmt::format("There is no image of {} here whose tag could be changed; write one "
                              "by hand once.",
                              entry.service));
      return std::nullopt;
    }
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

bool AddScalars(TagFile& file, const TagMap& missing, std::vector<TextEdit>& edits) {
  if (!file.CheckHoldsVariables()) return false;
  const std::vector<std::string> steps = SplitPath(file.place().path);
  const std::span<const std::string> parent = std::span(steps).first(steps.size() - 1);
  std::map<const Expression*, std::vector<std::pair<std::string, std::string>>> into;
  std::string lines;
  for (const auto& [service, tag] : missing) {
    const std::string name = FillService(steps.back(), service, file.place().words);
    if (parent.empty() && file.root() == nullptr) {
      lines += fmt::format("{} = {}\n", name, QuotedText(tag, file.syntax()));
      continue;
    }
    const Expression* object = parent.empty() ? file.root() : ParentOf(file, service, parent);
    if (object == nullptr) return false;
    into[object].emplace_back(name, tag);
  }
  if (!lines.empty()) edits.push_back(AppendLines(file.source(), lines));
  for (auto& [object, members] : into) {
    std::ranges::sort(members);
    std::ranges::move(AddMembers(file.source(), file.syntax(), *object, members),
                      std::back_inserter(edits));
  }
  return true;
}

}  // namespace deltaplan::tfvars
