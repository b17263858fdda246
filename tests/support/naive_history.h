// Slow and plain answers about a history, to compare the real ones with.
#ifndef DELTAPLAN_TESTS_SUPPORT_NAIVE_HISTORY_H_
#define DELTAPLAN_TESTS_SUPPORT_NAIVE_HISTORY_H_

#include <algorithm>
#include <optional>
#include <set>
#include <vector>

#include "tests/support/memory_history.h"

namespace deltaplan::graph {

/// Knows the whole truth: what is hidden from the reader is not hidden from it.
class NaiveHistory {
 public:
  using Number = MemoryHistory::Number;

  explicit NaiveHistory(const MemoryHistory& history) : history_(history) {}

  /// `commit` and all that it reaches.
  std::set<Number> Reach(Number commit) const {
    std::set<Number> reached;
    std::vector<Number> open{commit};
    while (!open.empty()) {
      const Number next = open.back();
      open.pop_back();
      if (!reached.insert(next).second) continue;
      for (const Number parent : history_.parents(next)) open.push_back(parent);
    }
    return reached;
  }

  HeadRelation Relate(Number head, Number tip) const {
    const std::set<Number> by_head = Reach(head);
    const std::set<Number> by_tip = Reach(tip);
    if (head == tip) return {Relation::kSame, 0};
    if (by_head.contains(tip)) return {Relation::kBehind, by_head.size() - by_tip.size()};
    if (by_tip.contains(head)) return {Relation::kAhead, by_tip.size() - by_head.size()};
    return {Relation::kDiverged, std::nullopt};
  }

  /// Newest first.
  std::vector<Number> MergeBases(Number left, Number right) const {
    const std::set<Number> by_left = Reach(left);
    const std::set<Number> by_right = Reach(right);
    std::set<Number> common;
    std::ranges::set_intersection(by_left, by_right, std::inserter(common, common.end()));
    std::set<Number> best = common;
    for (const Number commit : common) {
      for (const Number reached : Reach(commit)) {
        if (reached != commit) best.erase(reached);
      }
    }
    std::vector<Number> sorted(best.begin(), best.end());
    std::ranges::sort(sorted, [this](Number a, Number b) { return IsNewer(a, b); });
    return sorted;
  }

  /// Newest first.
  std::vector<Number> Between(Number exclude, Number include) const {
    const std::set<Number> without = Reach(exclude);
    std::vector<Number> range;
    for (const Number commit : Reach(include)) {
      if (!without.contains(commit)) range.push_back(commit);
    }
    std::ranges::sort(range, [this](Number a, Number b) { return IsNewer(a, b); });
    return range;
  }

 private:
  bool IsNewer(Number left, Number right) const {
    if (history_.time(left) != history_.time(right)) {
      return history_.time(left) > history_.time(right);
    }
    return MemoryHistory::IdOf(left) < MemoryHistory::IdOf(right);
  }

  const MemoryHistory& history_;
};

}  // namespace deltaplan::graph

#endif  // DELTAPLAN_TESTS_SUPPORT_NAIVE_HISTORY_H_
