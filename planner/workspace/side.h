// What one package manager's files say of one root in one commit: its members, what they depend on,
// and the records that its lockfile resolves that to.
//
// Each ecosystem's reader makes one `Side` (planner/workspace/ecosystem.h); closures, comparison
// and names of what changed are the same for all of them (forest.h, compare_forests.h).
#ifndef DELTAPLAN_PLANNER_WORKSPACE_SIDE_H_
#define DELTAPLAN_PLANNER_WORKSPACE_SIDE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/object_id.h"
#include "graph/repo_path.h"
#include "planner/model/read_problem.h"
#include "planner/model/warning.h"
#include "planner/workspace/text_arena.h"

namespace deltaplan::planner::workspace {

/// Why something depends on something else. `dev: false` leaves out the development ones.
enum class EdgeKind : std::uint8_t {
  kNormal,
  kOptional,
  kPeer,
  kBuild,        ///< needed to build it: build-dependencies, [build-system] requires
  kDevelopment,  ///< devDependencies, dev-dependencies
  /// These two count for a service's own member, and not for what it depends on: Python installs a
  /// project's extras where somebody asks for them, and its groups only in a project of its own.
  kOwnOptional,     ///< an extra
  kOwnDevelopment,  ///< a dependency group; also left out by `dev: false`
};

/// Whether an edge of that kind counts. `dev`: development dependencies do; `is_own`: it leaves a
/// member that the service itself is made of.
bool Counts(EdgeKind kind, bool dev, bool is_own);

/// Where an edge was read.
enum class EdgeSource : std::uint8_t { kManifest, kLockfile, kBoth };

/// The place of a record in its `RecordGraph`.
enum class RecordId : std::uint32_t {};

/// From a member, or from a record, to a record. Its texts are those of manifests and lockfiles
/// that were read, and last as long as these.
struct RecordEdge {
  std::string_view name;  ///< as the one that depends calls it: an alias, where it has one
  EdgeKind kind = EdgeKind::kNormal;
  RecordId record{};
  /// Where it counts, as the lockfile writes it: a marker of Python. "": everywhere. Of records it
  /// stands in their content.
  std::string_view marker = {};

  auto operator<=>(const RecordEdge&) const = default;
};

/// One thing that a lockfile resolves a dependency to.
///
/// Its identity is what it holds, not where it stands: no field may hold a position (npm's
/// "node_modules/a/node_modules/b", bun's "a/b") or the name of a member that happens to use it.
struct Record {
  std::string_view name;     ///< the package's own
  std::string_view version;  ///< "" where it has none
  std::string_view source;   ///< registry, URL, git commit: where its bytes come from
  /// All the rest that counts, in a canonical form: integrity, os and cpu, bundled, flags, scripts.
  /// Without deprecated, funding, license and time, which install nothing.
  std::string_view content;
  std::span<const RecordEdge> edges;  ///< sorted, each once
  /// Something names it, and the lockfile does not hold it: who reaches it can't be told.
  bool is_unknown = false;
};

/// What a lockfile holds, whoever uses it. Depends on its bytes alone, so one is made for each
/// blob. There are thousands of records: their edges and texts lie together, none by itself.
struct RecordGraph {
  std::vector<Record> records;    ///< by RecordId
  std::vector<RecordEdge> edges;  ///< what those of records point to
  TextArena texts;                ///< the same, but for texts that several lockfiles share

  const Record& operator[](RecordId id) const { return records[static_cast<std::size_t>(id)]; }
};

/// From a member to a directory of the repository: another member, or one that is none.
struct LocalEdge {
  std::string name;
  EdgeKind kind = EdgeKind::kNormal;
  graph::RepoPath directory;
  EdgeSource source = EdgeSource::kManifest;
  /// Where it does not stand in the manifest of its member, in the table of its kind: the file, and
  /// the table in it.
  graph::RepoPath said_in = {};
  std::string table = {};

  auto operator<=>(const LocalEdge&) const = default;
};

/// Something that shapes the whole install, and that no record shows.
struct Setting {
  std::string file;   ///< path in the repository
  std::string key;    ///< "" : the whole file
  std::string value;  ///< compared only: its canonical text, or the id of its blob

  auto operator<=>(const Setting&) const = default;
};

struct Member {
  graph::RepoPath directory;
  graph::RepoPath manifest;  ///< the file that makes it one; the root path where there is none
  std::string name;          ///< "" where its manifest has none
  std::string version;
  std::vector<LocalEdge> local;        ///< sorted
  std::vector<RecordEdge> records;     ///< sorted; none where the lockfile was not read
  std::vector<graph::RepoPath> files;  ///< tracked files that it depends on: local archives; sorted
  /// Dependencies that are not local and that no lockfile pins: what its manifest says of each, as
  /// "kind name range". Sorted.
  std::vector<std::string> declared = {};
  /// What it takes from a manifest of the root, so that it shapes this member alone and those who
  /// depend on it: Cargo's `version.workspace = true`. Compared like settings. Sorted.
  std::vector<Setting> inherited = {};
  /// Directories below `directory` that are not part of it: modules of Go inside of another.
  /// Sorted.
  std::vector<graph::RepoPath> without = {};
  /// Directories with sources of its own, where its ecosystem holds services. Sorted.
  std::vector<graph::RepoPath> sources = {};
  /// No member: a path leads there, so that what its manifest says counts for who follows it.
  bool is_by_path = false;
};

/// What of a record lies in the repository: the sources of an injected package, a patch, an
/// archive.
struct LocalContent {
  RecordId record{};
  std::vector<graph::RepoPath> directories;  ///< whose dependencies count as well
  std::vector<graph::RepoPath> files;        ///< whose bytes belong to the record
};

/// One root on one side.
///
/// Invariants:
/// - `members` are sorted by directory, each once; the one of the root itself is there where the
///   root has a manifest;
/// - edges of `members` and `local_content` name records of `records`, which is null where there is
///   no lockfile, where it was not read, or where it could not be;
/// - where `problems` is not empty nothing else is to be relied on: everything under the root
///   counts.
struct Side {
  graph::RepoPath root;
  std::optional<graph::RepoPath> lockfile;       ///< its path, where there is one
  std::optional<graph::ObjectId> lockfile_blob;  ///< after links
  /// Further files whose lines make the records: go.sum of each module under a go.work. Sorted.
  std::vector<graph::RepoPath> more_lockfiles = {};
  std::vector<Member> members;
  const RecordGraph* records = nullptr;
  std::vector<LocalContent> local_content;  ///< sorted by record
  std::vector<Setting> settings;            ///< sorted
  std::vector<ReadProblem> problems;        ///< sorted
  /// Lockfiles that say nothing of who uses what (package-lock.json v1, bun.lockb): any change of
  /// their bytes counts for everyone.
  bool lockfile_is_opaque = false;
  /// Files that may belong to records, known without the lockfile: the root's manifest, patches.
  /// When their bytes differ the lockfile is read even where its own don't. Sorted.
  std::vector<graph::RepoPath> watched = {};
  /// The file that names the members, where the root's manifest does not: pnpm-workspace.yaml.
  std::optional<graph::RepoPath> member_list = {};
  Warnings warnings = {};

  const Member* FindMember(const graph::RepoPath& directory) const;
  const LocalContent* LocalContentOf(RecordId record) const;
};

/// Puts every list of a side but its members and local content into its order, each entry once.
void SortLists(Side& side);

/// Adds what a lockfile says of `member`; where its manifest says the same, both do.
void AddLockedEdge(std::string_view name, EdgeKind kind, const graph::RepoPath& directory,
                   Member& member);

/// Collects what of records lies in the repository, in any order.
class LocalContents {
 public:
  LocalContent& Of(RecordId record);
  /// The directories at `places` that records use, by their place there.
  void AddUses(const std::vector<std::pair<RecordId, std::size_t>>& uses,
               const std::vector<std::optional<graph::RepoPath>>& places);
  /// Sorted, each path once.
  void MoveTo(Side& side);

 private:
  std::map<RecordId, LocalContent> contents_;
};

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_SIDE_H_
