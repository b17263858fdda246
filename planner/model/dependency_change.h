// What differs in the dependencies of a service, beside the files below its inputs: what manifests
// and lockfiles say of it at a baseline and in head.
#ifndef DELTAPLAN_PLANNER_MODEL_DEPENDENCY_CHANGE_H_
#define DELTAPLAN_PLANNER_MODEL_DEPENDENCY_CHANGE_H_

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "planner/model/read_problem.h"

namespace deltaplan::planner {

/// How what a lockfile resolves a name to differs. Of several, the first in this order is told.
enum class PackageChangeKind : std::uint8_t {
  kAdded,
  kRemoved,
  kVersion,
  kSource,   ///< the same version from somewhere else
  kContent,  ///< the same version with another integrity, other flags, other files
  kEdges,    ///< the same package with other dependencies, or one version for another in one place
};
/// "added", ...: stable, as in plan.json.
const char* PackageChangeKindName(PackageChangeKind kind);

/// One external package whose records differ in a closure.
struct PackageChange {
  std::string name;
  std::vector<std::string> before;  ///< versions, sorted
  std::vector<std::string> after;
  PackageChangeKind change = PackageChangeKind::kVersion;

  bool operator==(const PackageChange&) const = default;
};

/// Of `lockfile_changed`.
struct ChangedPackages {
  std::vector<PackageChange> packages;  ///< sorted by name; at most `kMost`
  std::uint64_t count = 0;              ///< exact

  static constexpr std::size_t kMost = 50;
  bool operator==(const ChangedPackages&) const = default;
};

/// Of `lockfile_unreadable` and `manifest_unreadable`.
struct UnreadableSide {
  bool at_head = false;  ///< else: at the baseline
  ReadCause cause = ReadCause::kSyntax;

  bool operator==(const UnreadableSide&) const = default;
};

/// Of `dependencies_changed`: a directory that became part of the closure, or that no longer is.
struct ClosureChange {
  std::string package;
  bool joined = false;

  bool operator==(const ClosureChange&) const = default;
};

/// Of `settings_changed`: what differs in that file; nothing where the whole file is one setting.
struct ChangedSettings {
  std::vector<std::string> keys;

  bool operator==(const ChangedSettings&) const = default;
};

/// What a reason says that only reasons of this kind say.
using ReasonDetails =
    std::variant<std::monostate, ChangedPackages, UnreadableSide, ClosureChange, ChangedSettings>;

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_DEPENDENCY_CHANGE_H_
