// Symbolic links inside inputs: what they point to is an input too.
#ifndef DELTAPLAN_GRAPH_SYMLINKS_H_
#define DELTAPLAN_GRAPH_SYMLINKS_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
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

/// Somebody who knows the links below directories without reading trees. Threads share it.
class KnownLinks {
 public:
  virtual ~KnownLinks() = default;
  /// Appends the links below `directory`, sorted by path, where its tree is `tree`. False: not
  /// known, and nothing was appended.
  virtual bool Append(std::string_view directory, const ObjectId& tree,
                      std::vector<Symlink>& links) const = 0;
};

/// Every symbolic link at or below `path`, whose state in that commit is `state`, sorted by path.
/// Trees are read where `known` (null: nobody) has no answer. `error` is set when one could not be
/// read.
std::vector<Symlink> FindSymlinks(TreeReader& reader, const RepoPath& path, const EntryState& state,
                                  std::optional<TreeError>& error,
                                  const KnownLinks* known = nullptr);

/// Reads the text of a link; nullopt when the blob can't be read.
using LinkText = std::function<std::optional<std::string>(const Symlink&)>;

/// A link whose text could not be read.
struct UnreadableLink {
  Symlink link;
};

/// Follows links of one tree. The trees on their ways are parsed once, however many links lead
/// through them: a vendored directory may hold thousands. Those that are kept are bounded in bytes.
class SymlinkFollower {
 public:
  SymlinkFollower(TreeReader& reader, const ObjectId& root) : reader_(reader), root_(root) {}

  /// The paths that have to count as inputs because `link` points there: the target itself, and
  /// every link met on the way (a chain, a directory that is itself a link).
  ///
  /// - Where the way ends early, at a submodule, a file or nothing at all, that place counts: what
  ///   stands there may have been, or become, something else.
  /// - Loops end. What lies outside the repository adds nothing.
  /// - A target that is a directory may hold further links: find and follow those too.
  ///
  /// Sorted.
  std::variant<std::vector<RepoPath>, UnreadableLink, TreeError> Follow(const Symlink& link,
                                                                        const LinkText& text);

 private:
  struct Parsed {
    std::string raw;
    std::vector<TreeEntry> entries;
  };
  // The trees from the root down to a directory through which no link leads.
  struct Way {
    std::string prefix;  // the directory's path and a slash; empty for the root
    std::vector<ObjectId> directories;
  };
  std::optional<TreeError> Find(const ObjectId& tree, std::string_view name, EntryState& state);

  TreeReader& reader_;
  ObjectId root_;
  std::unordered_map<ObjectId, Parsed, ObjectIdHash> parsed_;
  std::size_t parsed_bytes_ = 0;
  Way way_;  // to the last link's directory: the next one often lies beside it
};

/// The same for one link of the tree `root`.
std::variant<std::vector<RepoPath>, UnreadableLink, TreeError> FollowSymlink(TreeReader& reader,
                                                                             const ObjectId& root,
                                                                             const Symlink& link,
                                                                             const LinkText& text);

}  // namespace deltaplan::graph

#endif  // DELTAPLAN_GRAPH_SYMLINKS_H_
