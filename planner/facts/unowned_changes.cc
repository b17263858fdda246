#include "planner/facts/unowned_changes.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "graph/file_lister.h"
#include "graph/parallel.h"
#include "graph/path_trie.h"
#include "planner/facts/config_place.h"
#include "planner/ports/tree_read_error.h"

namespace deltaplan::planner {

using graph::RepoPath;

namespace {

// What differs since some baselines that are neighbours in time.
struct Part {
  std::map<std::string, graph::FileChange> files;  // by path
  std::optional<graph::TreeError> error;
};

}  // namespace

Result<std::vector<graph::FileChange>> UnownedChanges(
    const Project& project, const std::vector<Baseline>& baselines, const graph::ObjectId& tree,
    const Platform& platform, const InputMap& inputs, const graph::IgnoreRules& ignore) {
  // Below an input that leaves something out all is listed: what it owns is dropped afterwards.
  std::vector<RepoPath> whole;
  for (std::size_t i = 0; i < inputs.trie().input_count(); ++i) {
    const graph::InputId input{static_cast<std::uint32_t>(i)};
    if (inputs.WithoutOf(input).empty()) whole.push_back(inputs.trie().PathOf(input));
  }
  const graph::PathTrie except(std::move(whole));
  Result<std::vector<graph::TreeReader*>> readers = project.readers().For(baselines.size());
  if (!readers) return std::move(readers).error();
  std::vector<Part> parts(readers->size());
  graph::ParallelParts(
      parts.size(), baselines.size(), [&](std::size_t number, std::size_t begin, std::size_t end) {
        Part& part = parts[number];
        graph::FileLister lister(*(*readers)[number]);
        std::set<std::pair<std::string, graph::ObjectId>> compared;
        for (std::size_t b = begin; b < end && !part.error; ++b) {
          graph::FileList list;
          part.error = lister.List(
              RepoPath(), {graph::FileMode::kTree, baselines[b].tree},
              {graph::FileMode::kTree, tree},
              {.max_files = SIZE_MAX, .ignore = &ignore, .except = &except, .compared = &compared},
              list);
          for (graph::FileChange& file : list.files) {
            part.files.try_emplace(file.path, std::move(file));
          }
        }
      });
  std::map<std::string, graph::FileChange> files;
  for (Part& part : parts) {
    if (part.error) return TreeReadError(*part.error, project.repository().facts());
    files.merge(part.files);
  }
  std::vector<graph::FileChange> unowned;
  for (auto& [path, file] : files) {
    if (inputs.OwnersOf(RepoPath::FromCanonical(path)).empty()) {
      unowned.push_back(std::move(file));
    }
  }
  // What is read counts by what it says.
  std::erase_if(unowned, [&](const graph::FileChange& file) {
    return std::ranges::binary_search(platform.read_files, file.path, {}, &RepoPath::bytes);
  });
  // The configuration belongs to all services, and is compared apart.
  if (const std::optional<std::string>& config = project.config_in_tree()) {
    Result<ConfigPlace> place =
        FindConfigIn(project.repository(), project.readers().first(), tree, *config);
    if (!place) return std::move(place).error();
    std::erase_if(unowned, [&](const graph::FileChange& file) {
      return std::ranges::find(place->paths, file.path, &RepoPath::bytes) != place->paths.end();
    });
  }
  return unowned;
}

}  // namespace deltaplan::planner
