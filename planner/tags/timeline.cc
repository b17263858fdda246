#include "planner/tags/timeline.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
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

  // Those that came after the commit at which the first record of the history was written are told
  // by it. Clocks may jump: the time counts only where head's history does not have that commit.
  void DropTold(const TagRecord& first) {
    if (newer_versions) {
      versions.erase(versions.begin(), versions.begin() + *newer_versions);
      skipped.erase(skipped.begin(), skipped.begin() + newer_skipped);
      return;
    }
    std::erase_if(versions, [&](const auto& each) { return each.record->time >= first.time; });
    std::erase_if(skipped, [&](const auto& each) { return each.first >= first.time; });
  }

  std::optional<std::ptrdiff_t> newer_versions = {};  // nullopt: head's history does not tell
  std::ptrdiff_t newer_skipped = 0;
};

// The maps of one file.
struct MapFile {
  std::string path;
  std::vector<const TagMapServices*> maps;
};

// What all maps of the file say; nullopt when one of them is not what it should be.
std::optional<TagMap> ReadMaps(const MapFile& file, std::string text) {
  const tfvars::Source source{file.path, std::move(text)};
  TagMap said;
  for (const TagMapServices* map : file.maps) {
    tfvars::Diagnostics ignored;
    const std::optional<TagMap> read =
        tfvars::ReadTags(source, map->entry.place, NamesOf(map->services), ignored);
    if (!read) return std::nullopt;
    said.merge(map->SaidOf(*read));
  }
  return said;
}

// The states of a file in git, the newest first, and which of them are newer than the
// commit `told_since`.
GitVersions VersionsInGit(const TagContext& tags, const MapFile& file,
                          std::string_view told_since) {
  GitRepository& repository = tags.project->repository();
  const std::string& path = file.path;
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
    std::optional<TagMap> read = ReadMaps(file, *std::move(text));
    if (!read) return skip(SkippedVersion::Why::kOtherForm);
    const std::string id = commit.id.ToHex();
    versions.push_back({.tags = std::move(*read),
                        .record = TagRecord{.time = commit.time,
                                            .who = commit.author,
                                            .command = "commit",
                                            .why = commit.subject,
                                            .commit = id,
                                            .step = id,
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
    if (commit->id.ToHex() == told_since) {
      found.newer_versions = std::ssize(versions);
      found.newer_skipped = std::ssize(found.skipped);
    }
    last_commit = is_file ? std::optional(*commit) : std::nullopt;
    last = blob;
    const std::optional<graph::CommitNode> node = repository.ReadCommitNode(at);
    if (!node || node->is_border || node->parents.empty()) break;
    at = node->parents.front();
  }
  if (last_commit) add(*last_commit, last);
  return found;
}

// The states of one file.
Result<Timeline> TimelineOf(const TagContext& tags, const MapFile& file, const TagMap& present,
                            const Ports& ports) {
  const std::string history = HistoryPath(file.path);
  Result<std::optional<std::string>> text =
      ports.files.ReadIfExists(tags.project->root() + "/" + history);
  if (!text) return std::move(text).error();
  Result<std::vector<TagRecord>> records = ReadTagRecords(text->value_or(""), history);
  if (!records) return std::move(records).error();
  GitVersions in_git =
      VersionsInGit(tags, file, records->empty() ? std::string_view() : records->front().commit);
  if (!records->empty()) in_git.DropTold(records->front());
  Timeline timeline;
  timeline.in_history = TagTimeline(present, *records, {}).size();
  timeline.versions = TagTimeline(present, *records, std::move(in_git.versions));
  for (auto& [time, skipped] : in_git.skipped) timeline.skipped.push_back(std::move(skipped));
  return timeline;
}

// One of the files whose timelines are joined.
struct Walk {
  Timeline timeline;
  std::size_t at = 0;  // the state that it has in the joined one

  bool IsOver() const { return at == timeline.versions.size(); }
  const TagVersion& state() const { return timeline.versions[at]; }
  // When its state came to be. What nobody wrote down came last; but the first state that is known
  // was there from the beginning.
  std::int64_t time() const {
    if (state().record) return state().record->time;
    return at + 1 == timeline.versions.size() ? INT64_MIN : INT64_MAX;
  }
};

// Whether the states of two files came to be at once.
bool IsOneStep(const Walk& a, const Walk& b) {
  if (&a == &b) return true;
  const std::optional<TagRecord>& of_a = a.state().record;
  const std::optional<TagRecord>& of_b = b.state().record;
  if (!of_a || !of_b) return !of_a && !of_b && a.time() == b.time();
  return !of_a->step.empty() && of_a->step == of_b->step;
}

}  // namespace

Timeline JoinTimelines(std::vector<Timeline> files) {
  std::vector<Walk> walks;
  for (Timeline& file : files) walks.push_back({.timeline = std::move(file)});
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
      state.tags.insert(walk.state().tags.begin(), walk.state().tags.end());
    }
    if (latest == nullptr) return joined;
    state.record = latest->state().record;
    joined.versions.push_back(std::move(state));
    std::vector<Walk*> stepping;
    for (Walk& walk : walks) {
      if (!walk.IsOver() && IsOneStep(walk, *latest)) stepping.push_back(&walk);
    }
    for (Walk* walk : stepping) {
      is_in_history = is_in_history && walk->at < walk->timeline.in_history;
      ++walk->at;
    }
    if (is_in_history) joined.in_history = joined.versions.size();
  }
}

Result<Timeline> ReadTagTimeline(const TagContext& tags, const EnvironmentEntry& environment,
                                 const TagMap& present, const std::set<std::string>& services,
                                 const Ports& ports) {
  const std::vector<TagMapServices> maps = TagMapsOf(environment, tags.platform.services);
  std::vector<Timeline> files;
  for (std::size_t first = 0; first < maps.size();) {
    MapFile file{.path = maps[first].entry.file, .maps = {}};
    TagMap said;
    bool is_wanted = services.empty();
    for (const std::size_t end = EndOfFile(maps, first); first < end; ++first) {
      file.maps.push_back(&maps[first]);
      said.merge(maps[first].SaidOf(present));
      is_wanted = is_wanted || maps[first].HoldsOneOf(services);
    }
    if (!is_wanted) continue;
    Result<Timeline> timeline = TimelineOf(tags, file, said, ports);
    if (!timeline) return std::move(timeline).error();
    files.push_back(*std::move(timeline));
  }
  return JoinTimelines(std::move(files));
}

}  // namespace deltaplan::planner
