// What holds of the records of every lockfile, whatever its bytes.
#ifndef DELTAPLAN_TESTS_FUZZ_RECORD_CHECKS_H_
#define DELTAPLAN_TESTS_FUZZ_RECORD_CHECKS_H_

#include <algorithm>
#include <cstddef>
#include <span>

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

}  // namespace deltaplan::fuzz

#endif  // DELTAPLAN_TESTS_FUZZ_RECORD_CHECKS_H_
