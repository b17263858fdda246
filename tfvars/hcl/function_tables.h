// The functions of functions.h, by what they work on: one table for each file that has some.
#ifndef DELTAPLAN_TFVARS_HCL_FUNCTION_TABLES_H_
#define DELTAPLAN_TFVARS_HCL_FUNCTION_TABLES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tfvars/hcl/value.h"

namespace deltaplan::tfvars {

/// What of its arguments a function can do without. Where more is unknown, so is the result.
enum class Unknowns {
  kNone,      ///< it looks at everything
  kInside,    ///< it moves elements and members without looking into them
  kAnywhere,  ///< it decides itself
};

struct Function {
  std::string_view name;
  std::size_t least;  ///< arguments
  std::size_t most;
  std::optional<Value> (*call)(const std::vector<Value>& arguments);
  Unknowns unknowns = Unknowns::kNone;
};

inline constexpr std::size_t kAnyNumber = SIZE_MAX;

std::span<const Function> CollectionFunctions();
std::span<const Function> TextFunctions();
std::span<const Function> NumberFunctions();
std::span<const Function> PatternFunctions();

/// The texts of all values; nullopt where one has none.
std::optional<std::vector<std::string>> TextsOf(const std::vector<Value>& values);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_HCL_FUNCTION_TABLES_H_
