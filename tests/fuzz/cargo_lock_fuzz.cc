// Cargo.lock and Cargo.toml over toml++: whatever the bytes, edges end at records, and records of
// one text are the same when it is read again.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "planner/workspace/cargo_lock.h"
#include "planner/workspace/cargo_manifest.h"
#include "tests/fuzz/record_checks.h"
#include "tests/fuzz/require.h"

namespace workspace = deltaplan::planner::workspace;
using deltaplan::fuzz::CheckEdges;
using deltaplan::fuzz::Require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  workspace::ParseCargoManifest(text);
  deltaplan::fuzz::CheckLockWithLocals<workspace::CargoLock>(
      text, workspace::ParseCargoLock, [](const auto& package, const workspace::CargoLock& lock) {
        CheckEdges(package.records, lock.graph);
        for (const std::size_t local : package.local) Require(local < lock.local.size());
      });
  return 0;
}
