// npm: package.json with "workspaces", package-lock.json. The lockfile itself: npm_lock.h.
#include <algorithm>
#include <array>
#include <utility>

#include "planner/workspace/ecosystems.h"
#include "planner/workspace/lock_edges.h"
#include "planner/workspace/node_lock.h"
#include "planner/workspace/node_members.h"
#include "planner/workspace/npm_lock.h"

namespace deltaplan::planner::workspace {
namespace {

using graph::RepoPath;

bool IsRootOfNpm(TreeFiles& files, const RepoPath& directory) {
  return NodeManagerOf(files, directory) == NodeManager::kNpm;
}

Side ReadNpm(TreeFiles& files, const RepoPath& directory, LockfileUse use) {
  Side side;
  side.root = directory;
  const NodeMembers members = FindRootMembers(files, directory, NegationOrder::kNpm, side);
  FindLockfile(files, {"npm-shrinkwrap.json", "package-lock.json"}, side);
  LockedDependencies locked;
  // An override may make a package of the registry out of a member's name.
  const bool is_needed = use == LockfileUse::kRead || !members.replacements.empty();
  if (side.lockfile && side.problems.empty() && is_needed) {
    if (const NpmLock* lock = ReadLock(files, ParseNpmLock, side)) {
      side.lockfile_is_opaque = lock->is_opaque;
      if (!lock->is_opaque) {
        PlaceRecords(
            *lock, [](const std::string&) { return std::nullopt; }, side);
        locked = LockedBy(*lock, side);
      }
    }
  }
  FinishNodeSide(files, members, NodeManager::kNpm, NodeLinkRules{}, locked, side);
  return side;
}

constexpr std::array<std::string_view, 4> kNpmFiles{"package.json", "package-lock.json",
                                                    "npm-shrinkwrap.json", ".npmrc"};

}  // namespace

const Ecosystem kNpmEcosystem{"npm", "javascript", IsRootOfNpm, ReadNpm, kNpmFiles};

}  // namespace deltaplan::planner::workspace
