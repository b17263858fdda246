// Makes a `RecordGraph` out of records that name each other by keys.
#ifndef DELTAPLAN_PLANNER_WORKSPACE_RECORD_BUILDER_H_
#define DELTAPLAN_PLANNER_WORKSPACE_RECORD_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/workspace/side.h"
#include "planner/workspace/text_numbers.h"

namespace deltaplan::planner::workspace {

/// Invariant: every edge ends at a record of the graph. One whose key the lockfile lacks ends at a
/// record that `Record::is_unknown` marks, so that only who reaches it is unreadable.
///
/// Texts of records and edges have to last as long as the graph; `Keep` makes them.
class NumberedRecordBuilder {
 public:
  /// The record of the key with that number, a new one where there is none. Its fields are for the
  /// caller to fill in; a reference lasts until the next call.
  RecordId Add(std::uint32_t key);
  Record& operator[](RecordId id) { return graph_.records[static_cast<std::size_t>(id)]; }
  std::optional<RecordId> Find(std::uint32_t key) const;
  /// The record of that key, or one that says that the lockfile has none of `name`.
  RecordId FindOrUnknown(std::uint32_t key, std::string_view text, std::string_view name);
  /// What that record leads to, in place of what it was said to lead to before. Sorts them.
  void SetEdges(RecordId from, std::vector<RecordEdge>& edges);
  /// A copy of `text` that lasts as long as the graph.
  std::string_view Keep(std::string_view text) { return graph_.texts.Keep(text); }
  /// How many records there will be, where that is known.
  void Reserve(std::size_t count, std::size_t edges = 0) {
    graph_.records.reserve(count);
    graph_.edges.reserve(edges);
  }
  std::size_t size() const { return graph_.records.size(); }

  RecordGraph Take();

 private:
  RecordGraph graph_;
  std::vector<std::pair<std::size_t, std::size_t>> edges_;  // of a record: the first, how many
  std::vector<std::optional<RecordId>> by_key_;
};

/// The same for keys that are texts.
class RecordBuilder {
 public:
  RecordId Add(std::string_view key) { return records_.Add(keys_.Of(key)); }
  Record& operator[](RecordId id) { return records_[id]; }
  std::optional<RecordId> Find(std::string_view key);
  RecordId FindOrUnknown(std::string_view key, std::string_view name) {
    return records_.FindOrUnknown(keys_.Of(key), key, name);
  }
  void SetEdges(RecordId from, std::vector<RecordEdge>& edges) { records_.SetEdges(from, edges); }
  std::string_view Keep(std::string_view text) { return records_.Keep(text); }
  void Reserve(std::size_t count);
  RecordGraph Take();

 private:
  NumberedRecordBuilder records_;
  TextNumbers keys_;
};

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_RECORD_BUILDER_H_
