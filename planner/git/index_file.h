// git's index (the staging area), read in place. Why not by libgit2:
// docs/decisions/index-reader.md.
#ifndef DELTAPLAN_PLANNER_GIT_INDEX_FILE_H_
#define DELTAPLAN_PLANNER_GIT_INDEX_FILE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/object_id.h"
#include "graph/symlinks.h"
#include "graph/tree_reader.h"
#include "planner/model/result.h"
#include "planner/system/mapped_file.h"

namespace deltaplan::planner {

/// Seconds and nanoseconds, as the index stores them: the low 32 bits of each.
struct IndexTime {
  std::uint32_t seconds = 0;
  std::uint32_t nanoseconds = 0;

  friend bool operator==(const IndexTime&, const IndexTime&) = default;
};

struct IndexEntry {
  std::string_view path;  ///< valid until the cursor moves; ends in '/' for a sparse directory
  graph::EntryState state;
  IndexTime changed;
  IndexTime modified;
  std::uint32_t inode = 0;
  std::uint32_t user = 0;
  std::uint32_t group = 0;
  std::uint32_t size = 0;
  bool unmerged = false;       ///< one side of a conflict; several follow each other
  bool assume_valid = false;   ///< git update-index --assume-unchanged
  bool skip_worktree = false;  ///< outside a sparse checkout
  bool intent_to_add = false;  ///< git add -N
};

/// A directory whose tree the index remembers: set when all entries below equal that tree.
struct CachedTree {
  std::string name;
  std::optional<graph::ObjectId> id;  ///< nullopt: something below was staged since
  std::vector<CachedTree> children;   ///< git sorts them by length, then by bytes

  /// Null when there is none of that name.
  const CachedTree* Child(std::string_view child) const;
};

/// An index file of version 2, 3 or 4, read in place. Entries are decoded one by one, so that an
/// index of hundreds of thousands costs no memory. Format: gitformat-index. The checksum is not
/// verified: git does not either. Of a split index (`is_split`) this is one half, of no use alone.
///
/// - Paths ascend by their bytes; only the sides of a conflict share one.
/// - No path is empty or absolute, or lies deeper than kDeepestPath; one that ends in '/' is a
///   sparse directory.
class IndexFile : public graph::KnownLinks {
 public:
  /// What walks directory by directory needs no more stack than that.
  static constexpr int kDeepestPath = 1024;

  IndexFile() = default;  // no entries
  /// Maps the file. A repository that was never checked out has no index: nullopt.
  static Result<std::optional<IndexFile>> Open(const std::string& path);
  /// The same for bytes that are in memory already, and outlive it. An error has no path.
  static Result<IndexFile> Parse(std::string_view bytes, IndexTime written);

  /// When the file was written: an entry modified since then, or in the same second, may differ
  /// from its file without a trace ("racily clean").
  const IndexTime& written() const { return written_; }
  const CachedTree& cached_root() const { return cached_root_; }
  std::uint32_t count() const { return count_; }
  bool is_split() const { return is_split_; }

  /// What git reads here where it is not on disk: .gitattributes, and .gitignore outside of a
  /// sparse checkout; by path.
  const std::map<std::string, graph::ObjectId, std::less<>>& rule_files() const {
    return rule_files_;
  }
  /// The trees that stand for whole directories of a sparse index; by path, with a slash at its
  /// end.
  const std::map<std::string, graph::ObjectId, std::less<>>& sparse_directories() const {
    return sparse_directories_;
  }

  /// Of directories whose cached tree is `tree`: then the entries below are those of the tree.
  /// Nothing is known of what lies around a sparse directory, nor of a split index.
  bool Append(std::string_view directory, const graph::ObjectId& tree,
              std::vector<graph::Symlink>& links) const override;

  /// Goes through the entries in the order of the file: by bytes of the path.
  class Cursor {
   public:
    Cursor() = default;  // of no file: at its end
    explicit Cursor(const IndexFile& file);
    Cursor(const Cursor& other) { *this = other; }
    Cursor& operator=(const Cursor& other);

    /// Null behind the last entry.
    const IndexEntry* entry() const { return at_end_ ? nullptr : &entry_; }
    void Next();

   private:
    friend class IndexFile;
    bool Decode();
    bool DecodePath(const char* name, const char* begin, std::uint32_t flags);
    void EvictWhatWasRead();

    const IndexFile* file_ = nullptr;
    std::size_t position_ = 0;  // behind entry_
    std::size_t evicted_ = 0;
    std::uint32_t left_ = 0;
    bool at_end_ = true;
    bool corrupt_ = false;
    std::string path_;  // version 4 stores paths relative to the one before
    IndexEntry entry_;
  };

 private:
  std::optional<std::string> ReadExtensions(std::size_t position);
  void AddSpecial(const IndexEntry& entry);

  MappedFile file_;         // empty when the bytes are somebody else's
  std::string_view bytes_;  // without the checksum at the end
  std::uint32_t version_ = 0;
  std::uint32_t count_ = 0;
  IndexTime written_;
  CachedTree cached_root_;
  bool is_split_ = false;
  std::vector<graph::Symlink> links_;  // sorted by path
  std::map<std::string, graph::ObjectId, std::less<>> rule_files_;
  std::map<std::string, graph::ObjectId, std::less<>> sparse_directories_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_INDEX_FILE_H_
