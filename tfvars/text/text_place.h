// A place in a text, as messages show it.
#ifndef DELTAPLAN_TFVARS_TEXT_TEXT_PLACE_H_
#define DELTAPLAN_TFVARS_TEXT_TEXT_PLACE_H_

#include <cstddef>
#include <string>

namespace deltaplan::tfvars {

struct TextPlace {
  std::size_t line = 1;    ///< from 1
  std::size_t column = 1;  ///< in characters, from 1
  std::string line_text;   ///< that line, without its end
};

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_TEXT_TEXT_PLACE_H_
