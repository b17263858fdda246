#include "planner/workspace/forest.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <utility>

namespace deltaplan::planner::workspace {
namespace {

using graph::RepoPath;

class Walk {
 public:
  Walk(const Forest& forest, const ClosureOptions& options)
      : forest_(forest), options_(options), marks_(forest.member_count()) {}

  MemberClosure From(const std::vector<MemberPlace>& starts) {
    for (const MemberPlace& start : starts) marks_[forest_.NumberOf(start)].is_start = true;
    for (const MemberPlace& start : starts) {
      closure_.directories.try_emplace(forest_[start].directory, forest_[start].directory);
      ReachPlace(start);
    }
    for (const RepoPath& directory : options_.further) Reach(directory, directory, std::nullopt);
    while (!open_.empty()) {
      const auto [place, is_install] = open_.front();
      open_.pop_front();
      Follow(place, is_install);
    }
    std::ranges::sort(closure_.members);
    return std::move(closure_);
  }

 private:
  // Of a directory that several roots have as a member, an edge of one of them means its own. Where
  // only a path leads there, what others install there counts as well.
  void Reach(const RepoPath& directory, const RepoPath& from, std::optional<std::size_t> root) {
    if (closure_.directories.try_emplace(directory, from).second) FollowDeclared(directory);
    const auto found = forest_.by_directory.find(directory);
    if (found == forest_.by_directory.end()) return;
    const auto is_own = [&](const MemberPlace& place) {
      return place.root == root && !forest_[place].is_by_path;
    };
    const bool has_own = std::ranges::any_of(found->second, is_own);
    for (const MemberPlace& place : found->second) {
      if (!has_own || is_own(place)) ReachPlace(place);
    }
  }

  void FollowDeclared(const RepoPath& directory) {
    if (options_.declared == nullptr) return;
    const auto declared = options_.declared->find(directory);
    if (declared == options_.declared->end()) return;
    for (const RepoPath& end : declared->second) Reach(end, directory, std::nullopt);
  }

  void ReachPlace(const MemberPlace& place) {
    if (std::exchange(marks_[forest_.NumberOf(place)].is_reached, true)) return;
    open_.emplace_back(place, false);
    closure_.roots.insert(place.root);
    if (options_.root) ReachInstall(place.root);
  }

  // What the root itself wants is installed for all of its members.
  void ReachInstall(std::size_t root) {
    if (!forest_.roots[root].root.ecosystem->root_counts) return;
    if (!installs_.insert(root).second) return;
    const Side& side = forest_.roots[root].side;
    const Member* own = side.FindMember(side.root);
    if (own == nullptr) return;
    open_.emplace_back(MemberPlace{root, static_cast<std::size_t>(own - side.members.data())},
                       true);
  }

  void Follow(const MemberPlace& place, bool is_install) {
    if (std::exchange(marks_[forest_.NumberOf(place)].is_followed, true)) return;
    const Member& member = forest_[place];
    const bool is_own = marks_[forest_.NumberOf(place)].is_start;
    closure_.members.push_back({place, is_own});
    for (const LocalEdge& edge : member.local) {
      if (!Counts(edge.kind, options_.dev, is_own)) continue;
      Reach(edge.directory, is_install ? edge.directory : member.directory, place.root);
    }
    for (const RecordEdge& edge : member.records) {
      if (!Counts(edge.kind, options_.dev, is_own)) continue;
      FollowRecord(place.root, edge.record, member.directory);
    }
    for (const RepoPath& file : member.files) closure_.files.try_emplace(file, member.directory);
  }

  // Records that lead back into the repository.
  void FollowRecord(std::size_t root, RecordId start, const RepoPath& from) {
    const Side& side = forest_.roots[root].side;
    const bool leads_back = std::ranges::any_of(
        side.local_content, [](const LocalContent& each) { return !each.directories.empty(); });
    if (!leads_back || side.records == nullptr) return;
    std::vector<RecordId> open{start};
    while (!open.empty()) {
      const RecordId record = open.back();
      open.pop_back();
      if (!records_.insert({root, record}).second) continue;
      if (const LocalContent* local = side.LocalContentOf(record)) {
        for (const RepoPath& directory : local->directories) Reach(directory, from, root);
      }
      for (const RecordEdge& edge : (*side.records)[record].edges) open.push_back(edge.record);
    }
  }

  const Forest& forest_;
  const ClosureOptions& options_;
  MemberClosure closure_;
  std::deque<std::pair<MemberPlace, bool>> open_;
  struct Marks {
    bool is_start = false;
    bool is_reached = false;
    bool is_followed = false;
  };
  std::vector<Marks> marks_;  // by the number of the member
  std::set<std::size_t> installs_;
  std::set<std::pair<std::size_t, RecordId>> records_;
};

}  // namespace

void Forest::Index() {
  by_directory.clear();
  first_member.assign(1, 0);
  for (std::size_t r = 0; r < roots.size(); ++r) {
    const std::vector<Member>& members = roots[r].side.members;
    first_member.push_back(first_member.back() + members.size());
    for (std::size_t m = 0; m < members.size(); ++m) {
      by_directory[members[m].directory].push_back({r, m});
    }
  }
}

const ReadRoot* Forest::Find(const RootName& name) const {
  const auto found = std::ranges::find(roots, name, &ReadRoot::name);
  return found == roots.end() ? nullptr : &*found;
}

std::vector<MemberPlace> Forest::MembersBelow(const RepoPath& path) const {
  std::vector<MemberPlace> found;
  for (auto at = by_directory.lower_bound(path); at != by_directory.end(); ++at) {
    if (path.Contains(at->first)) {
      found.insert(found.end(), at->second.begin(), at->second.end());
    } else if (!at->first.bytes().starts_with(path.bytes())) {
      break;
    }
  }
  return found;
}

std::vector<std::string> MemberClosure::PathFrom(const RepoPath& directory) const {
  std::vector<std::string> path;
  RepoPath at = directory;
  while (path.size() <= directories.size()) {
    path.push_back(at.bytes());
    const auto found = directories.find(at);
    if (found == directories.end() || found->second == at) break;
    at = found->second;
  }
  return path;
}

MemberClosure ClosureOf(const Forest& forest, const std::vector<MemberPlace>& starts,
                        const ClosureOptions& options) {
  return Walk(forest, options).From(starts);
}

}  // namespace deltaplan::planner::workspace
