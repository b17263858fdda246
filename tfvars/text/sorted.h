// Sorted vectors without doubles.
#ifndef DELTAPLAN_TFVARS_TEXT_SORTED_H_
#define DELTAPLAN_TFVARS_TEXT_SORTED_H_

#include <algorithm>
#include <vector>

namespace deltaplan::tfvars {

/// Sorts, and keeps one of each. (clang 14, which reads our sources, too, can't parse libstdc++
/// 12's std::ranges::unique.)
template <typename T>
void SortWithoutDoubles(std::vector<T>& values) {
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_TEXT_SORTED_H_
