// The form that nearly all have, a plain map, read and changed without a tree. Other files are left
// to `MapCarrier`, which would make just the same of a plain one.
#ifndef DELTAPLAN_TFVARS_CARRIERS_PLAIN_MAP_CARRIER_H_
#define DELTAPLAN_TFVARS_CARRIERS_PLAIN_MAP_CARRIER_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tfvars/carriers/tag_map.h"
#include "tfvars/carriers/tag_place.h"
#include "tfvars/text/source.h"

namespace deltaplan::tfvars {

/// The tags of those services that are in `wanted`, which are sorted (of all when it is null).
/// nullopt when the file has to be parsed.
std::optional<TagMap> ReadPlainMap(const Source& source, const TagPlace& place,
                                   const std::vector<std::string>& services,
                                   const std::vector<std::string_view>* wanted);

/// The text with `changes` made. nullopt when the file has to be parsed, or does not hold one of
/// the services yet.
std::optional<std::string> WritePlainMap(const Source& source, const TagPlace& place,
                                         const std::vector<std::string>& services,
                                         const TagMap& changes);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_CARRIERS_PLAIN_MAP_CARRIER_H_
