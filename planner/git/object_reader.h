// Objects out of a repository's store, for one thread. Why not libgit2 alone:
// docs/decisions/pack-reader.md.
#ifndef DELTAPLAN_PLANNER_GIT_OBJECT_READER_H_
#define DELTAPLAN_PLANNER_GIT_OBJECT_READER_H_

#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "graph/object_id.h"
#include "graph/tree_reader.h"
#include "planner/git/git_handles.h"
#include "planner/git/loose_objects.h"
#include "planner/git/object_directories.h"
#include "planner/git/pack_files.h"
#include "planner/git/pack_reader.h"

namespace deltaplan::planner {

/// Reads from packs, then from loose objects, then asks libgit2: that is opened when it is first
/// needed, which in a repository without alternates is for an object that is not there.
class ObjectReader {
 public:
  /// `packs` must outlive the reader, and be those of the same directory.
  ObjectReader(const PackFiles& packs, ObjectStore store)
      : packs_(packs), loose_(store), store_(std::move(store)) {}

  /// Puts the content of the object `id` into `raw`. Returns 0, GIT_ENOTFOUND or another error of
  /// libgit2, about which LastGitError() tells more; an object of another type is an error.
  int Read(const graph::ObjectId& id, git_object_t type, std::string& raw);

 private:
  PackReader packs_;
  LooseObjects loose_;
  LooseObject loose_object_;
  ObjectStore store_;
  OdbPtr odb_;
};

/// Objects that are in no store: the trees of work tree snapshots, and the texts of their new
/// symbolic links.
using MemoryObjects = std::unordered_map<graph::ObjectId, std::string, graph::ObjectIdHash>;

/// Trees of a store, and of snapshots.
class StoreTreeReader : public graph::TreeReader {
 public:
  /// See ObjectReader; `snapshots` (null: none) must outlive the reader too.
  StoreTreeReader(const PackFiles& packs, ObjectStore store, const MemoryObjects* snapshots,
                  bool is_partial)
      : objects_(packs, std::move(store)), snapshots_(snapshots), is_partial_(is_partial) {}

  std::optional<graph::TreeError> ReadTree(const graph::ObjectId& id, std::string& raw) override;
  ObjectReader& objects() { return objects_; }

 private:
  ObjectReader objects_;
  const MemoryObjects* snapshots_;
  bool is_partial_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_OBJECT_READER_H_
