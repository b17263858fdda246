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

/// What a root puts in the place of a dependency, whoever asks for it.
struct NodeReplacement {
  NodeDependency dependency;
  std::string table;          ///< "overrides", "resolutions", ...
  graph::RepoPath file = {};  ///< that says so; the root path in a manifest by itself
};

/// Whether a range is a path, so that it says by itself which directory or file it means.
bool NamesPath(std::string_view range);

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
  /// What "overrides", "resolutions", package extensions, and catalogs that are paths put in the
  /// place of dependencies, whoever asks for them: edges may lead elsewhere than ranges say.
  std::vector<NodeReplacement> replacements;
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

/// Takes what stands in the tables of overrides, resolutions, package extensions and catalogs of
/// `root` into `replacements`: `{"a>b@2": "1.0.0"}`, `{"a": {".": "1.0.0", "b": "file:vendor/b"}}`.
/// Of catalogs, which hold for whoever names them, only paths.
void ReadReplacements(const documents::Value& root, std::vector<NodeReplacement>& replacements);

/// A problem without a file from what the reader of a document says.
ReadProblem ProblemOf(const documents::ReadError& error);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_NODE_MANIFEST_H_
