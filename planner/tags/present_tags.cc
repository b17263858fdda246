#include "planner/tags/present_tags.h"

#include <fmt/format.h>
#include <utility>

#include "planner/tags/tag_history.h"
#include "planner/text/quote.h"
#include "tfvars/carriers/tag_carrier.h"

namespace deltaplan::planner {
namespace {

using tfvars::TagMap;

// The map's text with `changes` made; of a new map the whole text.
Result<std::string> ChangedText(const TagContext& tags, const PresentTags& present,
                                const TagMap& changes) {
  if (present.exists) return ChangedTagMap(present.file, *tags.entry, tags.services, changes);
  for (const std::string& service : tags.services) {
    if (changes.contains(service)) continue;
    return Error{.message = fmt::format("there is no tag map '{}' yet, and '{}' is given no tag",
                                        tags.entry->file, DisplayPath(service)),
                 .causes = {},
                 .remedy = "A new map has to be complete: give every service a tag."};
  }
  std::string text = tfvars::NewTagFile(tags.entry->file, tags.entry->place, changes);
  if (!text.empty()) return text;
  return Error{
      .message = fmt::format("there is no file '{}' to keep tags in", tags.entry->file),
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

Result<PresentTags> ReadPresentTags(const TagContext& tags, const Ports& ports,
                                    const std::set<std::string>* wanted) {
  PresentTags present;
  present.file.path = TagMapPath(tags.project->root(), *tags.entry);
  present.file.source.name = tags.entry->file;
  Result<std::optional<std::string>> text = ports.files.ReadIfExists(present.file.path);
  if (!text) return std::move(text).error();
  if (!*text) return present;
  Result<TagMapFile> read =
      ParseTagMapFile(std::move(**text), *tags.entry, tags.project->root(), tags.services, wanted);
  if (!read) return std::move(read).error();
  present.exists = true;
  present.file = std::move(*read);
  return present;
}

Result<std::optional<std::string>> FinishInterruptedChange(const PresentTags& present,
                                                           const Ports& ports) {
  return ports.files.FinishReplacement(present.file.path, HistoryPath(present.file.path));
}

Result<ChangedTags> ChangeTagMap(const TagContext& tags, PresentTags present,
                                 const TagMapChange& change, const Ports& ports) {
  Result<std::string> text = ChangedText(tags, present, change.changes);
  if (!text) return std::move(text).error();
  TagMap replaced_tags;
  for (const auto& [service, tag] : change.changes) {
    const auto old = present.file.tags.find(service);
    if (old != present.file.tags.end()) replaced_tags.insert(*old);
  }
  ChangedTags changed{
      .changes = TagChanges(replaced_tags, change.changes),
      .written = !change.dry_run && (!present.exists || *text != present.file.source.text),
      .history_error = std::nullopt,
      .left_by = std::nullopt};
  if (!changed.written) {
    if (change.dry_run) return changed;
    Result<std::optional<std::string>> left_by = FinishInterruptedChange(present, ports);
    if (!left_by) return std::move(left_by).error();
    changed.left_by = *std::move(left_by);
    return changed;
  }
  FileReplacement replacement{
      .path = present.file.path,
      .expected = std::nullopt,
      .content = *std::move(text),
      .log = HistoryPath(present.file.path),
      .line = WriteTagRecord(RecordOf(tags, change, changed.changes, ports))};
  if (present.exists) replacement.expected = std::move(present.file.source.text);
  Result<FileReplaced> replaced = ports.files.Replace(replacement);
  if (!replaced) return std::move(replaced).error();
  changed.history_error = std::move(replaced->log_error);
  changed.left_by = std::move(replaced->left_by);
  return changed;
}

}  // namespace deltaplan::planner
