// The word that somebody may have meant.
#ifndef DELTAPLAN_PLANNER_TEXT_NEAREST_WORD_H_
#define DELTAPLAN_PLANNER_TEXT_NEAREST_WORD_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deltaplan::planner {

/// The word among `known` that is nearest to `word` by edit distance (a swap of two neighbours is
/// one edit), when it is near enough to be meant, large letters or small: about a third of its
/// letters may differ. The first of several equally near ones.
std::optional<std::string> NearestWord(std::string_view word,
                                       const std::vector<std::string>& known);

/// The path that somebody may have meant with one that leads nowhere: each component that is not
/// among the names in the directory above it is the nearest of them. `names_of` gives these; "" is
/// the top. Ends before a component that none is near; one with "*" and those below it stay as they
/// are. nullopt where nothing is near.
std::optional<std::string> NearestPath(
    std::string_view path,
    const std::function<std::vector<std::string>(const std::string& directory)>& names_of);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TEXT_NEAREST_WORD_H_
