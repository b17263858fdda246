#include "planner/facts/unowned_changes.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "graph/file_lister.h"
#include "graph/path_trie.h"
#include "planner/facts/config_place.h"
#include "planner/ports/tree_read_error.h"

namespace deltaplan::planner {

using graph::RepoPath;

Result<std::vector<graph::FileChange>> UnownedChanges(
    const Project& project, const Baseline& oldest, const graph::ObjectId& tree,
    const Platform& platform, const InputMap& inputs, const graph::IgnoreRules& ignore) {
  graph::FileLister lister(project.readers().first());
  graph::FileList list;
  // Below an input that leaves something out all is listed: what it owns is dropped afterwards.
  std::vector<RepoPath> whole;
  for (std::size_t i = 0; i < inputs.trie().input_count(); ++i) {
    const graph::InputId input{static_cast<std::uint32_t>(i)};
    if (inputs.WithoutOf(input).empty()) whole.push_back(inputs.trie().PathOf(input));
  }
  const graph::PathTrie except(std::move(whole));
  const auto error =
      lister.List(RepoPath(), {graph::FileMode::kTree, oldest.tree}, {graph::FileMode::kTree, tree},
                  {.max_files = SIZE_MAX, .ignore = &ignore, .except = &except}, list);
  if (error) return TreeReadError(*error, project.repository().facts());
  std::erase_if(list.files, [&](const graph::FileChange& file) {
    return !inputs.OwnersOf(RepoPath::FromCanonical(file.path)).empty();
  });
  // What is read counts by what it says.
  std::erase_if(list.files, [&](const graph::FileChange& file) {
    return std::ranges::binary_search(platform.read_files, file.path, {}, &RepoPath::bytes);
  });
  // The configuration belongs to all services, and is compared apart.
  if (const std::optional<std::string>& config = project.config_in_tree()) {
    Result<ConfigPlace> place =
        FindConfigIn(project.repository(), project.readers().first(), tree, *config);
    if (!place) return std::move(place).error();
    std::erase_if(list.files, [&](const graph::FileChange& file) {
      return std::ranges::find(place->paths, file.path, &RepoPath::bytes) != place->paths.end();
    });
  }
  return std::move(list.files);
}

}  // namespace deltaplan::planner
