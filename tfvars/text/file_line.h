// A line of a file.
#ifndef DELTAPLAN_TFVARS_TEXT_FILE_LINE_H_
#define DELTAPLAN_TFVARS_TEXT_FILE_LINE_H_

#include <compare>
#include <cstddef>
#include <string>

namespace deltaplan::tfvars {

struct FileLine {
  std::string file;
  std::size_t line = 0;  ///< from 1

  auto operator<=>(const FileLine&) const = default;
};

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_TEXT_FILE_LINE_H_
