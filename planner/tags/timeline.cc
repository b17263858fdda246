#include "planner/tags/timeline.h"

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "planner/config/tree_glob.h"
#include "planner/tags/tag_history.h"
#include "tfvars/carriers/tag_carrier.h"

namespace deltaplan::planner {
namespace {

using tfvars::TagMap;

constexpr std::size_t kMostVersions = 200;
constexpr std::size_t kMostCommits = 50'000;

struct GitVersions {
  std::vector<TagVersion> versions;
  std::vector<std::pair<std::int64_t, SkippedVersion>> skipped;  // with the commit's time
};

// The states of a map in git, the newest first.
GitVersions VersionsInGit(const TagContext& tags, const TagMapServices& map) {
  GitRepository& repository = tags.project->repository();
  const std::string& path = map.entry.file;
  const tfvars::TagPlace& place = map.entry.place;
  const std::vector<std::string> services = NamesOf(map.services);
  GitVersions found;
  std::vector<TagVersion>& versions = found.versions;
  graph::ObjectId last;
  std::optional<CommitInfo> last_commit;
  const auto add = [&](const CommitInfo& commit, const graph::ObjectId& blob) {
    Result<std::string> text = repository.ReadBlob(blob);
    const auto skip = [&](SkippedVersion::Why why) {
      found.skipped.push_back({commit.time, {.commit = commit.id.ToHex(), .why = why}});
    };
    // A blobless clone has only the newest ones.
    if (!text) return skip(SkippedVersion::Why::kNoContent);
    const tfvars::Source source{path, std::move(*text)};
    tfvars::Diagnostics ignored;
    std::optional<TagMap> read = tfvars::ReadTags(source, place, services, ignored);
    if (!read) return skip(SkippedVersion::Why::kOtherForm);
    versions.push_back({.tags = std::move(*read),
                        .record = TagRecord{.time = commit.time,
                                            .who = commit.author,
                                            .command = "commit",
                                            .why = commit.subject,
                                            .commit = commit.id.ToHex(),
                                            .changes = {}}});
  };
  graph::ObjectId at = tags.project->head().id;
  for (std::size_t walked = 0; walked < kMostCommits && versions.size() < kMostVersions; ++walked) {
    Result<CommitInfo> commit = repository.ReadCommit(at);
    if (!commit) break;  // beyond the border of a shallow clone
    TreeGlob finder(tags.project->readers().first(), commit->tree);
    const graph::EntryState state = finder.At(path);
    if (finder.error()) break;
    const bool is_file = state.Exists() && !state.IsTree();
    const graph::ObjectId blob = is_file ? state.id : graph::ObjectId();
    // The oldest commit of a run with the same content is the one that has made it.
    if (last_commit && blob != last) add(*last_commit, last);
    last_commit = is_file ? std::optional(*commit) : std::nullopt;
    last = blob;
    const std::optional<graph::CommitNode> node = repository.ReadCommitNode(at);
    if (!node || node->is_border || node->parents.empty()) break;
    at = node->parents.front();
  }
  if (last_commit) add(*last_commit, last);
  return found;
}

// The states of one map.
Result<Timeline> TimelineOf(const TagContext& tags, const TagMapServices& map,
                            const TagMap& present, const Ports& ports) {
  const std::string& file = map.entry.file;
  Result<std::optional<std::string>> text =
      ports.files.ReadIfExists(tags.project->root() + "/" + HistoryPath(file));
  if (!text) return std::move(text).error();
  Result<std::vector<TagRecord>> records = ReadTagRecords(text->value_or(""), HistoryPath(file));
  if (!records) return std::move(records).error();
  GitVersions in_git = VersionsInGit(tags, map);
  Timeline timeline;
  timeline.in_history = TagTimeline(present, *records, {}).size();
  timeline.versions = TagTimeline(present, *records, std::move(in_git.versions));
  for (auto& [time, skipped] : in_git.skipped) {
    const bool is_told = !records->empty() && time >= records->front().time;
    if (!is_told) timeline.skipped.push_back(std::move(skipped));
  }
  return timeline;
}

// One of the maps whose timelines are joined.
struct Walk {
  Timeline timeline;
  std::vector<std::string> services;
  std::size_t at = 0;  // the state that it has in the joined one

  bool IsOver() const { return at == timeline.versions.size(); }
  const std::optional<TagRecord>& record() const { return timeline.versions[at].record; }
  // What nobody wrote down came last.
  std::int64_t time() const { return record() ? record()->time : INT64_MAX; }
};

bool IsOneStep(const std::optional<TagRecord>& a, const std::optional<TagRecord>& b) {
  const auto key = [](const TagRecord& it) {
    return std::tie(it.time, it.who, it.command, it.why, it.commit);
  };
  if (!a || !b) return !a && !b;
  return key(*a) == key(*b);
}

Timeline Joined(std::vector<Walk> walks) {
  Timeline joined;
  bool is_in_history = true;
  for (Walk& walk : walks) {
    for (SkippedVersion& skipped : walk.timeline.skipped) {
      joined.skipped.push_back(std::move(skipped));
    }
  }
  while (true) {
    const Walk* latest = nullptr;
    TagVersion state;
    for (const Walk& walk : walks) {
      if (walk.IsOver()) continue;
      if (latest == nullptr || walk.time() > latest->time()) latest = &walk;
      for (const std::string& service : walk.services) {
        const TagMap& tags = walk.timeline.versions[walk.at].tags;
        if (const auto tag = tags.find(service); tag != tags.end()) state.tags.insert(*tag);
      }
    }
    if (latest == nullptr) return joined;
    const std::optional<TagRecord> step = latest->record();
    state.record = step;
    joined.versions.push_back(std::move(state));
    for (Walk& walk : walks) {
      if (walk.IsOver() || !IsOneStep(walk.record(), step)) continue;
      is_in_history = is_in_history && walk.at < walk.timeline.in_history;
      ++walk.at;
    }
    if (is_in_history) joined.in_history = joined.versions.size();
  }
}

}  // namespace

Result<Timeline> ReadTagTimeline(const TagContext& tags, const EnvironmentEntry& environment,
                                 const TagMap& present, const Ports& ports) {
  const std::vector<TagMapServices> maps = SortedTagMaps(environment, tags.platform.services);
  if (maps.size() == 1) return TimelineOf(tags, maps.front(), present, ports);
  std::vector<Walk> walks;
  for (const TagMapServices& map : maps) {
    Walk& walk = walks.emplace_back();
    walk.services = NamesOf(map.services);
    TagMap own;
    for (const std::string& service : walk.services) {
      if (const auto tag = present.find(service); tag != present.end()) own.insert(*tag);
    }
    Result<Timeline> timeline = TimelineOf(tags, map, own, ports);
    if (!timeline) return std::move(timeline).error();
    walk.timeline = *std::move(timeline);
  }
  return Joined(std::move(walks));
}

}  // namespace deltaplan::planner
