#include "planner/facts/past_configs.h"

#include <cstddef>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "graph/repo_path.h"
#include "graph/tree_reader.h"
#include "planner/config/config_file.h"
#include "planner/facts/config_place.h"
#include "planner/live/live_source.h"
#include "planner/ports/tree_read_error.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

using graph::EntryState;
using graph::ObjectId;
using graph::RepoPath;

// Looks for files of certain names that baselines have and head lacks, below what differs.
class MovedFileSearch {
 public:
  MovedFileSearch(graph::TreeReader& reader, std::set<std::string_view> names)
      : reader_(reader), names_(std::move(names)) {}

  // By path.
  std::map<RepoPath, ObjectId> Search(const ObjectId& baseline, const ObjectId& head) {
    std::map<RepoPath, ObjectId> found;
    Descend(RepoPath(), {graph::FileMode::kTree, baseline}, {graph::FileMode::kTree, head}, 0,
            found);
    return found;
  }

  const std::optional<graph::TreeError>& error() const { return error_; }

 private:
  void Descend(const RepoPath& path, const EntryState& before, const EntryState& after,
               std::size_t depth, std::map<RepoPath, ObjectId>& found) {
    if (before == after || error_) return;
    if (depth > graph::kDeepestTree) {
      error_ = graph::TooDeep(before.id);
      return;
    }
    std::string raw;
    std::vector<graph::TreeEntry> entries;
    std::string raw_now;
    std::vector<graph::TreeEntry> entries_now;
    error_ = graph::ReadEntries(reader_, before.id, raw, entries);
    if (!error_ && after.IsTree()) {
      error_ = graph::ReadEntries(reader_, after.id, raw_now, entries_now);
    }
    for (const graph::TreeEntry& entry : entries) {
      const bool is_file = entry.state.mode == graph::FileMode::kFile ||
                           entry.state.mode == graph::FileMode::kExecutable;
      if (!entry.state.IsTree() && !(is_file && names_.contains(entry.name))) continue;
      const graph::TreeEntry* now = graph::FindEntry(entries_now, entry.name);
      if (entry.state.IsTree()) {
        Descend(path.Child(entry.name), entry.state, now == nullptr ? EntryState() : now->state,
                depth + 1, found);
      } else if (now == nullptr) {
        found.emplace(path.Child(entry.name), entry.state.id);
      }
    }
  }

  graph::TreeReader& reader_;
  std::set<std::string_view> names_;
  std::optional<graph::TreeError> error_;
};

PastConfig ReadPastConfig(const Project& project, const ObjectId& blob) {
  const Result<std::string> text = project.repository().ReadBlob(blob);
  if (!text) {
    return {.own = std::nullopt,
            .unreadable = fmt::format(
                "the configuration that it was built with is not in this clone; if it is a "
                "partial one, this fetches it: git cat-file -e {}",
                blob.ToHex())};
  }
  if (*text == project.config_text()) return {.own = std::nullopt};
  Result<ConfigFile> then = ParseConfigFile(project.config_name(), *text, LiveSourceKinds());
  if (!then) return {.own = std::nullopt, .unreadable = kNotValidToday};
  return {.own = std::move(then->config)};
}

PastConfig OneOfSeveral(const std::map<RepoPath, ObjectId>& places) {
  std::vector<std::string> paths;
  for (const auto& [path, blob] : places) paths.push_back(DisplayPath(path.bytes()));
  return {.own = std::nullopt,
          .unreadable = fmt::format("the configuration that it was built with is one of these, "
                                    "which head lacks: {}",
                                    fmt::join(paths, ", "))};
}

}  // namespace

Result<PastConfigs> ReadPastConfigs(const Project& project, const ObjectId& head_tree,
                                    const std::vector<Baseline>& baselines) {
  PastConfigs configs(baselines.size());
  const std::optional<std::string>& path = project.config_in_tree();
  if (!path) return configs;
  graph::TreeReader& reader = project.readers().first();
  MovedFileSearch moved(reader,
                        {std::string_view(*path).substr(path->rfind('/') + 1), kConfigName});
  std::map<ObjectId, std::shared_ptr<PastConfig>> known;  // by blob
  for (std::size_t b = 0; b < baselines.size(); ++b) {
    Result<ConfigPlace> place =
        FindConfigIn(project.repository(), reader, baselines[b].tree, *path);
    if (!place) return std::move(place).error();
    std::optional<ObjectId> blob = place->blob;
    if (!blob) {
      const std::map<RepoPath, ObjectId> places = moved.Search(baselines[b].tree, head_tree);
      if (moved.error()) return TreeReadError(*moved.error(), project.repository().facts());
      if (places.size() > 1) configs[b] = std::make_shared<PastConfig>(OneOfSeveral(places));
      if (places.size() != 1) continue;
      blob = places.begin()->second;
    }
    std::shared_ptr<PastConfig>& config = known[*blob];
    if (config == nullptr) {
      config = std::make_shared<PastConfig>(ReadPastConfig(project, *blob));
    }
    configs[b] = config;
  }
  return configs;
}

}  // namespace deltaplan::planner
