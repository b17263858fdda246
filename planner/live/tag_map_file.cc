#include "planner/live/tag_map_file.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <utility>

#include "planner/model/service_environment.h"
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

std::string TagMapPath(const std::string& root, const ImageTagsEntry& entry) {
  return root + "/" + entry.file;
}

Result<TagMapFile> ReadTagMapFile(Files& files, const EnvironmentEntry& environment,
                                  const std::string& root, const std::vector<Service>& services) {
  if (!environment.image_tags) {
    return Error{.message = fmt::format("environment '{}' names no tag map", environment.name),
                 .causes = {},
                 .remedy = "Add \"image_tags\": { \"file\": ... } to it in the configuration."};
  }
  const ImageTagsEntry entry = ImageTagsOf(environment, services);
  Result<std::string> text = files.Read(TagMapPath(root, entry));
  if (!text) {
    Error error = std::move(text).error().Within(
        fmt::format("cannot read the tag map of environment '{}'", environment.name));
    if (error.remedy.empty()) {
      error.remedy = "Give the live tags with --live-file or --live, or put the tag map there.";
    }
    return error;
  }
  return ParseTagMapFile(std::move(*text), entry, root, NamesOf(services));
}

Result<tfvars::TagMap> ReadMappedTags(Files& files, const EnvironmentEntry& environment,
                                      const std::string& root,
                                      const std::vector<Service>& services) {
  const bool is_shared = std::ranges::all_of(
      services, [&](const Service& service) { return SharesTagMap(environment, service); });
  if (is_shared) {
    Result<TagMapFile> file = ReadTagMapFile(files, environment, root, services);
    if (!file) return std::move(file).error();
    return std::move(file->tags);
  }
  tfvars::TagMap tags;
  for (const TagMapServices& map : TagMapsOf(environment, services)) {
    EnvironmentEntry own = environment;
    own.image_tags = map.entry;
    Result<TagMapFile> file = ReadTagMapFile(files, own, root, map.services);
    if (!file) return std::move(file).error();
    for (const Service& service : map.services) {
      const auto tag = file->tags.find(service.name);
      if (tag != file->tags.end()) tags.insert(*tag);
    }
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
