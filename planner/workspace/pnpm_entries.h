// What the members of the large sections of pnpm-lock.yaml say, each by itself.
//
// Commits that are compared have lockfiles that are almost the same, byte by byte. So a lockfile is
// cut into its members without being read, and one whose text has been read before, in whichever
// lockfile, is not read again: docs/decisions/lockfile-members.md.
#ifndef DELTAPLAN_PLANNER_WORKSPACE_PNPM_ENTRIES_H_
#define DELTAPLAN_PLANNER_WORKSPACE_PNPM_ENTRIES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "documents/document.h"
#include "planner/workspace/side.h"
#include "planner/workspace/text_arena.h"
#include "planner/workspace/text_numbers.h"

namespace deltaplan::planner::workspace {

enum class PnpmLayout : std::uint8_t { kFive, kSix, kNine };
std::optional<PnpmLayout> PnpmLayoutOf(std::string_view version);

enum class PnpmSection : std::uint8_t { kImporters, kPackages, kSnapshots };
inline constexpr std::array<std::string_view, 3> kPnpmSections{"importers", "packages",
                                                               "snapshots"};

/// The section that says what records lead to.
constexpr PnpmSection RecordsOf(PnpmLayout layout) {
  return layout == PnpmLayout::kNine ? PnpmSection::kSnapshots : PnpmSection::kPackages;
}

/// A key without its suffix in two; empty where it has no name (a tarball, a directory).
struct PnpmKey {
  std::string_view name;
  std::string_view version;
};
PnpmKey SplitPnpmKey(PnpmLayout layout, std::string_view id);

/// One dependency of an importer or of a record.
struct PnpmNeed {
  std::string_view name;
  std::uint32_t target = 0;  ///< the number of a record's key; of a link, that of its directory
  EdgeKind kind = EdgeKind::kNormal;
  bool is_link = false;
};

/// What makes a record, but for what it needs.
struct PnpmPackage {
  std::string_view name;
  std::string_view version;
  std::string_view source;
  std::string_view content;
  std::optional<std::string_view> directory = {};  ///< in the repository
  std::optional<std::string_view> archive = {};
};

/// One member of a section.
struct PnpmEntry {
  std::uint32_t key = 0;  ///< its number
  std::uint32_t id = 0;   ///< of the key without peers and the hash of a patch
  std::span<const PnpmNeed> needs = {};
  std::string_view content = {};         ///< of a snapshot, besides its needs; "" for none
  const PnpmPackage* package = nullptr;  ///< of `packages`
  std::size_t value_count = 0;           ///< with its key
};

/// A lockfile in which `sections` stand apart.
struct CutPnpmLock {
  documents::Document rest;  ///< each section that was cut out of it is an empty value
  PnpmLayout layout = PnpmLayout::kNine;
  std::array<std::vector<const PnpmEntry*>, kPnpmSections.size()> sections = {};

  const std::vector<const PnpmEntry*>& operator[](PnpmSection section) const {
    return sections[static_cast<std::size_t>(section)];
  }
};

/// Entries of any number of lockfiles; they live as long as this.
class PnpmEntries {
 public:
  /// nullopt where the lockfile has to be read as a whole: it is not written as pnpm does, or no
  /// lockfile. Keys of a section may be there twice.
  std::optional<CutPnpmLock> Cut(std::string_view text);
  /// One member of a section that was read with its lockfile.
  const PnpmEntry* Add(PnpmLayout layout, PnpmSection section, std::string_view key,
                       const documents::Value& value);

  /// Keys and directories by their numbers.
  std::string_view Text(std::uint32_t number) const { return keys_[number]; }
  std::size_t text_count() const { return keys_.size(); }

 private:
  struct Known {
    TextNumbers texts;
    std::vector<const PnpmEntry*> entries;  // by number; null where it has not been read
  };

  Known& KnownOf(PnpmSection section, const CutPnpmLock& lock) {
    return known_[static_cast<std::size_t>(lock.layout)][static_cast<std::size_t>(section)];
  }
  bool ReadMembers(PnpmSection section, std::span<const std::string_view> members,
                   CutPnpmLock& lock);
  bool ReadRun(PnpmSection section, std::span<const std::uint32_t> run, CutPnpmLock& lock);
  std::span<const PnpmNeed> KeepNeeds(PnpmLayout layout, PnpmSection section,
                                      const documents::Value& value);
  const PnpmPackage* KeepPackage(PnpmLayout layout, std::string_view id,
                                 const documents::Value& package);

  std::array<std::array<Known, kPnpmSections.size()>, 3> known_;  // by layout and section
  std::deque<PnpmEntry> entries_;
  std::deque<PnpmPackage> packages_;
  std::deque<std::vector<PnpmNeed>> needs_;
  TextNumbers keys_;
  TextArena texts_;
  std::string run_;      // what is read at once
  std::string content_;  // of the entry that is read, or a key that it makes
};

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_PNPM_ENTRIES_H_
