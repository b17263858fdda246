// poetry.lock and pyproject.toml over toml++: whatever the bytes, edges end at records, and records
// of one text are the same when it is read again.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "planner/workspace/poetry_lock.h"
#include "planner/workspace/python_project.h"
#include "tests/fuzz/record_checks.h"
#include "tests/fuzz/require.h"

namespace workspace = deltaplan::planner::workspace;
using deltaplan::fuzz::CheckEdges;
using deltaplan::fuzz::Require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  workspace::ParsePythonProject(text);
  deltaplan::fuzz::CheckLockWithLocals<workspace::PoetryLock>(
      text, workspace::ParsePoetryLock, [](const auto& package, const workspace::PoetryLock& lock) {
        CheckEdges(package.records, lock.graph);
        for (const std::size_t local : package.local) Require(local < lock.local.size());
      });
  return 0;
}
