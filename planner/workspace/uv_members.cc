#include "planner/workspace/uv_members.h"

#include <algorithm>
#include <optional>

#include "planner/workspace/path_glob.h"

namespace deltaplan::planner::workspace {
namespace {

using graph::RepoPath;

RepoPath PyprojectIn(const RepoPath& directory) { return directory.Child("pyproject.toml"); }

std::string_view WithoutDot(std::string_view pattern) {
  while (pattern.starts_with("./")) pattern.remove_prefix(2);
  while (pattern.size() > 1 && pattern.ends_with('/')) pattern.remove_suffix(1);
  return pattern;
}

// `path` is relative to the root. An excluded pattern is held against the whole path, so that its
// stars stand for slashes too.
bool IsExcludedByUv(const PythonProject& workspace, std::string_view path) {
  return std::any_of(workspace.exclude.begin(), workspace.exclude.end(),
                     [&](const std::string& pattern) {
                       return MatchesName(WithoutDot(pattern), path, kRustGlobs.stars_match_dots);
                     });
}

bool IsListed(const PythonProject& workspace, std::string_view path) {
  return std::any_of(workspace.members.begin(), workspace.members.end(),
                     [&](const std::string& pattern) {
                       const auto glob = PathGlob::Parse(pattern, kRustGlobs);
                       return glob && glob->Matches(path);
                     });
}

std::string_view PathBelow(const RepoPath& root, const RepoPath& path) {
  std::string_view bytes = path.bytes();
  return root.IsRoot() ? bytes : bytes.substr(root.bytes().size() + 1);
}

}  // namespace

const PythonProject* PythonProjectIn(TreeFiles& files, const RepoPath& directory) {
  const auto parsed = files.Parsed<PythonProject>(PyprojectIn(directory), ParsePythonProject);
  if (!parsed || parsed->index() != 0) return nullptr;
  return std::get<0>(*parsed);
}

RepoPath UvRootOf(TreeFiles& files, const RepoPath& directory) {
  const PythonProject* project = PythonProjectIn(files, directory);
  if (project == nullptr || project->has_workspace || !project->is_managed) return directory;
  for (RepoPath above = directory; !above.IsRoot();) {
    above = above.Parent();
    const PythonProject* workspace = PythonProjectIn(files, above);
    if (workspace == nullptr) {
      if (files.HasFile(PyprojectIn(above))) return directory;
      continue;
    }
    const std::string_view path = PathBelow(above, directory);
    const bool is_member =
        workspace->has_workspace && IsListed(*workspace, path) && !IsExcludedByUv(*workspace, path);
    return is_member ? above : directory;
  }
  return directory;
}

bool IsUvRoot(TreeFiles& files, const RepoPath& directory) {
  if (!files.HasFile(PyprojectIn(directory))) return false;
  const bool has_lock = files.HasFile(directory.Child("uv.lock"));
  const PythonProject* project = PythonProjectIn(files, directory);
  if (project == nullptr) return has_lock;
  if (!has_lock && files.HasFile(directory.Child("poetry.lock"))) return false;
  return (has_lock || project->has_uv) && UvRootOf(files, directory) == directory;
}

UvMembers FindUvMembers(TreeFiles& files, const RepoPath& directory) {
  UvMembers found;
  const auto add = [&](const RepoPath& place) {
    const auto parsed = files.Parsed<PythonProject>(PyprojectIn(place), ParsePythonProject);
    if (!parsed) return;
    if (const auto* problem = std::get_if<ReadProblem>(&*parsed)) {
      found.problems.push_back(*problem);
      return;
    }
    const PythonProject* project = std::get<0>(*parsed);
    if (place != directory && !project->is_managed) return;
    if (project->has_project || place == directory) found.projects.emplace(place, project);
  };
  add(directory);
  const auto root = found.projects.find(directory);
  if (root == found.projects.end()) return found;
  const PythonProject& workspace = *root->second;
  if (!workspace.has_project) found.projects.erase(root);
  for (const std::string& pattern : workspace.members) {
    const std::optional<PathGlob> glob = PathGlob::Parse(pattern, kRustGlobs);
    if (!glob) {
      found.problems.push_back({PyprojectIn(directory).bytes(), ReadCause::kSyntax,
                                "nobody here understands the pattern '" + pattern + "'"});
      continue;
    }
    glob->Expand(
        files, directory, [](std::string_view) { return false; },
        [&](const RepoPath& place) {
          if (place != directory && !IsExcludedByUv(workspace, PathBelow(directory, place))) {
            add(place);
          }
        });
  }
  return found;
}

}  // namespace deltaplan::planner::workspace
