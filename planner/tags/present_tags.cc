#include "planner/tags/present_tags.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <utility>

#include "planner/tags/tag_history.h"
#include "planner/text/quote.h"
#include "tfvars/carriers/tag_carrier.h"

namespace deltaplan::planner {
namespace {

using tfvars::TagMap;

// The map's text with `changes` made; of a new map the whole text.
Result<std::string> ChangedText(const TagMapServices& map, const PresentMap& present,
                                const TagMap& changes) {
  const ImageTagsEntry& entry = map.entry;
  const std::vector<std::string> services = NamesOf(map.services);
  if (present.exists) return ChangedTagMap(present.file, entry, services, changes);
  for (const std::string& service : services) {
    if (changes.contains(service)) continue;
    return Error{.message = fmt::format("there is no tag map '{}' yet, and '{}' is given no tag",
                                        entry.file, DisplayPath(service)),
                 .causes = {},
                 .remedy = "A new map has to be complete: give every service a tag."};
  }
  std::string text = tfvars::NewTagFile(entry.file, entry.place, changes);
  if (!text.empty()) return text;
  return Error{
      .message = fmt::format("there is no file '{}' to keep tags in", entry.file),
      .causes = {},
      .remedy = "Only a map of its own is made by this program; write this one once by hand."};
}

TagRecord RecordOf(const TagContext& tags, const TagMapChange& change,
                   std::vector<TagChange> changes, const Ports& ports) {
  return {.time = ports.now(),
          .who = tags.project->repository().Committer(),
          .command = change.command,
          .why = change.why,
          .commit = tags.project->head().id.ToHex(),
          .changes = std::move(changes)};
}

}  // namespace

bool ChangedTags::written() const { return std::ranges::any_of(maps, &ChangedMap::written); }

Result<PresentTags> ReadPresentTags(const TagContext& tags, const Ports& ports,
                                    const std::set<std::string>* wanted) {
  PresentTags present;
  const std::string& root = tags.project->root();
  for (std::size_t i = 0; i < tags.maps.size(); ++i) {
    const auto& [entry, services] = tags.maps[i];
    PresentMap& map = present.maps.emplace_back();
    map.file.path = TagMapPath(root, entry);
    map.file.source.name = entry.file;
    const bool is_wanted = wanted == nullptr || tags.maps.size() == 1 ||
                           std::ranges::any_of(services, [wanted](const Service& service) {
                             return wanted->contains(service.name);
                           });
    if (!is_wanted) continue;
    Result<std::optional<std::string>> text = ports.files.ReadIfExists(map.file.path);
    if (!text) return std::move(text).error();
    if (!*text) continue;
    Result<TagMapFile> read =
        ParseTagMapFile(std::move(**text), entry, root, NamesOf(services), wanted);
    if (!read) return std::move(read).error();
    map.exists = true;
    map.file = std::move(*read);
    present.tags.merge(tags.SaidBy(i, map.file.tags));
  }
  return present;
}

Result<std::vector<std::string>> FinishInterruptedChange(const PresentTags& present,
                                                         const Ports& ports) {
  std::vector<std::string> left_by;
  for (const PresentMap& map : present.maps) {
    if (!map.exists) continue;
    Result<std::optional<std::string>> left =
        ports.files.FinishReplacement(map.file.path, HistoryPath(map.file.path));
    if (!left) return std::move(left).error();
    if (*left) left_by.push_back(**std::move(left));
  }
  return left_by;
}

Result<ChangedTags> ChangeTagMap(const TagContext& tags, PresentTags present,
                                 const TagMapChange& change, const Ports& ports) {
  std::vector<TagMap> of_maps(tags.maps.size());
  TagMap replaced_tags;
  for (const auto& [service, tag] : change.changes) {
    const auto old = present.tags.find(service);
    if (old != present.tags.end()) replaced_tags.insert(*old);
    // What nobody configured can only stand in the only map.
    of_maps[tags.MapOf(service).value_or(0)].emplace(service, tag);
  }
  ChangedTags changed{.changes = TagChanges(replaced_tags, change.changes), .maps = {}};
  std::vector<FileReplacement> replacements;
  std::vector<std::size_t> written;  // the maps of the replacements, by number in `changed`
  for (std::size_t i = 0; i < tags.maps.size(); ++i) {
    if (of_maps[i].empty()) continue;
    PresentMap& map = present.maps[i];
    Result<std::string> text = ChangedText(tags.maps[i], map, of_maps[i]);
    if (!text) return std::move(text).error();
    ChangedMap& now = changed.maps.emplace_back();
    now.file = tags.maps[i].entry.file;
    now.differs = !map.exists || *text != map.file.source.text;
    now.written = !change.dry_run && now.differs;
    const std::string history = HistoryPath(map.file.path);
    if (!now.written) {
      if (change.dry_run || !map.exists) continue;
      Result<std::optional<std::string>> left =
          ports.files.FinishReplacement(map.file.path, history);
      if (!left) return std::move(left).error();
      now.left_by = *std::move(left);
      continue;
    }
    std::vector<TagChange> own;
    for (const TagChange& each : changed.changes) {
      if (of_maps[i].contains(each.service)) own.push_back(each);
    }
    written.push_back(changed.maps.size() - 1);
    FileReplacement& replacement = replacements.emplace_back();
    replacement.path = map.file.path;
    replacement.content = *std::move(text);
    replacement.log = history;
    replacement.line = WriteTagRecord(RecordOf(tags, change, std::move(own), ports));
    if (map.exists) replacement.expected = std::move(map.file.source.text);
  }
  if (replacements.empty()) return changed;
  Result<std::vector<FileReplaced>> replaced = ports.files.Replace(replacements);
  if (!replaced) return std::move(replaced).error();
  for (std::size_t i = 0; i < written.size(); ++i) {
    ChangedMap& now = changed.maps[written[i]];
    now.history_error = std::move((*replaced)[i].log_error);
    now.left_by = std::move((*replaced)[i].left_by);
  }
  return changed;
}

}  // namespace deltaplan::planner
