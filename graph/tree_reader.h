// The one seam between the graph and a git object store.
#ifndef DELTAPLAN_GRAPH_TREE_READER_H_
#define DELTAPLAN_GRAPH_TREE_READER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/object_id.h"

namespace deltaplan::graph {

/// What a tree entry is. Values are the modes that git writes into trees; older group-writable
/// files (100664) count as `kFile`, as git reads them.
enum class FileMode : std::uint32_t {
  kNone = 0,  ///< there is no such entry
  kTree = 0040000,
  kFile = 0100644,
  kExecutable = 0100755,
  kSymlink = 0120000,
  kSubmodule = 0160000,
};

/// What stands at one path of one commit. Absent is `{kNone, zero}`; two states are equal exactly
/// when the path is byte-identical.
struct EntryState {
  FileMode mode = FileMode::kNone;
  ObjectId id;

  bool Exists() const { return mode != FileMode::kNone; }
  bool IsTree() const { return mode == FileMode::kTree; }
  friend bool operator==(const EntryState&, const EntryState&) = default;
};

/// One entry of a tree; `name` points into the raw bytes that it was parsed from.
struct TreeEntry {
  std::string_view name;
  EntryState state;
};

/// Why a tree could not be read.
struct TreeError {
  enum class Kind { kMissing, kCorrupt, kTooDeep };

  Kind kind = Kind::kMissing;
  ObjectId id;
  std::string detail;  ///< the store's own words; may be empty
};

/// What there is to say of an object whose bytes are no tree.
TreeError NotATree(const ObjectId& id);

/// How many directories may lie inside of each other, which is git's own limit (core.maxTreeDepth).
/// Walks are recursive: without one a hostile tree would take the stack.
inline constexpr std::size_t kDeepestTree = 2048;

/// What there is to say of a tree that lies deeper.
TreeError TooDeep(const ObjectId& id);

/// Reads tree objects. Not safe for use by several threads: each takes its own.
class TreeReader {
 public:
  virtual ~TreeReader() = default;

  /// Puts the raw content of the tree `id` into `raw`, replacing what was there.
  virtual std::optional<TreeError> ReadTree(const ObjectId& id, std::string& raw) = 0;
};

/// Orders entry names as git does: by bytes, a directory as if its name ended in a slash. Negative,
/// 0 or positive.
int CompareNames(std::string_view left, bool left_is_tree, std::string_view right,
                 bool right_is_tree);

/// Takes the first entry off the raw bytes of a tree, which are not empty. nullopt when they are no
/// tree.
std::optional<TreeEntry> TakeEntry(std::string_view& raw);

/// Splits the raw bytes of a tree (git's tree format: "<octal mode> <name>\0<20 byte id>" repeated)
/// into entries, in git's order. False when the bytes are no tree or are not in that order.
bool ParseTree(std::string_view raw, std::vector<TreeEntry>& entries);

/// Finds `name` among entries in git's order; null when it is not there.
const TreeEntry* FindEntry(const std::vector<TreeEntry>& entries, std::string_view name);

/// Reads and parses one tree: the usual pair of steps. `entries` point into `raw`.
std::optional<TreeError> ReadEntries(TreeReader& reader, const ObjectId& id, std::string& raw,
                                     std::vector<TreeEntry>& entries);

}  // namespace deltaplan::graph

#endif  // DELTAPLAN_GRAPH_TREE_READER_H_
