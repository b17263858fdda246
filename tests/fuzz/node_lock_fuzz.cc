// Lockfiles of pnpm, npm, yarn and bun: every edge leads to a record, and records are numbered the
// same twice.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "planner/workspace/bun_lock.h"
#include "planner/workspace/node_manifest.h"
#include "planner/workspace/node_semver.h"
#include "planner/workspace/npm_lock.h"
#include "planner/workspace/path_glob.h"
#include "planner/workspace/pnpm_lock.h"
#include "planner/workspace/record_classes.h"
#include "planner/workspace/yarn_berry_lock.h"
#include "planner/workspace/yarn_classic_lock.h"
#include "tests/fuzz/record_checks.h"
#include "tests/fuzz/require.h"

namespace {

using deltaplan::fuzz::Require;
namespace workspace = deltaplan::planner::workspace;

void CheckLock(const workspace::NodeLock& lock) {
  deltaplan::fuzz::CheckRecords(lock.records);
  for (const auto& [path, references] : lock.importers) {
    for (const workspace::NodeReference& reference : references) {
      if (reference.record) deltaplan::fuzz::CheckRecord(*reference.record, lock.records);
    }
  }
  workspace::RecordClasses classes([](std::string_view) { return false; });
  Require(classes.Classify(lock.records, {}).classes == classes.Classify(lock.records, {}).classes);
}

template <typename Lock>
void CheckRead(const std::variant<Lock, deltaplan::planner::ReadProblem>& read) {
  if (const auto* lock = std::get_if<Lock>(&read)) CheckLock(*lock);
}

// Cut into its members, read for the first time or again, it says what it says as a whole: behind a
// mark of byte order it is never cut.
void CheckPnpm(std::string_view text) {
  const std::string marked = "\xEF\xBB\xBF" + std::string(text);
  workspace::PnpmEntries entries;
  const auto whole = workspace::ParsePnpmLock(marked, entries);
  CheckRead(whole);
  for (int time = 0; time < 2; ++time) {
    const auto read = workspace::ParsePnpmLock(text, entries);
    if (text.starts_with("\xEF\xBB\xBF")) continue;
    Require(read.index() == whole.index());
    if (const auto* lock = std::get_if<workspace::PnpmLock>(&read)) {
      const auto& other = std::get<workspace::PnpmLock>(whole);
      deltaplan::fuzz::CheckSame(lock->records, other.records);
      Require(lock->importers == other.importers && lock->patches == other.patches);
    }
  }
}

void Check(std::uint8_t kind, std::string_view text) {
  switch (kind) {
    case 0:
      return CheckPnpm(text);
    case 1:
      return CheckRead(workspace::ParseNpmLock(text));
    case 2:
      return CheckRead(workspace::ParseBunLock(text));
    case 3:
      workspace::ParseYarnClassicLock(text);
      return;
    case 4:
      workspace::ParseYarnBerryLock(text);
      return;
    case 5:
      workspace::ParseNodeManifest(text);
      return;
    case 6:
      if (const auto glob = workspace::PathGlob::Parse(text, workspace::kNodeGlobs)) {
        glob->Matches("packages/ui/deep");
      }
      return;
    default:
      workspace::Satisfies("1.2.3-beta.4", text);
  }
}

}  // namespace

/// The first byte says what it is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  Check(static_cast<std::uint8_t>((data[0] - '0') % 8),
        {reinterpret_cast<const char*>(data) + 1, size - 1});
  return 0;
}
