// A made-up workspace that knows nothing of lockfiles, and functions that write it down as package
// managers do.
#ifndef DELTAPLAN_TESTS_PLANNER_WORKSPACE_MUTATION_MODEL_H_
#define DELTAPLAN_TESTS_PLANNER_WORKSPACE_MUTATION_MODEL_H_

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "tests/support/memory_forest.h"

namespace deltaplan::planner::workspace {

struct ModelRecord {
  std::string integrity;
  bool has_flag = false;
  std::set<std::size_t> edges = {};
};

struct ModelMember {
  std::set<std::size_t> records = {};
  std::set<std::size_t> members = {};
};

/// Members are "m0", "m1", ... in directories of that name; records "r0", "r1", ..., version 1.0.0.
struct Model {
  std::vector<ModelMember> members;
  std::vector<ModelRecord> records;
};

inline std::string MemberName(std::size_t i) { return "m" + std::to_string(i); }
inline std::string RecordName(std::size_t i) { return "r" + std::to_string(i); }

/// A member, and the members that it reaches.
inline std::set<std::size_t> ReachedMembers(const Model& model, std::size_t start) {
  std::set<std::size_t> members;
  std::vector<std::size_t> open{start};
  while (!open.empty()) {
    const std::size_t member = open.back();
    open.pop_back();
    if (!members.insert(member).second) continue;
    for (const std::size_t next : model.members[member].members) open.push_back(next);
  }
  return members;
}

/// The records that a member reaches.
inline std::set<std::size_t> Reached(const Model& model, std::size_t start) {
  std::set<std::size_t> records;
  std::vector<std::size_t> open;
  for (const std::size_t member : ReachedMembers(model, start)) {
    for (const std::size_t record : model.members[member].records) open.push_back(record);
  }
  while (!open.empty()) {
    const std::size_t record = open.back();
    open.pop_back();
    if (!records.insert(record).second) continue;
    for (const std::size_t next : model.records[record].edges) open.push_back(next);
  }
  return records;
}

FileTexts WriteCargo(const Model& model);
/// Each member is a module with its own go.sum. A module of the registry has other requirements in
/// another version alone.
FileTexts WriteGo(const Model& model);
/// The same with a go.work that uses all of them.
FileTexts WriteGoWork(const Model& model);
FileTexts WriteUv(const Model& model);
/// Each member has its own lockfile.
FileTexts WritePoetry(const Model& model);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_TESTS_PLANNER_WORKSPACE_MUTATION_MODEL_H_
