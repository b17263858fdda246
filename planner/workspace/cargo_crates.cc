#include "planner/workspace/cargo_crates.h"

#include <algorithm>
#include <array>
#include <utility>

#include "planner/workspace/path_glob.h"

namespace deltaplan::planner::workspace {
namespace {

using graph::RepoPath;

RepoPath ManifestIn(const RepoPath& directory) { return directory.Child("Cargo.toml"); }

// Null where there is none or it can't be read.
const CargoManifest* ManifestOf(TreeFiles& files, const RepoPath& directory) {
  const auto parsed = files.Parsed<CargoManifest>(ManifestIn(directory), ParseCargoManifest);
  if (!parsed || parsed->index() != 0) return nullptr;
  return std::get<0>(*parsed);
}

// Whether `path` is `entry`, or lies below it, both seen from the root of the workspace.
bool StartsWith(const RepoPath& root, const std::string& entry, const RepoPath& path) {
  const std::optional<RepoPath> prefix = Resolve(root, entry);
  return prefix && prefix->Contains(path);
}

// An excluded prefix counts unless a member is listed by its name at or above it.
bool IsExcluded(const CargoManifest& workspace, const RepoPath& root, const RepoPath& directory) {
  const auto covers = [&](const std::string& entry) { return StartsWith(root, entry, directory); };
  return std::any_of(workspace.exclude.begin(), workspace.exclude.end(), covers) &&
         std::none_of(workspace.members.begin(), workspace.members.end(), covers);
}

// The workspace that the crate in `directory` is in, or would be if it were listed.
std::optional<std::pair<const CargoManifest*, RepoPath>> WorkspaceOf(TreeFiles& files,
                                                                     const RepoPath& directory) {
  const CargoManifest* manifest = ManifestOf(files, directory);
  if (manifest == nullptr) return std::nullopt;
  if (manifest->has_workspace) return std::pair(manifest, directory);
  if (manifest->workspace) {
    const std::optional<RepoPath> root = Resolve(directory, *manifest->workspace);
    const CargoManifest* named = root ? ManifestOf(files, *root) : nullptr;
    if (named == nullptr || !named->has_workspace) return std::nullopt;
    return std::pair(named, *root);
  }
  for (RepoPath above = directory; !above.IsRoot();) {
    above = above.Parent();
    const CargoManifest* workspace = ManifestOf(files, above);
    if (workspace == nullptr || !workspace->has_workspace) continue;
    if (IsExcluded(*workspace, above, directory)) return std::nullopt;
    return std::pair(workspace, above);
  }
  return std::nullopt;
}

class CrateFinder {
 public:
  CrateFinder(TreeFiles& files, const RepoPath& root) : files_(files), root_(root) {}

  CargoCrates Find() {
    found_.root = Load(root_);
    if (found_.root == nullptr) return std::move(found_);
    ReadConfigs();
    AddPatches(found_.root->patches, root_);
    std::stable_sort(
        found_.patches.begin(), found_.patches.end(),
        [](const auto& left, const auto& right) { return left.package < right.package; });
    if (found_.root->has_package) Add(root_, true);
    for (const std::string& pattern : found_.root->members) AddMembers(pattern);
    // What only a patch leads to is there as well: the lockfile tells whether anybody uses it.
    for (std::size_t i = 0; i < found_.patches.size(); ++i) {
      Add(RepoPath(found_.patches[i].directory), false);
    }
    return std::move(found_);
  }

 private:
  const CargoManifest* Load(const RepoPath& directory) {
    const auto parsed = files_.Parsed<CargoManifest>(ManifestIn(directory), ParseCargoManifest);
    if (!parsed) {
      Fail(ReadProblem{ManifestIn(directory).bytes(), ReadCause::kMissing});
      return nullptr;
    }
    if (const auto* problem = std::get_if<ReadProblem>(&*parsed)) {
      Fail(*problem);
      return nullptr;
    }
    return std::get<0>(*parsed);
  }

  void Fail(ReadProblem problem) { found_.problems.push_back(std::move(problem)); }

  // Cargo reads the settings of the directory that it runs in and of all above it.
  void ReadConfigs() {
    for (RepoPath directory = root_;; directory = directory.Parent()) {
      static constexpr std::array<std::string_view, 2> kNames{"config", "config.toml"};
      for (const std::string_view name : kNames) {
        const RepoPath file = directory.Child(".cargo").Child(name);
        const auto parsed = files_.Parsed<CargoConfig>(file, ParseCargoConfig);
        if (!parsed) continue;
        if (const auto* problem = std::get_if<ReadProblem>(&*parsed)) {
          Fail(*problem);
          continue;
        }
        Take(*std::get<0>(*parsed), directory);
      }
      if (directory.IsRoot()) return;
    }
  }

  void Take(const CargoConfig& config, const RepoPath& directory) {
    AddPatches(config.patches, directory);
    for (const std::string& path : config.paths) {
      const std::optional<RepoPath> place = Resolve(directory, path);
      if (!place) {
        found_.warnings.emplace_back(warnings::DependencyOutside{
            directory.Child(".cargo").Child("config.toml").bytes(), "paths", path});
      } else if (const CargoManifest* manifest = Load(*place)) {
        found_.patches.push_back({manifest->name, *place});
      }
    }
    for (const std::string& path : config.vendored) {
      if (const std::optional<RepoPath> place = Resolve(directory, path)) {
        found_.vendored.push_back(*place);
      }
    }
  }

  void AddPatches(const std::vector<std::pair<std::string, std::string>>& patches,
                  const RepoPath& directory) {
    for (const auto& [package, path] : patches) {
      if (const std::optional<RepoPath> place = Resolve(directory, path)) {
        found_.patches.push_back({package, *place});
      } else {
        found_.warnings.emplace_back(
            warnings::DependencyOutside{ManifestIn(directory).bytes(), package, path});
      }
    }
  }

  void AddMembers(const std::string& pattern) {
    const std::optional<PathGlob> glob = PathGlob::Parse(pattern, kRustGlobs);
    if (!glob) {
      Fail(ReadProblem{ManifestIn(root_).bytes(), ReadCause::kSyntax,
                       "nobody here understands the pattern '" + pattern + "'"});
      return;
    }
    if (pattern.find_first_of("*?[") == std::string::npos) {
      const std::optional<RepoPath> place = Resolve(root_, pattern);
      if (!place) {
        found_.warnings.emplace_back(
            warnings::DependencyOutside{ManifestIn(root_).bytes(), "members", pattern});
      } else if (!IsExcluded(*found_.root, root_, *place)) {
        Add(*place, true);
      }
      return;
    }
    glob->Expand(
        files_, root_, [](std::string_view) { return false; },
        [&](const RepoPath& place) {
          if (!IsExcluded(*found_.root, root_, place) && files_.HasFile(ManifestIn(place))) {
            Add(place, true);
          }
        });
  }

  // Adds a crate and all that its paths lead to.
  void Add(const RepoPath& first, bool is_used) {
    std::vector<RepoPath> open{first};
    while (!open.empty()) {
      const RepoPath directory = std::move(open.back());
      open.pop_back();
      const auto known = found_.crates.find(directory);
      if (known != found_.crates.end() && (known->second.is_used || !is_used)) continue;
      const CargoManifest* manifest =
          known == found_.crates.end() ? LoadCrate(directory) : known->second.manifest;
      if (manifest == nullptr) continue;
      CargoCrate& crate = found_.crates[directory];
      crate.manifest = manifest;
      crate.is_used = is_used;
      if (const auto workspace = WorkspaceOf(files_, directory)) {
        crate.workspace = workspace->first;
        crate.workspace_directory = workspace->second;
      }
      crate.version = VersionOf(crate);
      for (const CargoDependency& dependency : manifest->dependencies) {
        const std::optional<CargoPlace> place = PathOf(dependency, crate, directory);
        if (!place) continue;
        if (place->directory) {
          open.push_back(*place->directory);
        } else {
          found_.warnings.emplace_back(warnings::DependencyOutside{ManifestIn(directory).bytes(),
                                                                   dependency.key, place->written});
        }
      }
    }
  }

  // A crate inside of a submodule is its commit: nothing of it can be read here.
  const CargoManifest* LoadCrate(const RepoPath& directory) {
    for (RepoPath above = directory; !above.IsRoot(); above = above.Parent()) {
      if (files_.EntryAt(above).mode == graph::FileMode::kSubmodule) return nullptr;
    }
    const CargoManifest* manifest = Load(directory);
    if (manifest != nullptr && !manifest->has_package) {
      Fail(ReadProblem{ManifestIn(directory).bytes(), ReadCause::kSyntax, "it has no package"});
      return nullptr;
    }
    return manifest;
  }

  static std::string VersionOf(const CargoCrate& crate) {
    if (!crate.manifest->version.empty() || crate.workspace == nullptr) {
      return crate.manifest->version;
    }
    for (const auto& [key, value] : crate.workspace->shared_package) {
      if (key == "version" && value.size() > 2) return value.substr(1, value.size() - 2);
    }
    return {};
  }

  TreeFiles& files_;
  const RepoPath& root_;
  CargoCrates found_;
};

}  // namespace

const CargoDependency* SharedOf(const CargoDependency& dependency, const CargoCrate& crate) {
  if (!dependency.from_workspace || crate.workspace == nullptr) return nullptr;
  const std::vector<CargoDependency>& shared = crate.workspace->shared;
  const auto found = std::lower_bound(
      shared.begin(), shared.end(), dependency.key,
      [](const CargoDependency& left, const std::string& key) { return left.key < key; });
  return found != shared.end() && found->key == dependency.key ? &*found : nullptr;
}

const std::string& PackageOf(const CargoDependency& dependency, const CargoCrate& crate) {
  const CargoDependency* shared = SharedOf(dependency, crate);
  return shared != nullptr ? shared->package : dependency.package;
}

std::optional<CargoPlace> PathOf(const CargoDependency& dependency, const CargoCrate& crate,
                                 const RepoPath& directory) {
  if (dependency.path) return CargoPlace{Resolve(directory, *dependency.path), *dependency.path};
  const CargoDependency* shared = SharedOf(dependency, crate);
  if (shared == nullptr || !shared->path) return std::nullopt;
  return CargoPlace{Resolve(crate.workspace_directory, *shared->path), *shared->path};
}

bool IsCargoRoot(TreeFiles& files, const RepoPath& directory) {
  if (!files.HasFile(ManifestIn(directory))) return false;
  // One that can't be read is a root: then its own builds are what is unknown.
  if (ManifestOf(files, directory) == nullptr) return true;
  const auto workspace = WorkspaceOf(files, directory);
  return !workspace || workspace->second == directory;
}

CargoCrates FindCargoCrates(TreeFiles& files, const RepoPath& directory) {
  return CrateFinder(files, directory).Find();
}

}  // namespace deltaplan::planner::workspace
