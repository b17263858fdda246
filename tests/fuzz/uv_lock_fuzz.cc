// uv.lock and pyproject.toml over toml++: whatever the bytes, edges end at records, and records of
// one text are the same when it is read again.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "planner/workspace/python_project.h"
#include "planner/workspace/uv_lock.h"
#include "tests/fuzz/record_checks.h"
#include "tests/fuzz/require.h"

namespace workspace = deltaplan::planner::workspace;
using deltaplan::fuzz::CheckEdges;
using deltaplan::fuzz::Require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  workspace::ParsePythonProject(text);
  deltaplan::fuzz::CheckLockWithLocals<workspace::UvLock>(
      text, workspace::ParseUvLock, [](const auto& package, const workspace::UvLock& lock) {
        CheckEdges(package.dependencies.records, lock.graph);
        for (const auto& [extra, list] : package.extras) CheckEdges(list.records, lock.graph);
        for (const auto& [group, list] : package.groups) CheckEdges(list.records, lock.graph);
        for (const std::size_t local : package.dependencies.local) {
          Require(local < lock.local.size());
        }
      });
  return 0;
}
