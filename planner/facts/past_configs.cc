#include "planner/facts/past_configs.h"

#include <cstddef>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>

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

// Looks for files of certain names that baselines have and head lacks, below what differs. What
// two trees hold is known once: baselines share most of theirs.
class MovedFileSearch {
 public:
  using Places = std::vector<std::pair<std::string, ObjectId>>;  // by path below the two trees

  MovedFileSearch(graph::TreeReader& reader, std::set<std::string_view> names)
      : reader_(reader), names_(std::move(names)) {}

  const Places& Search(const ObjectId& before, const ObjectId& after) {
    return Below(before, {graph::FileMode::kTree, after}, 0);
  }

  const std::optional<graph::TreeError>& error() const { return error_; }

 private:
  struct PairHash {
    std::size_t operator()(const std::pair<ObjectId, ObjectId>& pair) const {
      return graph::ObjectIdHash()(pair.first) ^ (graph::ObjectIdHash()(pair.second) << 1U);
    }
  };

  const Places& Below(const ObjectId& before, const EntryState& after, std::size_t depth) {
    const std::pair trees(before, after.IsTree() ? after.id : ObjectId());
    if (const auto known = known_.find(trees); known != known_.end()) return known->second;
    Places found;
    if (!error_ && trees.first != trees.second) found = Compare(before, after, depth);
    return known_.emplace(trees, std::move(found)).first->second;
  }

  Places Compare(const ObjectId& before, const EntryState& after, std::size_t depth) {
    Places found;
    std::string raw;
    std::vector<graph::TreeEntry> entries;
    std::string raw_now;
    std::vector<graph::TreeEntry> entries_now;
    error_ = depth > graph::kDeepestTree ? graph::TooDeep(before)
                                         : graph::ReadEntries(reader_, before, raw, entries);
    if (!error_ && after.IsTree()) {
      error_ = graph::ReadEntries(reader_, after.id, raw_now, entries_now);
    }
    if (error_) return found;
    for (const graph::TreeEntry& entry : entries) {
      const bool is_file = entry.state.mode == graph::FileMode::kFile ||
                           entry.state.mode == graph::FileMode::kExecutable;
      if (!entry.state.IsTree() && !(is_file && names_.contains(entry.name))) continue;
      const graph::TreeEntry* now = graph::FindEntry(entries_now, entry.name);
      if (!entry.state.IsTree()) {
        if (now == nullptr) found.emplace_back(entry.name, entry.state.id);
        continue;
      }
      for (const auto& [path, blob] :
           Below(entry.state.id, now == nullptr ? EntryState() : now->state, depth + 1)) {
        found.emplace_back(fmt::format("{}/{}", entry.name, path), blob);
      }
    }
    return found;
  }

  graph::TreeReader& reader_;
  std::set<std::string_view> names_;
  std::unordered_map<std::pair<ObjectId, ObjectId>, Places, PairHash> known_;
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

PastConfig OneOfSeveral(const MovedFileSearch::Places& places) {
  std::vector<std::string> paths;
  for (const auto& [path, blob] : places) paths.push_back(DisplayPath(path));
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
  std::map<ObjectId, std::shared_ptr<const PastConfig>> known;  // by blob
  for (std::size_t b = 0; b < baselines.size(); ++b) {
    Result<ConfigPlace> place =
        FindConfigIn(project.repository(), reader, baselines[b].tree, *path);
    if (!place) return std::move(place).error();
    std::optional<ObjectId> blob = place->blob;
    if (!blob) {
      const MovedFileSearch::Places& places = moved.Search(baselines[b].tree, head_tree);
      if (moved.error()) return TreeReadError(*moved.error(), project.repository().facts());
      if (places.size() > 1) configs[b] = std::make_shared<const PastConfig>(OneOfSeveral(places));
      if (places.size() != 1) continue;
      blob = places.front().second;
    }
    std::shared_ptr<const PastConfig>& config = known[*blob];
    if (config == nullptr) {
      config = std::make_shared<const PastConfig>(ReadPastConfig(project, *blob));
    }
    configs[b] = config;
  }
  return configs;
}

}  // namespace deltaplan::planner
