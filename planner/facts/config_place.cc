#include "planner/facts/config_place.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "graph/symlinks.h"
#include "planner/config/tree_glob.h"
#include "planner/ports/tree_read_error.h"

namespace deltaplan::planner {

using graph::EntryState;
using graph::FileMode;
using graph::RepoPath;

Result<ConfigPlace> FindConfigIn(GitRepository& repository, graph::TreeReader& trees,
                                 const graph::ObjectId& tree, const std::string& path) {
  ConfigPlace place{.paths = {RepoPath::FromCanonical(path)}, .blob = std::nullopt};
  TreeGlob glob(trees, tree);
  const EntryState named = glob.At(path);
  if (named.mode == FileMode::kSymlink) {
    const graph::LinkText text = [&](const graph::Symlink& link) -> std::optional<std::string> {
      Result<std::string> content = repository.ReadBlob(link.blob);
      if (!content) return std::nullopt;
      return *std::move(content);
    };
    auto followed = graph::FollowSymlink(trees, tree, {place.paths.front(), named.id}, text);
    if (const auto* error = std::get_if<graph::TreeError>(&followed)) {
      return TreeReadError(*error, repository.facts());
    }
    if (const auto* unreadable = std::get_if<graph::UnreadableLink>(&followed)) {
      place.blob = unreadable->link.blob;
      return place;
    }
    for (RepoPath& step : std::get<std::vector<RepoPath>>(followed)) {
      place.paths.push_back(std::move(step));
    }
    std::ranges::sort(place.paths);
  }
  for (const RepoPath& step : place.paths) {
    const EntryState state = glob.At(step.bytes());
    // A way over links ends in one place at the most.
    if (state.mode == FileMode::kFile || state.mode == FileMode::kExecutable) place.blob = state.id;
  }
  if (glob.error()) return TreeReadError(*glob.error(), repository.facts());
  return place;
}

}  // namespace deltaplan::planner
