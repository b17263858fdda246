// Which records of several lockfiles are the same, with all that they lead to.
#ifndef DELTAPLAN_PLANNER_WORKSPACE_RECORD_CLASSES_H_
#define DELTAPLAN_PLANNER_WORKSPACE_RECORD_CLASSES_H_

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "planner/workspace/side.h"
#include "planner/workspace/text_numbers.h"

namespace deltaplan::planner::workspace {

/// What is known of each record of one graph.
struct ClassifiedRecords {
  /// Equal for two records, of whatever graphs, exactly when they hold the same and their edges
  /// lead to records that are equal in turn.
  std::vector<std::uint32_t> classes;
  /// Equal when they hold the same, whatever their edges.
  std::vector<std::uint32_t> own;
  /// Equal when they hold the same, and their edges lead to what holds the same in turn: a record
  /// without its equal differs itself, and does not only lead to what does.
  std::vector<std::uint32_t> direct;
  std::vector<std::uint32_t> names;  ///< equal for records of one name
  std::uint32_t limit = 0;           ///< all numbers are smaller
  /// The numbers of `own`, sorted, each once.
  std::vector<std::uint32_t> inventory;
  std::vector<bool> ignored;
  /// What records lead to: those of record `i` are from `first_end[i]` to `first_end[i + 1]`.
  /// Ignored ones lead to nothing.
  std::vector<std::uint32_t> ends;
  std::vector<std::uint32_t> first_end;

  std::span<const std::uint32_t> EndsOf(std::size_t record) const {
    return {ends.data() + first_end[record], ends.data() + first_end[record + 1]};
  }
  /// Something that it reaches is not in its lockfile.
  std::vector<bool> reaches_unknown;
};

/// The edges of one kind that leave a member.
struct EdgeGroup {
  EdgeKind kind = EdgeKind::kNormal;
  /// Equal for two groups exactly when their edges have the same names and markers and lead to
  /// records of equal classes. Ignored records are left out.
  std::uint32_t number = 0;
  bool reaches_unknown = false;
};

/// Numbers records. One object serves all graphs that are compared with each other: numbers of two
/// objects have nothing to do with each other.
///
/// Cycles: the records that lead to each other are told apart as far as their structure does, which
/// is exact; no hash is taken for what it stands for.
class RecordClasses {
 public:
  /// Records for whose name `is_ignored` holds are all the same, and lead to nothing.
  explicit RecordClasses(std::function<bool(std::string_view name)> is_ignored)
      : is_ignored_(std::move(is_ignored)) {}

  /// `further` is what belongs to a record besides: the ids of files in the repository.
  ClassifiedRecords Classify(const RecordGraph& graph,
                             const std::unordered_map<std::uint32_t, std::string>& further);

  /// Of the edges of a member, whose records are `known`; sorted by kind. Kinds without edges have
  /// no group.
  std::vector<EdgeGroup> Group(const std::vector<RecordEdge>& edges,
                               const ClassifiedRecords& known);

 private:
  std::function<bool(std::string_view)> is_ignored_;
  TextNumbers numbers_;
  TextNumbers names_;
};

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_RECORD_CLASSES_H_
