// Cargo.toml, as far as it says what a crate depends on and what is in a workspace.
// Format: https://doc.rust-lang.org/cargo/reference/manifest.html
#ifndef DELTAPLAN_PLANNER_WORKSPACE_CARGO_MANIFEST_H_
#define DELTAPLAN_PLANNER_WORKSPACE_CARGO_MANIFEST_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "planner/model/read_problem.h"
#include "planner/workspace/side.h"

namespace deltaplan::planner::workspace {

struct CargoDependency {
  std::string key;      ///< as the crate calls it
  std::string package;  ///< what it is called in the lockfile: `package`, else the key
  std::optional<std::string> path;
  bool from_workspace = false;  ///< `workspace = true`
  EdgeKind kind = EdgeKind::kNormal;
  std::string text;  ///< all that is written of it, canonical

  auto operator<=>(const CargoDependency&) const = default;
};

struct CargoManifest {
  bool has_package = false;
  std::string name;
  std::string version;                 ///< "" where the workspace says it
  std::vector<std::string> inherited;  ///< keys of `[workspace.package]` that it takes, sorted
  bool inherits_lints = false;
  std::optional<std::string> workspace;       ///< `package.workspace`: where its root is
  std::vector<CargoDependency> dependencies;  ///< of all kinds and targets, sorted
  /// Sources that may lie outside of its directory: `[lib] path`, `build`, ...
  std::vector<std::string> sources;

  bool has_workspace = false;
  std::vector<std::string> members;
  std::vector<std::string> exclude;
  std::vector<CargoDependency> shared;  ///< `[workspace.dependencies]`, sorted
  std::vector<std::pair<std::string, std::string>> shared_package;  ///< (key, canonical), sorted
  std::string shared_lints;                                         ///< canonical
  /// Paths of `[patch.*]` and `[replace]`, as (package, path). Sorted.
  std::vector<std::pair<std::string, std::string>> patches;
  /// What of a root's manifest shapes every build: (key, canonical text), sorted.
  std::vector<std::pair<std::string, std::string>> settings;
};

std::variant<CargoManifest, ReadProblem> ParseCargoManifest(std::string_view text);

/// `.cargo/config.toml`: local directories that it puts in the place of others.
struct CargoConfig {
  std::vector<std::string> paths;                            ///< `paths`
  std::vector<std::pair<std::string, std::string>> patches;  ///< as in a manifest
  std::vector<std::string>
      vendored;  ///< `[source.x] directory`, relative to the parent of `.cargo`
};

std::variant<CargoConfig, ReadProblem> ParseCargoConfig(std::string_view text);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_CARGO_MANIFEST_H_
