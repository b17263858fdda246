// Where things stand in JSON text, for messages.
#ifndef DELTAPLAN_TFVARS_JSON_JSON_PLACE_H_
#define DELTAPLAN_TFVARS_JSON_JSON_PLACE_H_

#include <cstddef>
#include <string_view>

#include "tfvars/text/text_place.h"

namespace deltaplan::tfvars {

/// The place of the byte at `offset`; the end, where there are no so many.
TextPlace PlaceAt(std::string_view text, std::size_t offset);

/// Where what `pointer` (RFC 6901) names begins: an item, a member with its name; of what is not
/// there the innermost value that should hold it. `text` is one that `ParseJson` reads, comments
/// allowed.
TextPlace PlaceOfPointer(std::string_view text, std::string_view pointer);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_JSON_JSON_PLACE_H_
