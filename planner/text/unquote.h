// The way back from git's quoting of paths.
#ifndef DELTAPLAN_PLANNER_TEXT_UNQUOTE_H_
#define DELTAPLAN_PLANNER_TEXT_UNQUOTE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace deltaplan::planner {

/// A C-style quoted string at the start of `text`, as git writes paths: what it means, and how many
/// bytes it takes up. nullopt when it does not end, or an escape is none.
struct Unquoted {
  std::string value;
  std::size_t length = 0;
};
std::optional<Unquoted> Unquote(std::string_view text);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TEXT_UNQUOTE_H_
