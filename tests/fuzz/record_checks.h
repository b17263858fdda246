// What holds of the records of every lockfile, whatever its bytes.
#ifndef DELTAPLAN_TESTS_FUZZ_RECORD_CHECKS_H_
#define DELTAPLAN_TESTS_FUZZ_RECORD_CHECKS_H_

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>
#include <variant>

#include "planner/workspace/side.h"
#include "tests/fuzz/require.h"

namespace deltaplan::fuzz {

inline void CheckRecord(planner::workspace::RecordId record,
                        const planner::workspace::RecordGraph& graph) {
  Require(static_cast<std::size_t>(record) < graph.records.size());
}

/// They end at records.
inline void CheckEdges(std::span<const planner::workspace::RecordEdge> edges,
                       const planner::workspace::RecordGraph& graph) {
  for (const planner::workspace::RecordEdge& edge : edges) CheckRecord(edge.record, graph);
}

inline void CheckRecords(const planner::workspace::RecordGraph& graph) {
  for (const planner::workspace::Record& record : graph.records) CheckEdges(record.edges, graph);
}

/// One text, read twice, has the same records.
inline void CheckSame(const planner::workspace::RecordGraph& graph,
                      const planner::workspace::RecordGraph& again) {
  Require(graph.records.size() == again.records.size());
  for (std::size_t i = 0; i < graph.records.size(); ++i) {
    const planner::workspace::Record& one = graph.records[i];
    const planner::workspace::Record& two = again.records[i];
    Require(one.name == two.name && one.content == two.content &&
            std::ranges::equal(one.edges, two.edges));
  }
}

/// What holds of a lockfile some of whose packages are directories. `check_local` sees each of
/// those, and the lockfile.
template <typename Lock, typename Parse, typename CheckLocal>
void CheckLockWithLocals(std::string_view text, Parse parse, CheckLocal check_local) {
  const auto parsed = parse(text);
  const Lock* lock = std::get_if<Lock>(&parsed);
  if (lock == nullptr) return;
  CheckRecords(lock->graph);
  for (const auto& package : lock->local) check_local(package, *lock);
  for (const auto& [record, local] : lock->local_uses) {
    CheckRecord(record, lock->graph);
    Require(local < lock->local.size());
  }
  const auto again = parse(text);
  CheckSame(lock->graph, std::get<Lock>(again).graph);
}

}  // namespace deltaplan::fuzz

#endif  // DELTAPLAN_TESTS_FUZZ_RECORD_CHECKS_H_
