#include "planner/facts/unowned_changes.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
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

// The trees of at most kMostCompared of `baselines`, the first one among them, and `tree`: each
// is compared with the next.
std::vector<graph::ObjectId> Chain(const std::vector<Baseline>& baselines,
                                   const graph::ObjectId& tree) {
  const std::size_t count = std::min(baselines.size(), kMostCompared);
  std::vector<graph::ObjectId> chain;
  for (std::size_t i = 0; i < count; ++i) {
    chain.push_back(baselines[i * baselines.size() / count].tree);
  }
  chain.push_back(tree);
  return chain;
}

// What differs between some baselines that are neighbours in time.
struct Part {
  std::set<std::string> paths;
  std::optional<graph::TreeError> error;
};

}  // namespace

Result<std::vector<std::string>> UnownedChanges(const Project& project,
                                                const std::vector<Baseline>& baselines,
                                                const graph::ObjectId& tree,
                                                const Platform& platform, const InputMap& inputs,
                                                const graph::IgnoreRules& ignore) {
  // Below an input that leaves something out all is listed: what it owns is dropped afterwards.
  std::vector<RepoPath> whole;
  for (std::size_t i = 0; i < inputs.trie().input_count(); ++i) {
    const graph::InputId input{static_cast<std::uint32_t>(i)};
    if (inputs.WithoutOf(input).empty()) whole.push_back(inputs.trie().PathOf(input));
  }
  const graph::PathTrie except(std::move(whole));
  const std::vector<graph::ObjectId> chain = Chain(baselines, tree);
  const std::size_t pairs = chain.size() - 1;
  Result<std::vector<graph::TreeReader*>> readers = project.readers().For(pairs);
  if (!readers) return std::move(readers).error();
  std::vector<Part> parts(readers->size());
  // A path is in all of the chain as in `tree`, its end, exactly when no two neighbours differ
  // there; and neighbours differ little.
  graph::ParallelParts(
      parts.size(), pairs, [&](std::size_t number, std::size_t begin, std::size_t end) {
        Part& part = parts[number];
        graph::FileLister lister(*(*readers)[number]);
        for (std::size_t i = begin; i < end && !part.error; ++i) {
          graph::FileList list;
          part.error =
              lister.List(RepoPath(), {graph::FileMode::kTree, chain[i]},
                          {graph::FileMode::kTree, chain[i + 1]},
                          {.max_files = SIZE_MAX, .ignore = &ignore, .except = &except}, list);
          for (graph::FileChange& file : list.files) part.paths.insert(std::move(file.path));
        }
      });
  std::set<std::string> paths;
  for (Part& part : parts) {
    if (part.error) return TreeReadError(*part.error, project.repository().facts());
    paths.merge(part.paths);
  }
  std::vector<std::string> unowned;
  std::ranges::copy_if(paths, std::back_inserter(unowned), [&](const std::string& path) {
    return inputs.OwnersOf(RepoPath::FromCanonical(path)).empty();
  });
  // What is read counts by what it says.
  std::erase_if(unowned, [&](const std::string& path) {
    return std::ranges::binary_search(platform.read_files, path, {}, &RepoPath::bytes);
  });
  // The configuration belongs to all services, and is compared apart.
  if (const std::optional<std::string>& config = project.config_in_tree()) {
    Result<ConfigPlace> place =
        FindConfigIn(project.repository(), project.readers().first(), tree, *config);
    if (!place) return std::move(place).error();
    std::erase_if(unowned, [&](const std::string& path) {
      return std::ranges::find(place->paths, path, &RepoPath::bytes) != place->paths.end();
    });
  }
  return unowned;
}

}  // namespace deltaplan::planner
