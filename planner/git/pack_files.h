// git's pack files, mapped into memory. Why not libgit2 alone: docs/decisions/pack-reader.md.
#ifndef DELTAPLAN_PLANNER_GIT_PACK_FILES_H_
#define DELTAPLAN_PLANNER_GIT_PACK_FILES_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/object_id.h"
#include "planner/git/pack_index.h"
#include "planner/system/mapped_file.h"

namespace deltaplan::planner {

/// Where an object begins.
struct PackLocation {
  std::size_t pack = 0;
  std::uint64_t offset = 0;

  friend bool operator==(const PackLocation&, const PackLocation&) = default;
};

/// The packs of one object directory. Immutable; threads share it. Format: gitformat-pack, pack
/// version 2 and 3.
class PackFiles {
 public:
  /// Maps what `objects_directory`/pack holds; packs that can't be mapped, are damaged, or do not
  /// belong to their index are left out.
  explicit PackFiles(const std::string& objects_directory);

  /// The same for bytes that are in memory already, and outlive it.
  struct Bytes {
    std::string_view index;
    std::string_view pack;
  };
  explicit PackFiles(const std::vector<Bytes>& packs);

  std::size_t pack_count() const { return packs_.size(); }
  std::size_t object_count() const;

  /// `hint` is the pack to try first, and is set to the one that has it.
  std::optional<PackLocation> Find(const graph::ObjectId& id, std::size_t& hint) const;
  /// The bytes of a pack from `location` to its trailer; empty when no object can begin there.
  ///
  /// Bounds how much of the pack stays in this process's memory: what was read long ago is handed
  /// back to the system's cache, from where it returns when it is read again.
  std::string_view BytesAt(const PackLocation& location) const;
  /// What the readers of these packs keep of them, together.
  std::atomic<std::size_t>& kept_bytes() const { return *kept_bytes_; }

 private:
  // Counts which parts of a mapping were read, and so are in this process's memory.
  class ResidentPages {
   public:
    explicit ResidentPages(std::string_view mapped)
        : mapped_(mapped), touched_((mapped.size() >> kWindowBits) + 1) {}
    void Touch(std::uint64_t offset);

   private:
    // The kernel maps so much around each page that is missed (fault_around_bytes).
    static constexpr unsigned kWindowBits = 16;
    static constexpr std::uint32_t kMostWindows = 64;

    std::string_view mapped_;
    std::vector<std::atomic<bool>> touched_;
    std::atomic<std::uint32_t> count_ = 0;
  };
  struct Pack {
    PackIndex index;
    std::string_view data;
    std::unique_ptr<ResidentPages> pages = nullptr;  // null: not mapped by us
    MappedFile index_file = {};
    MappedFile data_file = {};
  };
  static std::optional<Pack> Open(const Bytes& bytes);

  std::vector<Pack> packs_;
  std::unique_ptr<std::atomic<std::size_t>> kept_bytes_ =
      std::make_unique<std::atomic<std::size_t>>(0);
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_PACK_FILES_H_
