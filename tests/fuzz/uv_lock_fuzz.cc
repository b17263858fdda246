// uv.lock and pyproject.toml over toml++: whatever the bytes, edges end at records, and records of
// one text are the same when it is read again.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

#include "planner/workspace/python_project.h"
#include "planner/workspace/uv_lock.h"
#include "tests/fuzz/require.h"

namespace {

using deltaplan::fuzz::Require;
namespace workspace = deltaplan::planner::workspace;

void CheckEdges(const std::vector<workspace::RecordEdge>& edges,
                const workspace::RecordGraph& graph) {
  for (const workspace::RecordEdge& edge : edges) {
    Require(static_cast<std::size_t>(edge.record) < graph.records.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  workspace::ParsePythonProject(text);
  const auto parsed = workspace::ParseUvLock(text);
  const auto* lock = std::get_if<workspace::UvLock>(&parsed);
  if (lock == nullptr) return 0;
  for (const workspace::Record& record : lock->graph.records) CheckEdges(record.edges, lock->graph);
  for (const workspace::UvLocalPackage& package : lock->local) {
    CheckEdges(package.dependencies.records, lock->graph);
    for (const auto& [extra, list] : package.extras) CheckEdges(list.records, lock->graph);
    for (const auto& [group, list] : package.groups) CheckEdges(list.records, lock->graph);
    for (const std::size_t local : package.dependencies.local) Require(local < lock->local.size());
  }
  for (const auto& [record, local] : lock->local_uses) {
    Require(static_cast<std::size_t>(record) < lock->graph.records.size());
    Require(local < lock->local.size());
  }
  const auto again = workspace::ParseUvLock(text);
  const auto& other = std::get<workspace::UvLock>(again);
  Require(other.graph.records.size() == lock->graph.records.size());
  for (std::size_t i = 0; i < lock->graph.records.size(); ++i) {
    const workspace::Record& one = lock->graph.records[i];
    const workspace::Record& two = other.graph.records[i];
    Require(one.name == two.name && one.content == two.content && one.edges == two.edges);
  }
  return 0;
}
