// bun: package.json with "workspaces", bun.lock. The lockfile itself: bun_lock.h.
#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "planner/workspace/bun_lock.h"
#include "planner/workspace/ecosystems.h"
#include "planner/workspace/lock_edges.h"
#include "planner/workspace/node_lock.h"
#include "planner/workspace/node_members.h"

namespace deltaplan::planner::workspace {
namespace {

using graph::RepoPath;

bool IsRootOfBun(TreeFiles& files, const RepoPath& directory) {
  return NodeManagerOf(files, directory) == NodeManager::kBun;
}

Side ReadBun(TreeFiles& files, const RepoPath& directory, LockfileUse use) {
  Side side;
  side.root = directory;
  const NodeMembers members = FindRootMembers(files, directory, NegationOrder::kExcludesAll, side);
  AddWholeFile(files, directory.Child("bunfig.toml"), side.settings);
  FindLockfile(files, {"bun.lock", "bun.lockb"}, side);
  // A binary lockfile says nothing here.
  side.lockfile_is_opaque = side.lockfile && side.lockfile->Name() == "bun.lockb";
  LockedDependencies locked;
  const bool is_needed = use == LockfileUse::kRead || !members.replacements.empty();
  if (side.lockfile && side.problems.empty() && is_needed && !side.lockfile_is_opaque) {
    if (const BunLock* lock = ReadLock(files, ParseBunLock, side)) {
      for (const auto& [key, value] : lock->settings) {
        side.settings.push_back({side.lockfile->bytes(), key, value});
      }
      PlaceRecords(
          *lock, [](const std::string&) { return std::nullopt; }, side);
      locked = LockedBy(*lock, side);
    }
  }
  FinishNodeSide(files, members, NodeManager::kBun, NodeLinkRules{}, locked, side);
  return side;
}

constexpr std::array<std::string_view, 5> kBunFiles{"package.json", "bun.lock", "bun.lockb",
                                                    "bunfig.toml", ".npmrc"};

}  // namespace

const Ecosystem kBunEcosystem{"bun", "javascript", IsRootOfBun, ReadBun, kBunFiles};

}  // namespace deltaplan::planner::workspace
