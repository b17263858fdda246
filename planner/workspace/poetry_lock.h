// poetry.lock of the versions 1.0, 1.1, 2.0 and 2.1. Format: poetry's packages/locker.py
#ifndef DELTAPLAN_PLANNER_WORKSPACE_POETRY_LOCK_H_
#define DELTAPLAN_PLANNER_WORKSPACE_POETRY_LOCK_H_

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "planner/model/read_problem.h"
#include "planner/workspace/side.h"

namespace deltaplan::planner::workspace {

/// A project at a path. The lockfile does not follow its manifest: what it says of it may be old.
struct PoetryLocalPackage {
  std::string name;
  std::string path;                 ///< relative to the lockfile, or "file://..."
  std::vector<RecordEdge> records;  ///< sorted
  std::vector<std::size_t> local;   ///< sorted
};

/// What a name means: several versions where markers choose between them.
struct PoetryPackages {
  std::vector<RecordId> records;
  std::vector<std::size_t> local;
};

struct PoetryLock {
  std::string version;
  RecordGraph graph;
  /// By normalised name; "name[extra]" is a record that stands for what an extra brings.
  std::map<std::string, PoetryPackages> by_name;
  std::vector<PoetryLocalPackage> local;
  std::vector<std::pair<RecordId, std::size_t>> local_uses;  ///< sorted
  std::vector<std::pair<RecordId, std::string>> files;       ///< archives in the repository, sorted
};

std::variant<PoetryLock, ReadProblem> ParsePoetryLock(std::string_view text);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_POETRY_LOCK_H_
