// Why a manifest or a lockfile says nothing: data for reasons and warnings.
#ifndef DELTAPLAN_PLANNER_MODEL_READ_PROBLEM_H_
#define DELTAPLAN_PLANNER_MODEL_READ_PROBLEM_H_

#include <string>

namespace deltaplan::planner {

enum class ReadCause {
  kVersion,           ///< a version of the format that nobody here knows
  kSyntax,            ///< it is not what its format says
  kConflict,          ///< git's conflict markers stand in it
  kMissing,           ///< there is no such file in the commit
  kBlobMissing,       ///< the commit has it, this clone (a blobless one) does not
  kTooLarge,          ///< too long, too many values, too deep
  kUnknownReference,  ///< it names something that it does not hold
};
/// "version", "syntax", ...: stable, as in plan.json. Defined in dependency_change.cc.
const char* ReadCauseName(ReadCause cause);

/// What can't be read, and why. `file` is a path in the repository, as raw bytes.
struct ReadProblem {
  std::string file;
  ReadCause cause = ReadCause::kSyntax;
  std::string detail = {};   ///< lower case, without a full stop; may be empty
  bool is_lockfile = false;  ///< else: a manifest, or a file of settings

  auto operator<=>(const ReadProblem&) const = default;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_READ_PROBLEM_H_
