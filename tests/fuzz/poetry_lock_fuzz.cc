// poetry.lock and pyproject.toml over toml++: whatever the bytes, edges end at records, and records
// of one text are the same when it is read again.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

#include "planner/workspace/poetry_lock.h"
#include "planner/workspace/python_project.h"
#include "tests/fuzz/record_checks.h"
#include "tests/fuzz/require.h"

namespace workspace = deltaplan::planner::workspace;
using deltaplan::fuzz::CheckEdges;
using deltaplan::fuzz::CheckRecord;
using deltaplan::fuzz::Require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  workspace::ParsePythonProject(text);
  const auto parsed = workspace::ParsePoetryLock(text);
  const auto* lock = std::get_if<workspace::PoetryLock>(&parsed);
  if (lock == nullptr) return 0;
  deltaplan::fuzz::CheckRecords(lock->graph);
  for (const auto& package : lock->local) {
    CheckEdges(package.records, lock->graph);
    for (const std::size_t local : package.local) Require(local < lock->local.size());
  }
  for (const auto& [record, local] : lock->local_uses) {
    CheckRecord(record, lock->graph);
    Require(local < lock->local.size());
  }
  const auto again = workspace::ParsePoetryLock(text);
  deltaplan::fuzz::CheckSame(lock->graph, std::get<workspace::PoetryLock>(again).graph);
  return 0;
}
