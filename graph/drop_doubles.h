// Sorted vectors without doubles.
#ifndef DELTAPLAN_GRAPH_DROP_DOUBLES_H_
#define DELTAPLAN_GRAPH_DROP_DOUBLES_H_

#include <algorithm>
#include <functional>
#include <vector>

namespace deltaplan::graph {

/// Keeps the first of each run of equal neighbours. (clang 14, whose linter reads our sources,
/// can't parse libstdc++ 12's std::ranges::unique.)
template <typename T, typename Equal = std::equal_to<>>
void DropDoubles(std::vector<T>& sorted, Equal equal = {}) {
  sorted.erase(std::unique(sorted.begin(), sorted.end(), equal), sorted.end());
}

/// Sorts, and keeps one of each.
template <typename T>
void SortWithoutDoubles(std::vector<T>& values) {
  std::ranges::sort(values);
  DropDoubles(values);
}

}  // namespace deltaplan::graph

#endif  // DELTAPLAN_GRAPH_DROP_DOUBLES_H_
