// go.mod, go.work and go.sum: what Go's own parsers accept, as plain data.
// Formats: https://go.dev/ref/mod#go-mod-file, #workspaces, #go-sum-files
#ifndef DELTAPLAN_PLANNER_WORKSPACE_GO_FILES_H_
#define DELTAPLAN_PLANNER_WORKSPACE_GO_FILES_H_

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "documents/document.h"

namespace deltaplan::planner::workspace {

/// One version of a module: `golang.org/x/net v0.30.0`.
struct GoModuleVersion {
  std::string path;
  std::string version;  ///< empty where none is written

  auto operator<=>(const GoModuleVersion&) const = default;
};

/// `replace old [version] => new [version]`.
struct GoReplace {
  GoModuleVersion old_module;  ///< no version: every one of them
  GoModuleVersion new_module;  ///< no version: `path` is a directory

  bool IsDirectory() const { return new_module.version.empty(); }
};

struct GoMod {
  std::string module;
  std::string go;  ///< "1.22.1"; empty where there is none
  std::string toolchain;
  std::vector<std::string> godebug;        ///< "key=value"
  std::vector<GoModuleVersion> requires_;  ///< in order of the file, direct and indirect ones
  std::vector<GoModuleVersion> excludes;
  std::vector<GoReplace> replaces;
  std::vector<std::string> tools;

  /// From Go 1.17 on the list of requirements holds all modules that a build of this one reads.
  bool ListsAll() const;
};

struct GoWork {
  std::string go;
  std::string toolchain;
  std::vector<std::string> godebug;
  std::vector<std::string> uses;  ///< directories as written
  std::vector<GoReplace> replaces;
};

/// "path version" and "path version/go.mod", each with its hashes in order.
using GoSum = std::map<std::pair<std::string, std::string>, std::vector<std::string>>;

/// A directive that this program does not know makes the file unreadable: nobody could say what it
/// changes.
std::variant<GoMod, documents::ReadError> ReadGoMod(std::string_view text);
std::variant<GoWork, documents::ReadError> ReadGoWork(std::string_view text);
std::variant<GoSum, documents::ReadError> ReadGoSum(std::string_view text);

/// Orders versions of modules as Go does (semantic versions, `+incompatible` plays no part):
/// negative, 0 or positive. What is no version comes before all that are.
int CompareGoVersions(std::string_view left, std::string_view right);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_GO_FILES_H_
