#include "planner/tags/timeline.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
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

// What the file said that `commit` has made.
GitState StateOf(GitRepository& repository, const MapFile& file, const CommitInfo& commit,
                 const graph::ObjectId& blob) {
  const std::string id = commit.id.ToHex();
  GitState state{.record = {.time = commit.time,
                            .who = commit.author,
                            .command = "commit",
                            .why = commit.subject,
                            .commit = id,
                            .step = id,
                            .changes = {}},
                 .tags = SkippedVersion::Why::kNoContent};
  Result<std::string> text = repository.ReadBlob(blob);
  if (!text) return state;  // a blobless clone has only the newest ones
  if (std::optional<TagMap> tags = ReadMaps(file, *std::move(text))) {
    state.tags = *std::move(tags);
  } else {
    state.tags = SkippedVersion::Why::kOtherForm;
  }
  return state;
}

// The states of a file in git, whose history was begun at the commit `told_since`.
GitStates StatesInGit(const TagContext& tags, const MapFile& file, std::string_view told_since) {
  GitRepository& repository = tags.project->repository();
  GitStates found;
  std::size_t versions = 0;  // that can be read
  graph::ObjectId last;
  std::optional<CommitInfo> last_commit;
  const auto add = [&] {
    found.states.push_back(StateOf(repository, file, *last_commit, last));
    if (std::holds_alternative<TagMap>(found.states.back().tags)) ++versions;
  };
  graph::ObjectId at = tags.project->head().id;
  for (std::size_t walked = 0; walked < kMostCommits && versions < kMostVersions; ++walked) {
    Result<CommitInfo> commit = repository.ReadCommit(at);
    if (!commit) break;  // beyond the border of a shallow clone
    TreeGlob finder(tags.project->readers().first(), commit->tree);
    const graph::EntryState state = finder.At(file.path);
    if (finder.error()) break;
    const bool is_file = state.Exists() && !state.IsTree();
    const graph::ObjectId blob = is_file ? state.id : graph::ObjectId();
    // The oldest commit of a run with the same content is the one that has made it.
    if (last_commit && blob != last) add();
    if (commit->id.ToHex() == told_since) found.newer = found.states.size();
    last_commit = is_file ? std::optional(*commit) : std::nullopt;
    last = blob;
    const std::optional<graph::CommitNode> node = repository.ReadCommitNode(at);
    if (!node || node->is_border || node->parents.empty()) break;
    at = node->parents.front();
  }
  if (last_commit) add();
  return found;
}

// The states of one file.
Result<Timeline> ReadFileTimeline(const TagContext& tags, const MapFile& file,
                                  const TagMap& present, const Ports& ports) {
  const std::string history = HistoryPath(file.path);
  Result<std::optional<std::string>> text =
      ports.files.ReadIfExists(tags.project->root() + "/" + history);
  if (!text) return std::move(text).error();
  const Result<std::vector<TagRecord>> records = ReadTagRecords(text->value_or(""), history);
  if (!records) return records.error();
  return FileTimeline(
      present, *records,
      StatesInGit(tags, file, records->empty() ? std::string_view() : records->front().commit));
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

Timeline FileTimeline(const TagMap& present, const std::vector<TagRecord>& records,
                      GitStates in_git) {
  std::vector<GitState>& states = in_git.states;
  if (!records.empty() && in_git.newer) {
    states.erase(states.begin(), states.begin() + static_cast<std::ptrdiff_t>(*in_git.newer));
  } else if (!records.empty()) {
    const std::int64_t begun = records.front().time;
    std::erase_if(states, [&](const GitState& state) { return state.record.time >= begun; });
  }
  std::vector<TagVersion> versions;
  std::vector<SkippedVersion> skipped;
  for (GitState& state : states) {
    if (auto* tags = std::get_if<TagMap>(&state.tags)) {
      versions.push_back({.tags = std::move(*tags), .record = std::move(state.record)});
    } else {
      skipped.push_back({.commit = std::move(state.record.commit),
                         .why = std::get<SkippedVersion::Why>(state.tags)});
    }
  }
  return {.versions = TagTimeline(present, records, std::move(versions)),
          .in_history = TagTimeline(present, records, {}).size(),
          .skipped = std::move(skipped)};
}

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
    Result<Timeline> timeline = ReadFileTimeline(tags, file, said, ports);
    if (!timeline) return std::move(timeline).error();
    files.push_back(*std::move(timeline));
  }
  return JoinTimelines(std::move(files));
}

}  // namespace deltaplan::planner
