// Reads trees straight out of git's pack files.
//
// A plan reads tens of thousands of small trees. libgit2 takes a lock, several allocations and a
// fresh zlib state for each; this reader keeps the packs mapped and decodes in place, about three
// times as fast, and on several threads side by side. It only ever answers "here it is" or "not
// from me": whatever it does not find or does not understand (loose objects, alternates, old index
// versions, damage) is left to libgit2, whose errors are shown.
//
// Formats: git's Documentation/gitformat-pack.txt (pack version 2 and 3, index version 2). Why not
// libgit2 alone: docs/decisions/pack-reader.md.
#ifndef DELTAPLAN_PLANNER_GIT_PACK_FILES_H_
#define DELTAPLAN_PLANNER_GIT_PACK_FILES_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/object_id.h"

struct libdeflate_decompressor;

namespace deltaplan::planner {

/// The packs of one object directory, mapped into memory. Immutable; threads share it.
class PackFiles {
 public:
  /// Maps what `objects_directory`/pack holds; packs that can't be mapped or understood are left
  /// out.
  explicit PackFiles(const std::string& objects_directory);

  std::size_t object_count() const;

  struct Location {
    std::size_t pack = 0;
    std::uint64_t offset = 0;
  };
  /// `hint` is the pack to try first, and is set to the one that has it.
  std::optional<Location> Find(const graph::ObjectId& id, std::size_t& hint) const;
  /// The bytes of a pack from `offset` to its trailer; empty when the offset lies outside.
  ///
  /// Bounds how much of the pack stays in this process's memory: what was looked at long ago is
  /// handed back to the system's cache, from where it returns when it is looked at again.
  std::string_view From(const Location& location) const;

 private:
  class Mapping {
   public:
    static std::optional<Mapping> Open(const std::string& path);
    Mapping(Mapping&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
    Mapping& operator=(Mapping&&) = delete;
    ~Mapping();
    std::string_view bytes() const { return bytes_; }

   private:
    explicit Mapping(std::string_view bytes) : bytes_(bytes) {}
    std::string_view bytes_;
  };
  // Which parts of a mapping were looked at, and so are in this process's memory.
  class Residents {
   public:
    explicit Residents(std::size_t bytes) : seen_((bytes >> kWindowBits) + 1) {}
    void Look(std::string_view mapped, std::uint64_t offset);

   private:
    // The kernel maps so much around each page that is missed (fault_around_bytes).
    static constexpr unsigned kWindowBits = 16;
    static constexpr std::uint32_t kMostWindows = 128;

    std::vector<std::atomic<bool>> seen_;
    std::atomic<std::uint32_t> count_ = 0;
  };
  struct Pack {
    Mapping index;
    Mapping data;
    std::uint32_t count;  // objects
    std::unique_ptr<Residents> residents;
  };
  static std::optional<std::uint64_t> FindIn(const Pack& pack, const graph::ObjectId& id);

  std::vector<Pack> packs_;
};

/// Decodes objects of `PackFiles`. Belongs to one thread.
class PackReader {
 public:
  explicit PackReader(const PackFiles& files);
  ~PackReader();
  PackReader(const PackReader&) = delete;
  PackReader& operator=(const PackReader&) = delete;

  enum class Type : std::uint8_t { kCommit = 1, kTree = 2, kBlob = 3, kTag = 4 };

  /// Puts the content of object `id` into `raw` when it is in a pack and of type `type`. False: ask
  /// libgit2.
  bool Read(const graph::ObjectId& id, Type type, std::string& raw);

 private:
  struct Header {
    static constexpr std::uint8_t kOffsetDelta = 6;
    static constexpr std::uint8_t kRefDelta = 7;

    std::uint8_t type = 0;     // a `Type`, or one of the delta types
    std::size_t size = 0;      // inflated
    PackFiles::Location base;  // of a delta
    std::string_view compressed;

    bool IsDelta() const { return type == kOffsetDelta || type == kRefDelta; }
  };
  struct Decoded {
    Type type;
    std::string bytes;
  };
  /// One remembered object. Where two want the same slot, the later one gets it: no lists, no
  /// allocations.
  struct Slot {
    std::size_t pack = 0;
    std::uint64_t offset = 0;  // 0: empty; no object starts at 0
    Type type = Type::kTree;
    std::string bytes;
  };

  std::optional<Header> ReadHeader(const PackFiles::Location& location) const;
  bool Inflate(std::string_view compressed, std::size_t size, std::string& out);
  /// The slot that holds the object at `location`, if one does.
  const Slot* Recall(const PackFiles::Location& location) const;
  /// A slot for an object of `size` bytes at `location`; its bytes are to be filled in.
  Slot& Claim(const PackFiles::Location& location, Type type, std::size_t size);

  const PackFiles& files_;
  libdeflate_decompressor* decompressor_;
  std::size_t hint_ = 0;
  // Bases of deltas: neighbouring versions of a tree share them. Few slots for the large ones bound
  // the memory.
  std::vector<Slot> small_;
  std::vector<Slot> large_;
  std::vector<std::pair<PackFiles::Location, Header>> chain_;
  std::string delta_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_PACK_FILES_H_
