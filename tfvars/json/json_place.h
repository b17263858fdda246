// Where things stand in JSON text, for messages.
#ifndef DELTAPLAN_TFVARS_JSON_JSON_PLACE_H_
#define DELTAPLAN_TFVARS_JSON_JSON_PLACE_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace deltaplan::tfvars {

struct JsonPlace {
  std::size_t line = 1;    ///< from 1
  std::size_t column = 1;  ///< in characters, from 1
  std::string line_text;   ///< that line, without its end
};

/// The place of the byte at `offset`; the end, where there are no so many.
JsonPlace PlaceAt(std::string_view text, std::size_t offset);

/// Where what `pointer` (RFC 6901) names begins: an item, a member with its name; of what is not
/// there the innermost value that should hold it. `text` is one that `ParseJson` reads, comments
/// allowed.
JsonPlace PlaceOfPointer(std::string_view text, std::string_view pointer);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_JSON_JSON_PLACE_H_
