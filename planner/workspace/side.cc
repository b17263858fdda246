#include "planner/workspace/side.h"

#include <algorithm>
#include <utility>

#include "graph/drop_doubles.h"

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

void SortLists(Side& side) {
  for (Member& member : side.members) {
    graph::SortWithoutDoubles(member.local);
    graph::SortWithoutDoubles(member.records);
    graph::SortWithoutDoubles(member.files);
    graph::SortWithoutDoubles(member.declared);
    graph::SortWithoutDoubles(member.inherited);
    graph::SortWithoutDoubles(member.without);
  }
  graph::SortWithoutDoubles(side.settings);
  graph::SortWithoutDoubles(side.watched);
  graph::SortWithoutDoubles(side.problems);
}

void AddLockedEdge(std::string_view name, EdgeKind kind, const graph::RepoPath& directory,
                   Member& member) {
  if (directory == member.directory) return;
  for (LocalEdge& edge : member.local) {
    if (edge.directory != directory || edge.kind != kind) continue;
    edge.source = EdgeSource::kBoth;
    return;
  }
  member.local.push_back({std::string(name), kind, directory, EdgeSource::kLockfile});
}

LocalContent& LocalContents::Of(RecordId record) {
  LocalContent& content = contents_[record];
  content.record = record;
  return content;
}

void LocalContents::AddUses(const std::vector<std::pair<RecordId, std::size_t>>& uses,
                            const std::vector<std::optional<graph::RepoPath>>& places) {
  for (const auto& [record, local] : uses) {
    if (places[local]) Of(record).directories.push_back(*places[local]);
  }
}

void LocalContents::MoveTo(Side& side) {
  for (auto& [record, content] : contents_) {
    graph::SortWithoutDoubles(content.directories);
    graph::SortWithoutDoubles(content.files);
    side.local_content.push_back(std::move(content));
  }
  contents_.clear();
}

}  // namespace deltaplan::planner::workspace
