#include "planner/tags/timeline.h"

#include <cstdint>
#include <optional>
#include <string>
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
GitVersions VersionsInGit(const TagContext& tags, const EnvironmentEntry& environment) {
  GitRepository& repository = tags.project->repository();
  const std::string& path = environment.image_tags->file;
  const tfvars::TagPlace place = ImageTagsOf(environment, tags.platform.services).place;
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
    std::optional<TagMap> read = tfvars::ReadTags(source, place, tags.services, ignored);
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

}  // namespace

Result<Timeline> ReadTagTimeline(const TagContext& tags, const EnvironmentEntry& environment,
                                 const TagMap& present, const Ports& ports) {
  const std::string& map = environment.image_tags->file;
  Result<std::optional<std::string>> text =
      ports.files.ReadIfExists(tags.project->root() + "/" + HistoryPath(map));
  if (!text) return std::move(text).error();
  Result<std::vector<TagRecord>> records = ReadTagRecords(text->value_or(""), HistoryPath(map));
  if (!records) return std::move(records).error();
  GitVersions in_git = VersionsInGit(tags, environment);
  Timeline timeline;
  timeline.in_history = TagTimeline(present, *records, {}).size();
  timeline.versions = TagTimeline(present, *records, std::move(in_git.versions));
  for (auto& [time, skipped] : in_git.skipped) {
    const bool is_told = !records->empty() && time >= records->front().time;
    if (!is_told) timeline.skipped.push_back(std::move(skipped));
  }
  return timeline;
}

}  // namespace deltaplan::planner
