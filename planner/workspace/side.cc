#include "planner/workspace/side.h"

#include <algorithm>

namespace deltaplan::planner::workspace {

bool Counts(EdgeKind kind, bool dev, bool is_own) {
  switch (kind) {
    case EdgeKind::kNormal:
    case EdgeKind::kOptional:
    case EdgeKind::kPeer:
    case EdgeKind::kBuild:
      return true;
    case EdgeKind::kDevelopment:
      return dev;
    case EdgeKind::kOwnOptional:
      return is_own;
    case EdgeKind::kOwnDevelopment:
      return dev && is_own;
  }
  return true;
}

const Member* Side::FindMember(const graph::RepoPath& directory) const {
  const auto found = std::ranges::lower_bound(members, directory, {}, &Member::directory);
  return found != members.end() && found->directory == directory ? &*found : nullptr;
}

const LocalContent* Side::LocalContentOf(RecordId record) const {
  const auto found = std::ranges::lower_bound(local_content, record, {}, &LocalContent::record);
  return found != local_content.end() && found->record == record ? &*found : nullptr;
}

}  // namespace deltaplan::planner::workspace
