#include "planner/config/linked_paths.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <utility>

#include "planner/text/quote.h"

namespace deltaplan::planner {

using graph::FileMode;
using graph::RepoPath;

namespace {

// The first directory that is no service, among those that `pattern` means.
std::optional<RepoPath> FirstUnknown(const std::string& pattern, const Platform& platform,
                                     TreeGlob& tree) {
  for (TreeMatch& match : tree.Find(pattern)) {
    const bool is_service = std::ranges::any_of(
        platform.services, [&](const Service& service) { return service.path == match.path; });
    if (match.state.IsTree() && !is_service) return std::move(match.path);
  }
  return std::nullopt;
}

}  // namespace

bool IsServiceDirectory(const TreeMatch& match, TreeGlob& tree, graph::TreeReader& reader,
                        const graph::ObjectId& root, const graph::LinkText& link_text) {
  if (match.state.IsTree() || match.state.mode == FileMode::kSubmodule) return true;
  if (match.state.mode != FileMode::kSymlink) return false;
  const auto followed = graph::FollowSymlink(reader, root, {match.path, match.state.id}, link_text);
  const auto* way = std::get_if<std::vector<RepoPath>>(&followed);
  return way == nullptr || std::ranges::any_of(*way, [&](const RepoPath& path) {
           return tree.At(path.bytes()).IsTree();
         });
}

void AddLinksOnWay(const PathPattern& pattern, const std::vector<TreeGlob::Stop>& stops,
                   Platform& platform) {
  for (const TreeGlob::Stop& stop : stops) {
    if (stop.at.state.mode != FileMode::kSymlink) continue;
    platform.links_on_way.push_back({.pointer = pattern.pointer,
                                     .pattern = pattern.text,
                                     .path = stop.at.path,
                                     .blob = stop.at.state.id,
                                     .rest = std::string(stop.rest)});
  }
}

std::variant<ConfigProblems, graph::TreeError> CheckLinkedPaths(const Platform& platform,
                                                                graph::TreeReader& reader,
                                                                const graph::ObjectId& root,
                                                                const graph::LinkText& link_text) {
  ConfigProblems problems;
  TreeGlob tree(reader, root);
  for (const LinkOnWay& link : platform.links_on_way) {
    const auto followed = graph::FollowSymlink(reader, root, {link.path, link.blob}, link_text);
    if (const auto* failed = std::get_if<graph::TreeError>(&followed)) return *failed;
    const auto* way = std::get_if<std::vector<RepoPath>>(&followed);
    if (way == nullptr) continue;
    for (const RepoPath& target : *way) {
      if (!tree.At(target.bytes()).IsTree()) continue;
      const std::string own =
          target.IsRoot() ? link.rest : fmt::format("{}/{}", target.bytes(), link.rest);
      const std::optional<RepoPath> unknown = FirstUnknown(own, platform, tree);
      if (!unknown) continue;
      problems.push_back(
          {.pointer = link.pointer,
           .message =
               fmt::format("\"{}\" leads to {} over {}, a symbolic link", DisplayPath(link.pattern),
                           DisplayPath(unknown->bytes()), DisplayPath(link.path.bytes())),
           .advice = fmt::format("Name what it leads to: \"{}\".", DisplayPath(own))});
    }
  }
  if (tree.error()) return *tree.error();
  return problems;
}

}  // namespace deltaplan::planner
