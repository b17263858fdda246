#include "planner/live/tag_map_file.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <utility>

#include "planner/model/tag.h"
#include "planner/text/nearest_word.h"
#include "planner/text/quote.h"
#include "tfvars/carriers/tag_carrier.h"

namespace deltaplan::planner {

Error DiagnosticsError(const tfvars::Diagnostics& diagnostics, const tfvars::Source& source) {
  Error error{.message = "the file '" + source.name + "' is not what it should be",
              .causes = {},
              .remedy = {}};
  for (const tfvars::Diagnostic& diagnostic : diagnostics) {
    if (!error.diagnostics.empty()) error.diagnostics += '\n';
    error.diagnostics += DiagnosticText(diagnostic, source);
  }
  return error;
}

std::optional<Error> CheckIsTag(const std::string& source, const std::string& service,
                                const std::string& tag) {
  if (IsPossibleLiveTag(tag)) return std::nullopt;
  constexpr std::size_t kMostShown = 60;
  const bool is_long = tag.size() > kMostShown;
  const std::string begin = tag.substr(0, kMostShown);
  // Beside ASCII there is much that nobody sees: marks of a byte order, blanks of no width.
  const bool is_ascii = std::ranges::all_of(begin, [](unsigned char c) { return c < 0x80; });
  return Error{.message = fmt::format("what {} says of service '{}' is no tag", source,
                                      DisplayText(service)),
               .causes = {(is_ascii ? DisplayText(begin) : CQuote(begin)) + (is_long ? "..." : "")},
               .remedy = kPossibleLiveTagRule};
}

std::string TagMapPath(const std::string& root, const ImageTagsEntry& entry) {
  return root + "/" + entry.file;
}

std::string NearestTagMapHint(Files& files, const std::string& root, const ImageTagsEntry& entry) {
  const std::optional<std::string> nearest =
      NearestPath(entry.file, [&](const std::string& directory) {
        return files.Names(directory.empty() ? root : root + "/" + directory);
      });
  return nearest ? fmt::format("Did you mean '{}'? ", DisplayPath(*nearest)) : std::string();
}

Result<tfvars::TagMap> ReadTagMap(Files& files, const EnvironmentEntry& environment,
                                  const TagMapServices& map, const std::string& root) {
  Result<std::string> text = files.Read(TagMapPath(root, map.entry));
  if (!text) {
    Error error = std::move(text).error().Within(
        fmt::format("cannot read the tag map of environment '{}'", environment.name));
    if (error.remedy.empty()) {
      error.remedy =
          NearestTagMapHint(files, root, map.entry) +
          "Give the live tags with --live-file or --live, or put the tag map there; deltaplan tags "
          "bootstrap makes a first one.";
      error.further = {
          "That of a commit, as in a bare repository: git show REV:PATH | deltaplan "
          "plan --live-file -"};
    }
    return error;
  }
  Result<TagMapFile> read =
      ParseTagMapFile(std::move(*text), map.entry, root, NamesOf(map.services));
  if (!read) return std::move(read).error();
  return map.SaidOf(read->tags);
}

Error NamesNoTagMap(const EnvironmentEntry& environment) {
  return {.message = fmt::format("environment '{}' names no tag map", environment.name),
          .causes = {},
          .remedy = "Add \"image_tags\": { \"file\": ... } to it in the configuration."};
}

Result<tfvars::TagMap> ReadMappedTags(Files& files, const EnvironmentEntry& environment,
                                      const std::string& root, const std::vector<Service>& services,
                                      const std::set<std::string>& wanted) {
  const std::vector<TagMapServices> maps = TagMapsOf(environment, services);
  if (maps.empty()) return NamesNoTagMap(environment);
  tfvars::TagMap tags;
  for (const TagMapServices& map : maps) {
    if (!wanted.empty() && !map.HoldsOneOf(wanted)) continue;
    Result<tfvars::TagMap> read = ReadTagMap(files, environment, map, root);
    if (!read) return read;
    for (const auto& [service, tag] : *read) {
      const std::string shown = "'" + map.entry.file + "'";
      if (auto wrong = CheckIsTag(shown, service, tag)) return *std::move(wrong);
    }
    tags.merge(*read);
  }
  return tags;
}

Result<TagMapFile> ParseTagMapFile(std::string text, const ImageTagsEntry& entry,
                                   const std::string& root,
                                   const std::vector<std::string>& services,
                                   const std::set<std::string>* wanted) {
  TagMapFile file{
      .path = TagMapPath(root, entry), .source = {entry.file, std::move(text)}, .tags = {}};
  tfvars::Diagnostics diagnostics;
  std::optional<tfvars::TagMap> tags =
      wanted == nullptr
          ? tfvars::ReadTags(file.source, entry.place, services, diagnostics)
          : tfvars::ReadTagsOf(*wanted, file.source, entry.place, services, diagnostics);
  if (!tags) return DiagnosticsError(diagnostics, file.source);
  file.tags = std::move(*tags);
  return file;
}

Result<std::string> ChangedTagMap(const TagMapFile& file, const ImageTagsEntry& entry,
                                  const std::vector<std::string>& services,
                                  const tfvars::TagMap& changes) {
  tfvars::Diagnostics diagnostics;
  std::optional<std::string> text =
      tfvars::WriteTags(file.source, entry.place, services, changes, diagnostics);
  if (!text) return DiagnosticsError(diagnostics, file.source);
  return std::move(*text);
}

}  // namespace deltaplan::planner
