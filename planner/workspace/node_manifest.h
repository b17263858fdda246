// package.json, as npm, pnpm, yarn and bun read it.
#ifndef DELTAPLAN_PLANNER_WORKSPACE_NODE_MANIFEST_H_
#define DELTAPLAN_PLANNER_WORKSPACE_NODE_MANIFEST_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "documents/document.h"
#include "planner/workspace/side.h"
#include "planner/workspace/tree_files.h"

namespace deltaplan::planner::workspace {

struct NodeDependency {
  std::string name;
  std::string range;  ///< "^1.2.0", "workspace:*", "npm:other@1", ...
  EdgeKind kind = EdgeKind::kNormal;

  auto operator<=>(const NodeDependency&) const = default;
};

struct NodeManifest {
  std::string name;
  std::string version;
  /// Sorted by name, each once: what several tables name has the kind of the strongest one
  /// (dependencies, then optionalDependencies, devDependencies, peerDependencies).
  std::vector<NodeDependency> dependencies;
  bool has_workspaces = false;
  std::vector<std::string> workspaces;  ///< the patterns, as written
  std::string package_manager;          ///< "pnpm@9.1.0+sha512..."; "" where there is none
  std::vector<std::string> patches;     ///< files of "patchedDependencies", of pnpm and of bun
  /// (key, file) of "patchedDependencies".
  std::vector<std::pair<std::string, std::string>> patched;
  std::vector<std::pair<std::string, std::string>> resolutions;  ///< of yarn
  /// "overrides", "resolutions" or "pnpm.overrides" are there: edges may lead elsewhere than ranges
  /// say.
  bool has_overrides = false;
  /// What of a root's manifest shapes the whole install: (key, canonical text), sorted. Without
  /// what describes the package, what the lockfile shows, and its own dependencies.
  std::vector<std::pair<std::string, std::string>> settings;
  /// What the lockfile shows, and what shapes the install where there is none. Sorted.
  std::vector<std::pair<std::string, std::string>> locked_settings;

  const NodeDependency* Find(std::string_view name) const;
};

/// The text of a package.json.
std::variant<NodeManifest, ReadProblem> ParseNodeManifest(std::string_view text);
/// The same of a package.yaml (pnpm).
std::variant<NodeManifest, ReadProblem> ParseNodeManifestYaml(std::string_view text);

/// A problem without a file from what the reader of a document says.
ReadProblem ProblemOf(const documents::ReadError& error);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_NODE_MANIFEST_H_
