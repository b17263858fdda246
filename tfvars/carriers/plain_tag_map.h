// Tag maps in their plain form, which nearly all have, found in one pass and without a tree. Why a
// second reader beside the parser: docs/decisions/plain-tag-map.md.
//
// A plain map is the whole file, in one of two forms (comments, escapes, templates, other variables
// and all that is not printable ASCII make it not plain):
//
//   {"image_tags": {"api": "1a2b3c4", "web": "9f1c2ab"}}
//
//   image_tags = {
//     api   = "1a2b3c4"
//     "web" = "9f1c2ab",
//   }
#ifndef DELTAPLAN_TFVARS_CARRIERS_PLAIN_TAG_MAP_H_
#define DELTAPLAN_TFVARS_CARRIERS_PLAIN_TAG_MAP_H_

#include <optional>
#include <string_view>
#include <vector>

#include "tfvars/text/source.h"

namespace deltaplan::tfvars {

/// One member of the map. The views point into the source.
struct PlainTag {
  std::string_view service;
  std::string_view tag;
  Range value;  ///< the tag with its quotes
};

/// The members of `variable` that are among `wanted`, which are sorted (all of them when it is
/// null), sorted by service, each once, no tag empty. nullopt when the file is not plain or its
/// members, wanted or not, are not sorted: then the parser has to look at it, which would find just
/// the same in a plain one.
std::optional<std::vector<PlainTag>> FindPlainTags(
    const Source& source, std::string_view variable,
    const std::vector<std::string_view>* wanted = nullptr);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_CARRIERS_PLAIN_TAG_MAP_H_
