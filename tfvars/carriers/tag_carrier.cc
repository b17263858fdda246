#include "tfvars/carriers/tag_carrier.h"

#include <fmt/format.h>

#include "tfvars/carriers/carrier.h"
#include "tfvars/carriers/plain_map_carrier.h"
#include "tfvars/carriers/tag_file.h"

namespace deltaplan::tfvars {
namespace {

// Whether `written` says what `source` did, but for the changes. Of an image a change may be the
// whole, of which only the tag is read again.
bool SaysNoMoreThan(const TagMap& changes, const std::string& written, const Source& source,
                    const TagPlace& place, const std::vector<std::string>& services) {
  Diagnostics ignored;
  std::optional<TagMap> expected = ReadTags(source, place, services, ignored);
  if (!expected) return true;
  const std::optional<TagMap> read = ReadTags({source.name, written}, place, services, ignored);
  for (const auto& [service, tag] : changes) {
    const bool is_image = place.content == TagPlace::Content::kImage && read;
    (*expected)[service] = is_image ? FindTag(*read, service).value_or(tag) : tag;
  }
  return read == expected;
}

}  // namespace

std::optional<TagMap> ReadTags(const Source& source, const TagPlace& place,
                               const std::vector<std::string>& services, Diagnostics& diagnostics) {
  if (auto plain = ReadPlainMap(source, place, services, nullptr)) return plain;
  std::optional<TagFile> file = TagFile::Parse(source, place, services, diagnostics);
  return file ? CarrierFor(place).Read(*file) : std::nullopt;
}

std::optional<TagMap> ReadTagsOf(const std::set<std::string>& wanted, const Source& source,
                                 const TagPlace& place, const std::vector<std::string>& services,
                                 Diagnostics& diagnostics) {
  const std::vector<std::string_view> names(wanted.begin(), wanted.end());
  if (auto plain = ReadPlainMap(source, place, services, &names)) return plain;
  std::optional<TagMap> tags = ReadTags(source, place, services, diagnostics);
  if (tags) std::erase_if(*tags, [&](const auto& entry) { return !wanted.contains(entry.first); });
  return tags;
}

std::optional<std::string> WriteTags(const Source& source, const TagPlace& place,
                                     const std::vector<std::string>& services,
                                     const TagMap& changes, Diagnostics& diagnostics) {
  for (const auto& [service, tag] : changes) {
    if (const std::optional<std::string> wrong = CheckTag(tag)) {
      diagnostics.push_back(
          {.summary = "Not a tag",
           .detail = fmt::format("The new tag of {} can't be one: {}.", service, *wrong),
           .subject = {}});
      return std::nullopt;
    }
  }
  if (auto plain = WritePlainMap(source, place, services, changes)) return plain;
  std::optional<TagFile> file = TagFile::Parse(source, place, services, diagnostics);
  if (!file) return std::nullopt;
  std::optional<std::string> written = CarrierFor(place).Write(*file, changes);
  if (written && !SaysNoMoreThan(changes, *written, source, place, services)) {
    diagnostics.push_back(
        {.summary = "Tags that can't be written",
         .detail = "With the new tags the file would say something else; write them by hand.",
         .subject = {}});
    return std::nullopt;
  }
  return written;
}

std::optional<std::string> NewTagFile(std::string_view name, const TagPlace& place,
                                      const std::vector<std::string>& services, const TagMap& tags,
                                      Diagnostics& diagnostics) {
  const bool is_json = SyntaxOf(name) == Syntax::kJson;
  if (place.IsPlainMap()) {
    return is_json ? PrintTagMapJson(tags, place.path) : PrintTagMapHcl(tags, place.path);
  }
  const Source empty{std::string(name), is_json ? "{\n}\n" : ""};
  return WriteTags(empty, place, services, tags, diagnostics);
}

}  // namespace deltaplan::tfvars
