#include "tfvars/carriers/plain_map_carrier.h"

#include <algorithm>
#include <utility>

#include "tfvars/carriers/object_edit.h"
#include "tfvars/carriers/plain_tag_map.h"
#include "tfvars/carriers/tag_file.h"
#include "tfvars/text/text_edit.h"
#include "tfvars/text/utf8.h"

namespace deltaplan::tfvars {
namespace {

// nullopt also where a service has a name that Terraform may write otherwise.
std::optional<std::vector<PlainTag>> Find(const Source& source, const TagPlace& place,
                                          const std::vector<std::string>& services,
                                          const std::vector<std::string_view>* wanted) {
  if (!place.IsPlainMap() || !std::ranges::all_of(services, IsAscii)) return std::nullopt;
  return FindPlainTags(source, place.path, wanted);
}

}  // namespace

std::optional<TagMap> ReadPlainMap(const Source& source, const TagPlace& place,
                                   const std::vector<std::string>& services,
                                   const std::vector<std::string_view>* wanted) {
  const auto plain = Find(source, place, services, wanted);
  if (!plain) return std::nullopt;
  TagMap tags;
  for (const PlainTag& each : *plain) tags.emplace_hint(tags.end(), each.service, each.tag);
  return tags;
}

std::optional<std::string> WritePlainMap(const Source& source, const TagPlace& place,
                                         const std::vector<std::string>& services,
                                         const TagMap& changes) {
  std::vector<std::string_view> names;
  names.reserve(changes.size());
  for (const auto& [service, tag] : changes) names.push_back(service);
  const auto plain = Find(source, place, services, &names);
  if (!plain || plain->size() != changes.size()) return std::nullopt;  // some have no tag yet
  std::vector<TextEdit> edits;
  auto present = plain->begin();  // both are sorted
  for (const auto& [service, tag] : changes) {
    if (present->tag != tag) {
      edits.push_back({present->value, QuotedText(tag, SyntaxOf(source.name))});
    }
    ++present;
  }
  return ApplyEdits(source.text, std::move(edits));
}

}  // namespace deltaplan::tfvars
