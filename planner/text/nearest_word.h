// The word that somebody may have meant.
#ifndef DELTAPLAN_PLANNER_TEXT_NEAREST_WORD_H_
#define DELTAPLAN_PLANNER_TEXT_NEAREST_WORD_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deltaplan::planner {

/// The word among `known` that is nearest to `word` by edit distance (a swap of two neighbours is
/// one edit), when it is near enough to be meant: about a third of its letters may differ. The
/// first of several equally near ones.
std::optional<std::string> NearestWord(std::string_view word,
                                       const std::vector<std::string>& known);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TEXT_NEAREST_WORD_H_
