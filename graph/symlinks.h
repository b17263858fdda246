// Symbolic links inside inputs: what they point to is an input too.
#ifndef DELTAPLAN_GRAPH_SYMLINKS_H_
#define DELTAPLAN_GRAPH_SYMLINKS_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "graph/object_id.h"
#include "graph/repo_path.h"
#include "graph/tree_reader.h"

namespace deltaplan::graph {

/// A symbolic link found in a tree; `blob` holds the text it points to.
struct Symlink {
  RepoPath path;
  ObjectId blob;
};

/// Every symbolic link at or below `path`, whose state in that commit is `state`, sorted by path.
/// `error` is set when a tree could not be read.
std::vector<Symlink> FindSymlinks(TreeReader& reader, const RepoPath& path, const EntryState& state,
                                  std::optional<TreeError>& error);

/// Reads the text of a link; nullopt when the blob can't be read.
using LinkText = std::function<std::optional<std::string>(const Symlink&)>;

/// A link whose text could not be read.
struct UnreadableLink {
  Symlink link;
};

/// The paths that have to count as inputs because `link` points there, in the tree `root`: the
/// target itself, and every link met on the way (a chain, a directory that is itself a link).
///
/// - Where the way ends early, at a submodule, a file or nothing at all, that place counts: what
///   stands there may have been, or become, something else.
/// - Loops end. What lies outside the repository adds nothing.
/// - A target that is a directory may hold further links: find and follow those too.
///
/// Sorted.
std::variant<std::vector<RepoPath>, UnreadableLink, TreeError> FollowSymlink(TreeReader& reader,
                                                                             const ObjectId& root,
                                                                             const Symlink& link,
                                                                             const LinkText& text);

}  // namespace deltaplan::graph

#endif  // DELTAPLAN_GRAPH_SYMLINKS_H_
