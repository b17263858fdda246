#include "planner/facts/links.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "graph/drop_doubles.h"
#include "graph/parallel.h"
#include "graph/path_set.h"
#include "graph/path_trie.h"
#include "graph/symlinks.h"
#include "graph/tree_walk.h"
#include "planner/ports/tree_read_error.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {

using graph::ObjectId;
using graph::RepoPath;

namespace {

// A path of head, and what stands there.
struct TreePlace {
  RepoPath path;
  graph::EntryState state;
};

// The links at or below each of `places`, in their order.
std::variant<std::vector<graph::Symlink>, graph::TreeError> SearchForLinks(
    std::span<graph::TreeReader* const> readers, const std::vector<TreePlace>& places,
    const graph::KnownLinks* known) {
  struct Part {
    std::vector<graph::Symlink> found;
    std::optional<graph::TreeError> error;
  };
  std::vector<Part> parts(readers.size());
  graph::ParallelParts(
      parts.size(), places.size(), [&](std::size_t number, std::size_t begin, std::size_t end) {
        Part& part = parts[number];
        for (std::size_t i = begin; i < end && !part.error; ++i) {
          std::vector<graph::Symlink> found = graph::FindSymlinks(
              *readers[number], places[i].path, places[i].state, part.error, known);
          std::ranges::move(found, std::back_inserter(part.found));
        }
      });
  std::vector<graph::Symlink> found;
  for (Part& part : parts) {
    if (part.error) return *part.error;
    std::ranges::move(part.found, std::back_inserter(found));
  }
  return found;
}

// What brings the texts of all links of head that a partial clone lacks: whoever fetches one at a
// time is here again for the next.
std::vector<std::string> FetchAllLinks(GitRepository& repository, graph::TreeReader& reader,
                                       const ObjectId& head_tree) {
  std::optional<graph::TreeError> unreadable;
  std::vector<ObjectId> missing;
  for (const graph::Symlink& link :
       graph::FindSymlinks(reader, RepoPath(), {graph::FileMode::kTree, head_tree}, unreadable)) {
    if (!repository.ReadBlob(link.blob)) missing.push_back(link.blob);
  }
  std::ranges::sort(missing);
  graph::DropDoubles(missing);
  return FetchBlobsCommands(missing, repository.facts());
}

}  // namespace

Result<std::vector<LinkedPath>> FindLinks(GitRepository& repository,
                                          std::span<graph::TreeReader* const> readers,
                                          const ObjectId& head_tree, std::vector<RepoPath> inputs) {
  graph::TreeReader& reader = *readers.front();
  std::optional<Error> unreadable;
  const graph::LinkText text = [&](const graph::Symlink& link) -> std::optional<std::string> {
    Result<std::string> content = repository.ReadBlob(link.blob);
    if (content) return std::move(*content);
    unreadable = std::move(content).error().Within("cannot read the symbolic link " +
                                                   DisplayPath(link.path.bytes()));
    if (repository.facts().is_partial) {
      unreadable->remedy = kFetchBlobsRemedy;
      unreadable->further = FetchAllLinks(repository, reader, head_tree);
    }
    return std::nullopt;
  };
  // Paths still to be searched; a path below one that was searched needs no search of its own.
  std::vector<RepoPath> pending = std::move(inputs);
  graph::PathSet searched;
  bool is_first_round = true;
  graph::SymlinkFollower follower(reader, head_tree);
  std::vector<LinkedPath> links;
  while (!pending.empty()) {
    const graph::PathTrie trie(std::move(pending));
    pending.clear();
    graph::WalkRequest request{.root = head_tree, .wanted = {}};
    std::vector<TreePlace> places;
    for (std::size_t i = 0; i < trie.input_count(); ++i) {
      const graph::InputId input{static_cast<std::uint32_t>(i)};
      RepoPath path = trie.PathOf(input);
      // Pre-order: whatever contains this path stands before it, and the last one taken is the
      // nearest.
      if (!places.empty() && places.back().path.Contains(path)) continue;
      request.wanted.push_back(input);
      places.push_back({std::move(path), {}});
    }
    const graph::WalkResult walk = graph::TreeWalk(reader, trie).Walk({&request, 1});
    if (walk.error) return TreeReadError(*walk.error, repository.facts());
    for (std::size_t i = 0; i < places.size(); ++i) places[i].state = walk.states.front()[i];
    if (!std::exchange(is_first_round, false)) {
      // A link that another one led through has been followed with it.
      std::erase_if(places, [](const TreePlace& place) {
        return place.state.mode == graph::FileMode::kSymlink;
      });
    }
    const auto found = SearchForLinks(readers, places, repository.LinksOfIndex());
    if (const auto* failed = std::get_if<graph::TreeError>(&found)) {
      return TreeReadError(*failed, repository.facts());
    }
    for (const graph::Symlink& link : std::get<std::vector<graph::Symlink>>(found)) {
      const auto targets = follower.Follow(link, text);
      if (std::holds_alternative<graph::UnreadableLink>(targets)) return std::move(*unreadable);
      if (const auto* failed = std::get_if<graph::TreeError>(&targets)) {
        return TreeReadError(*failed, repository.facts());
      }
      for (const RepoPath& target : std::get<std::vector<RepoPath>>(targets)) {
        links.push_back({link.path, target});
        pending.push_back(target);
      }
    }
    if (pending.empty()) break;
    for (const TreePlace& place : places) searched.Add(place.path);
    std::erase_if(pending, [&](const RepoPath& path) { return searched.Contains(path); });
  }
  return links;
}

}  // namespace deltaplan::planner
