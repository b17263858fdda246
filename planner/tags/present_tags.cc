#include "planner/tags/present_tags.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <map>
#include <utility>

#include "planner/tags/tag_history.h"
#include "planner/text/quote.h"
#include "tfvars/carriers/tag_carrier.h"

namespace deltaplan::planner {
namespace {

using tfvars::TagMap;

// The text of the map's file, which is `text` so far, with `changes` made; of a new one, which has
// none yet, the whole.
Result<std::string> ChangedText(const TagMapServices& map, const std::optional<std::string>& text,
                                const TagMap& changes) {
  const ImageTagsEntry& entry = map.entry;
  const std::vector<std::string> services = NamesOf(map.services);
  if (text) {
    const TagMapFile file{.path = {}, .source = {entry.file, *text}, .tags = {}};
    return ChangedTagMap(file, entry, services, changes);
  }
  for (const std::string& service : services) {
    if (changes.contains(service)) continue;
    return Error{.message = fmt::format("there is no tag map '{}' yet, and '{}' is given no tag",
                                        entry.file, DisplayPath(service)),
                 .causes = {},
                 .remedy = "A new map has to be complete: give every service a tag."};
  }
  tfvars::Diagnostics diagnostics;
  std::optional<std::string> made =
      tfvars::NewTagFile(entry.file, entry.place, services, changes, diagnostics);
  if (made) return *std::move(made);
  Error error{.message = fmt::format("there is no file '{}' to keep tags in", entry.file),
              .causes = {},
              .remedy = {}};
  for (const tfvars::Diagnostic& diagnostic : diagnostics) {
    error.causes.push_back(diagnostic.detail);
  }
  return error;
}

// What changes in the file of the maps from number `first` to before `end`; nullopt: nothing is
// asked of it.
Result<std::optional<TagFileChange>> ChangeOfFile(const TagContext& tags,
                                                  const PresentTags& present, std::size_t first,
                                                  std::size_t end,
                                                  const std::vector<TagMap>& of_maps) {
  std::optional<TagFileChange> change;
  std::optional<std::string> text;
  for (std::size_t i = first; i < end; ++i) {
    if (of_maps[i].empty()) continue;
    const PresentMap& map = present.maps[i];
    if (!change) {
      if (map.exists) text = map.file.source.text;
      change = TagFileChange{.file = tags.maps[i].entry.file,
                             .path = map.file.path,
                             .before = text,
                             .after = {},
                             .changes = {}};
    }
    Result<std::string> changed = ChangedText(tags.maps[i], text, of_maps[i]);
    if (!changed) return std::move(changed).error();
    text = *std::move(changed);
    for (const auto& [service, tag] : of_maps[i]) {
      TagChange own{service, tfvars::FindTag(present.tags, service), tag};
      if (own.before != own.after) change->changes.push_back(std::move(own));
    }
  }
  if (!change) return change;
  change->after = *std::move(text);
  std::ranges::sort(change->changes, {}, &TagChange::service);
  return change;
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
                                    const WantedTags& wanted) {
  PresentTags present;
  const std::string& root = tags.project->root();
  std::map<std::string, std::optional<std::string>> texts;  // by path
  for (const TagMapServices& each : tags.maps) {
    const ImageTagsEntry& entry = each.entry;
    PresentMap& map = present.maps.emplace_back();
    map.file.path = TagMapPath(root, entry);
    map.file.source.name = entry.file;
    if (!wanted.services.empty() && !each.HoldsOneOf(wanted.services)) continue;
    const auto [text, is_new] = texts.try_emplace(map.file.path);
    if (is_new) {
      Result<std::optional<std::string>> read = ports.files.ReadIfExists(map.file.path);
      if (!read) return std::move(read).error();
      text->second = *std::move(read);
    }
    if (!text->second) continue;
    Result<TagMapFile> read = ParseTagMapFile(*text->second, entry, root, NamesOf(each.services),
                                              wanted.alone ? &wanted.services : nullptr);
    if (!read) return std::move(read).error();
    map.exists = true;
    map.file = std::move(*read);
    present.tags.merge(each.SaidOf(map.file.tags));
  }
  return present;
}

Result<std::vector<std::string>> FinishInterruptedChange(const PresentTags& present,
                                                         const Ports& ports) {
  std::vector<std::string> left_by;
  std::set<std::string> asked;
  for (const PresentMap& map : present.maps) {
    if (!map.exists || !asked.insert(map.file.path).second) continue;
    Result<std::optional<std::string>> left =
        ports.files.FinishReplacement(map.file.path, HistoryPath(map.file.path));
    if (!left) return std::move(left).error();
    if (*left) left_by.push_back(**std::move(left));
  }
  return left_by;
}

Result<std::vector<TagFileChange>> TagFileChanges(const TagContext& tags,
                                                  const PresentTags& present,
                                                  const TagMap& changes) {
  std::vector<TagMap> of_maps(tags.maps.size());
  for (const auto& [service, tag] : changes) {
    if (const auto map = tags.MapOf(service)) of_maps[*map].emplace(service, tag);
  }
  std::vector<TagFileChange> files;
  for (std::size_t first = 0; first < tags.maps.size();) {
    const std::size_t end = EndOfFile(tags.maps, first);
    Result<std::optional<TagFileChange>> file = ChangeOfFile(tags, present, first, end, of_maps);
    if (!file) return std::move(file).error();
    if (*file) files.push_back(**std::move(file));
    first = end;
  }
  return files;
}

Result<ChangedTags> ChangeTagMap(const TagContext& tags, PresentTags present,
                                 const TagMapChange& change, const Ports& ports) {
  for (const auto& [service, tag] : change.changes) {
    if (auto wrong = CheckIsTag("tags " + change.command, service, tag)) return *std::move(wrong);
  }
  Result<std::vector<TagFileChange>> files = TagFileChanges(tags, present, change.changes);
  if (!files) return std::move(files).error();
  ChangedTags changed;
  std::vector<FileReplacement> replacements;
  std::vector<TagRecord> records;    // of the replacements
  std::vector<std::size_t> written;  // their files, by number in `changed`
  for (TagFileChange& file : *files) {
    const std::string history = HistoryPath(file.path);
    ChangedMap& now = changed.maps.emplace_back();
    now.file = file.file;
    now.differs = file.before != file.after;
    now.written = !change.dry_run && now.differs;
    changed.changes.insert(changed.changes.end(), file.changes.begin(), file.changes.end());
    if (!now.written) {
      if (change.dry_run) continue;
      Result<std::optional<std::string>> left = ports.files.FinishReplacement(file.path, history);
      if (!left) return std::move(left).error();
      now.left_by = *std::move(left);
      continue;
    }
    written.push_back(changed.maps.size() - 1);
    records.push_back(RecordOf(tags, change, std::move(file.changes), ports));
    replacements.push_back({.path = std::move(file.path),
                            .expected = std::move(file.before),
                            .content = std::move(file.after),
                            .log = history,
                            .line = {}});
  }
  std::ranges::sort(changed.changes, {}, &TagChange::service);
  if (replacements.empty()) return changed;
  const std::string step = StepOf(records);
  for (std::size_t i = 0; i < records.size(); ++i) {
    records[i].step = step;
    replacements[i].line = WriteTagRecord(records[i]);
  }
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
