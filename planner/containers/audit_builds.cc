// Which build makes which image.
#include <algorithm>

#include "planner/containers/audit.h"
#include "planner/containers/build_files.h"
#include "planner/containers/path_match.h"
#include "planner/model/image_build.h"

namespace deltaplan::planner {
namespace {

using graph::RepoPath;

std::string Joined(const std::string& directory, std::string_view name) {
  return directory.empty() ? std::string(name) : directory + "/" + std::string(name);
}

// The last part of a tag's repository: "api" of "registry.example.com/acme/api:1".
std::string_view LastPart(std::string_view tag) {
  tag = tag.substr(0, tag.find('@'));
  tag = tag.substr(tag.rfind('/') + 1);
  return tag.substr(0, tag.find(':'));
}

// How many of the literal sources of a build are there.
std::size_t SourcesFound(workspace::TreeFiles& files, const BuildFiles& build,
                         const std::string& context, std::size_t& count) {
  std::size_t found = 0;
  count = 0;
  for (const ContextRead& read : build.reads.reads) {
    if (!read.context.empty() || read.source.empty()) continue;
    ++count;
    const std::string path = Joined(context, LiteralPart(read));
    if (files.At(RepoPath::FromCanonical(path)).Exists()) ++found;
  }
  return found;
}

// The Dockerfile in the directory of a service. Where it is built can be told only by what it
// copies: from its own directory, or from the root.
std::optional<ContainerBuild> BuildInDirectory(const AuditedImage& image,
                                               workspace::TreeFiles& files) {
  if (!image.directory) return std::nullopt;
  ContainerBuild build{.name = image.image, .context = image.directory->bytes()};
  for (const char* name : {"Dockerfile", "Containerfile", "dockerfile"}) {
    build.dockerfile = Joined(build.context, name);
    if (!files.HasFile(RepoPath::FromCanonical(build.dockerfile))) continue;
    const BuildFiles read =
        ReadBuildFiles(files, build, [](std::string_view) { return std::vector<Instruction>(); });
    std::size_t count = 0;
    const std::size_t here = SourcesFound(files, read, build.context, count);
    if (here < count && SourcesFound(files, read, "", count) > here) build.context.clear();
    return build;
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
          build.tags, [&](const std::string& tag) { return LastPart(tag) == name; });
      if (build.name == name || is_tagged) return build;
    }
  }
  return BuildInDirectory(image, files);
}

}  // namespace deltaplan::planner
