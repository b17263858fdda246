#include "planner/config/dockerfile_inputs.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "graph/repo_path.h"
#include "planner/containers/ignore_file.h"
#include "planner/model/image_build.h"

namespace deltaplan::planner {
namespace {

using graph::RepoPath;

bool IsMissingIn(const std::vector<RepoPath>& paths, const RepoPath& path) {
  return std::ranges::none_of(paths, [&](const RepoPath& each) { return each.Contains(path); });
}

void Add(std::vector<RepoPath>& paths, const RepoPath& path) {
  if (!IsMissingIn(paths, path)) return;
  paths.push_back(path);
  std::ranges::sort(paths);
}

}  // namespace

void AddDockerfiles(Platform& platform, const Config& config, TreeGlob& finder,
                    ConfigProblems& problems) {
  std::set<RepoPath> looked_for;
  // The ignore file that counts, and those that would count before it: none of them may come or go
  // unseen. A path that neither side of a comparison has is no difference.
  const auto ignore_files_of = [&](const std::string& image) {
    std::vector<RepoPath> paths;
    const BuildEntry* build = BuildOf(config, image);
    if (build == nullptr) return paths;
    const auto dockerfile = RepoPath::Parse(build->DockerfileOf(image));
    const auto context = RepoPath::Parse(ResolveBuild(config, image).context.value_or("."));
    if (!dockerfile || !context) return paths;
    for (const std::string& name : IgnoreFileNames(dockerfile->bytes(), context->bytes())) {
      const RepoPath path = RepoPath::FromCanonical(name);
      if (IsMissingIn(platform.build_inputs, path)) paths.push_back(path);
      if (finder.At(name).Exists()) break;
    }
    return paths;
  };
  const auto dockerfile_of = [&](const std::string& image) -> std::optional<RepoPath> {
    const BuildEntry* build = BuildOf(config, image);
    if (build == nullptr) return std::nullopt;
    const auto path = RepoPath::Parse(build->DockerfileOf(image));
    if (!path) {
      problems.push_back({build->pointer,
                          fmt::format("The Dockerfile of the image \"{}\" would be \"{}\"", image,
                                      build->DockerfileOf(image)),
                          "Give that image a \"build\" of its own in \"images\"."});
      return std::nullopt;
    }
    if (!IsMissingIn(platform.build_inputs, *path)) return std::nullopt;
    if (looked_for.insert(*path).second && !finder.At(path->bytes()).Exists()) {
      platform.dead_paths.push_back(
          {.pointer = build->pointer, .path = *path, .service = std::nullopt});
    }
    return path;
  };
  std::set<std::string_view> run;
  for (Service& service : platform.services) {
    if (service.IsExternal()) continue;
    run.insert(service.image);
    const std::optional<RepoPath> path = dockerfile_of(service.image);
    if (path && !service.path->Contains(*path)) Add(service.inputs, *path);
    for (const RepoPath& ignore_file : ignore_files_of(service.image)) {
      if (!service.path->Contains(ignore_file)) Add(service.inputs, ignore_file);
    }
  }
  std::map<std::string_view, Image*> images;
  for (Image& image : platform.images) images.emplace(image.name, &image);
  for (auto& [name, image] : images) {
    if (run.contains(name)) continue;
    if (const auto path = dockerfile_of(std::string(name))) Add(image->paths, *path);
    for (const RepoPath& path : ignore_files_of(image->name)) Add(image->paths, path);
  }
}

}  // namespace deltaplan::planner
