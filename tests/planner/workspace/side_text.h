// Reads one root of a tree in memory, and says what came of it in a few lines.
#ifndef DELTAPLAN_TESTS_PLANNER_WORKSPACE_SIDE_TEXT_H_
#define DELTAPLAN_TESTS_PLANNER_WORKSPACE_SIDE_TEXT_H_

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "graph/repo_path.h"
#include "planner/workspace/ecosystem.h"
#include "tests/support/memory_trees.h"

namespace deltaplan::planner::workspace {

using FileMap = std::map<std::string, std::string>;

/// A tree, and what readers make of it.
class ReadTree {
 public:
  explicit ReadTree(const FileMap& files)
      : blobs_([this](const graph::ObjectId& id) { return trees_.Content(id); }),
        files_(trees_, trees_.AddFiles(files), blobs_) {}

  TreeFiles& files() { return files_; }
  Side Read(const Ecosystem& ecosystem, const std::string& root = "") {
    return ecosystem.read(files_, graph::RepoPath::FromCanonical(root), LockfileUse::kRead);
  }
  bool IsRoot(const Ecosystem& ecosystem, const std::string& directory) {
    return ecosystem.is_root(files_, graph::RepoPath::FromCanonical(directory));
  }

 private:
  graph::MemoryTrees trees_;
  BlobCache blobs_;
  TreeFiles files_;
};

inline std::string KindText(EdgeKind kind) {
  switch (kind) {
    case EdgeKind::kNormal:
      return "";
    case EdgeKind::kOptional:
      return " optional";
    case EdgeKind::kPeer:
      return " peer";
    case EdgeKind::kBuild:
      return " build";
    case EdgeKind::kDevelopment:
      return " dev";
    case EdgeKind::kOwnOptional:
      return " extra";
    case EdgeKind::kOwnDevelopment:
      return " group";
  }
  return " ?";
}

/// "a -> b" for each edge between directories, with its kind. Sorted.
inline std::vector<std::string> LocalEdges(const Side& side) {
  std::set<std::string> edges;
  for (const Member& member : side.members) {
    for (const LocalEdge& edge : member.local) {
      edges.insert(member.directory.bytes() + " -> " + edge.directory.bytes() +
                   KindText(edge.kind));
    }
  }
  return {edges.begin(), edges.end()};
}

inline std::vector<std::string> Directories(const Side& side) {
  std::vector<std::string> directories;
  for (const Member& member : side.members) directories.push_back(member.directory.bytes());
  return directories;
}

/// "name version" of all records that a member reaches. Sorted. With `dev` false without those that
/// only development needs.
inline std::vector<std::string> Reached(const Side& side, const std::string& directory,
                                        bool dev = true) {
  const Member* member = side.FindMember(graph::RepoPath::FromCanonical(directory));
  if (member == nullptr || side.records == nullptr) return {"nothing was read"};
  std::set<std::string> reached;
  std::set<RecordId> seen;
  std::vector<RecordId> open;
  for (const RecordEdge& edge : member->records) {
    if (dev || (edge.kind != EdgeKind::kDevelopment && edge.kind != EdgeKind::kOwnDevelopment)) {
      open.push_back(edge.record);
    }
  }
  while (!open.empty()) {
    const RecordId id = open.back();
    open.pop_back();
    if (!seen.insert(id).second) continue;
    const Record& record = (*side.records)[id];
    std::string text(record.name);
    if (!record.version.empty()) text.append(" ").append(record.version);
    reached.insert(text + (record.is_unknown ? " unknown" : ""));
    for (const RecordEdge& edge : record.edges) open.push_back(edge.record);
  }
  return {reached.begin(), reached.end()};
}

/// "file: cause" of each problem.
inline std::vector<std::string> Problems(const Side& side) {
  std::vector<std::string> problems;
  for (const ReadProblem& problem : side.problems) {
    problems.push_back(problem.file + ": " + ReadCauseName(problem.cause));
  }
  return problems;
}

/// "file key" of each setting that only one of two sides has.
inline std::vector<std::string> ChangedSettings(const Side& before, const Side& after) {
  std::set<std::string> changed;
  const auto add = [&](const Side& some, const Side& others) {
    const std::set<Setting> known(others.settings.begin(), others.settings.end());
    for (const Setting& setting : some.settings) {
      if (!known.contains(setting)) {
        changed.insert(setting.file + (setting.key.empty() ? "" : " " + setting.key));
      }
    }
  };
  add(before, after);
  add(after, before);
  return {changed.begin(), changed.end()};
}

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_TESTS_PLANNER_WORKSPACE_SIDE_TEXT_H_
