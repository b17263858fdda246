#include "planner/facts/unowned_changes.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "graph/file_lister.h"
#include "planner/facts/config_place.h"
#include "planner/ports/tree_read_error.h"

namespace deltaplan::planner {

using graph::RepoPath;

Result<std::vector<graph::FileChange>> UnownedChanges(
    const Project& project, const Baseline& oldest, const graph::ObjectId& tree,
    const Platform& platform, const InputMap& inputs, const graph::IgnoreRules& ignore) {
  graph::FileLister lister(project.readers().first());
  graph::FileList list;
  const auto error =
      lister.List(RepoPath(), {graph::FileMode::kTree, oldest.tree}, {graph::FileMode::kTree, tree},
                  {.max_files = SIZE_MAX, .ignore = &ignore, .except = &inputs.trie()}, list);
  if (error) return TreeReadError(*error, project.repository().facts());
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
