// Words of Dockerfiles that count in any case of letters.
#ifndef DELTAPLAN_PLANNER_CONTAINERS_SMALL_LETTERS_H_
#define DELTAPLAN_PLANNER_CONTAINERS_SMALL_LETTERS_H_

#include <string>
#include <string_view>

namespace deltaplan::planner {

/// ASCII's capitals made small; all other bytes stay.
inline std::string SmallLetters(std::string_view text) {
  std::string small(text);
  for (char& c : small) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return small;
}

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONTAINERS_SMALL_LETTERS_H_
