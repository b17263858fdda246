// A map service -> image tag in a Terraform variables file.
#ifndef DELTAPLAN_TFVARS_CARRIERS_TAG_MAP_H_
#define DELTAPLAN_TFVARS_CARRIERS_TAG_MAP_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace deltaplan::tfvars {

using TagMap = std::map<std::string, std::string>;

/// What is wrong with a tag, as a sentence: it is empty or holds a control character, and files of
/// tags are read line by line by other programs. nullopt when nothing is.
std::optional<std::string> CheckTag(std::string_view tag);

/// The tag of `service`, if the map has one.
std::optional<std::string> FindTag(const TagMap& tags, const std::string& service);

/// What is wrong with a tag map and where: `pointer` is a JSON pointer, "" for the whole document.
struct TagMapError {
  std::string pointer;
  std::string message;
};

/// Reads a bare JSON object service -> tag, or, when the document has a member `variable` that is
/// an object, that member (a whole tag map file).
std::variant<TagMap, TagMapError> ReadLiveMapJson(std::string_view text, std::string_view variable);

/// The whole document {"<variable>": {...}}, two spaces of indentation, keys sorted, newline at the
/// end. Bytes that are not UTF-8 become U+FFFD.
std::string PrintTagMapJson(const TagMap& tags, std::string_view variable);

/// The same in native syntax: names bare where they can be, signs below one another.
std::string PrintTagMapHcl(const TagMap& tags, std::string_view variable);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_CARRIERS_TAG_MAP_H_
