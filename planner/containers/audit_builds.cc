// Which build makes which image.
#include <algorithm>

#include "planner/containers/audit.h"
#include "planner/containers/build_files.h"
#include "planner/containers/image_names.h"
#include "planner/containers/path_match.h"
#include "planner/model/image_build.h"

namespace deltaplan::planner {
namespace {

using graph::RepoPath;

// The Dockerfile in one of the image's directories.
std::optional<ContainerBuild> BuildInDirectory(const AuditedImage& image,
                                               workspace::TreeFiles& files) {
  for (const RepoPath& directory : image.directories) {
    for (const char* name : {"Dockerfile", "Containerfile", "dockerfile"}) {
      const RepoPath dockerfile = directory.Child(name);
      if (files.HasFile(dockerfile)) return BuildOfDockerfile(files, image.image, dockerfile);
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<ContainerBuild> BuildOfImage(const AuditRequest& request, const AuditedImage& image,
                                           workspace::TreeFiles& files) {
  const ImageBuild said = ResolveBuild(request.config, image.image);
  if (const BuildEntry* entry =
          said.context ? planner::BuildOf(request.config, image.image) : nullptr) {
    ContainerBuild build{.name = image.image, .said_in = request.config_file};
    build.context = PathBelowRoot(*said.context);
    build.dockerfile = PathBelowRoot(entry->DockerfileOf(image.image));
    build.target = said.target;
    build.args = said.args;
    // What a bake file gives its target as contexts is no matter of the configuration; images of
    // the repository go under their names.
    for (const std::string& from : said.from) {
      build.contexts[ContextName(from)] = {.kind = NamedContext::Kind::kImage, .value = from};
    }
    for (const ContainerBuild& other : request.builds) {
      if (other.dockerfile != build.dockerfile || other.context != build.context) continue;
      if (!other.undecided.empty()) continue;
      if (other.target != build.target) continue;
      for (const auto& [name, context] : other.contexts) build.contexts.try_emplace(name, context);
      for (const auto& [name, value] : other.args) build.args.try_emplace(name, value);
      for (const std::string& name : other.unknown_args) {
        if (!build.args.contains(name)) build.unknown_args.insert(name);
      }
    }
    return build;
  }
  for (const std::string& name : {image.image, image.shown_as}) {
    for (const ContainerBuild& build : request.builds) {
      const bool is_tagged = std::ranges::any_of(
          build.tags, [&](const std::string& tag) { return LastPartOf(tag) == name; });
      if (build.name == name || is_tagged) return build;
    }
  }
  return BuildInDirectory(image, files);
}

}  // namespace deltaplan::planner
