// Makes a `RecordGraph` out of records that name each other by keys.
#ifndef DELTAPLAN_PLANNER_WORKSPACE_RECORD_BUILDER_H_
#define DELTAPLAN_PLANNER_WORKSPACE_RECORD_BUILDER_H_

#include <cstddef>
#include <optional>
#include <string_view>

#include "planner/workspace/side.h"
#include "planner/workspace/text_numbers.h"

namespace deltaplan::planner::workspace {

/// Invariant: every edge ends at a record of the graph. One whose key the lockfile lacks ends at a
/// record that `Record::is_unknown` marks, so that only who reaches it is unreadable.
class RecordBuilder {
 public:
  /// The record of that key, a new one where there is none. Its fields are for the caller to fill
  /// in; the reference lasts until the next call.
  RecordId Add(std::string_view key);
  Record& operator[](RecordId id) { return graph_.records[static_cast<std::size_t>(id)]; }
  std::optional<RecordId> Find(std::string_view key) const;
  /// The record of that key, or one that says that the lockfile has none of `name`.
  RecordId FindOrUnknown(std::string_view key, std::string_view name);
  /// How many records there will be, where that is known.
  void Reserve(std::size_t count);

  /// With the edges of each record sorted, doubled ones dropped.
  RecordGraph Take();

 private:
  RecordGraph graph_;
  TextNumbers by_key_;  // numbers are RecordIds
};

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_RECORD_BUILDER_H_
