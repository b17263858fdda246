// How one file differs between two trees.
#ifndef DELTAPLAN_GRAPH_FILE_CHANGE_H_
#define DELTAPLAN_GRAPH_FILE_CHANGE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "graph/tree_reader.h"

namespace deltaplan::graph {

/// Renames are never folded: a moved file is one `kDeleted` and one `kAdded`.
enum class ChangeStatus : std::uint8_t {
  kAdded,
  kDeleted,
  kModified,     ///< other content (the mode may differ too), or another submodule commit
  kModeChanged,  ///< same content, executable bit flipped
  kTypeChanged,  ///< file <-> symbolic link <-> submodule
};

/// The status of a path that differs and is a directory on neither side.
ChangeStatus StatusOf(const EntryState& before, const EntryState& after);

struct FileChange {
  std::string path;  ///< whole path from the repository's root, bytes
  ChangeStatus status = ChangeStatus::kModified;

  friend bool operator==(const FileChange&, const FileChange&) = default;
};

/// The changed files below one input between two trees.
struct FileList {
  std::vector<FileChange> files;  ///< sorted by path; may be cut at a limit
  std::uint64_t count = 0;        ///< exact, however long `files` is
};

}  // namespace deltaplan::graph

#endif  // DELTAPLAN_GRAPH_FILE_CHANGE_H_
