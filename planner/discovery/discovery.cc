#include "planner/discovery/discovery.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <set>
#include <utility>

#include "planner/containers/build_files.h"
#include "planner/discovery/tree_survey.h"

namespace deltaplan::planner {
namespace {

using graph::RepoPath;

// Directories that are named after what is in them, and not after a service.
constexpr std::array kGeneric{"docker", "build",     "ci",         "image",       "images", "infra",
                              "deploy", "container", "containers", "dockerfiles", "scripts"};

bool IsGeneric(std::string_view name) {
  return std::ranges::find(kGeneric, name) != kGeneric.end();
}

// What an image is called: after a word in its Dockerfile's name, else after its directory.
std::string NameOfDockerfile(const RepoPath& path) {
  const std::string_view file = path.Name();
  for (const std::string_view kind : {"Dockerfile.", "Containerfile."}) {
    if (file.starts_with(kind)) return std::string(file.substr(kind.size()));
  }
  for (const std::string_view kind : {".Dockerfile", ".dockerfile", ".Containerfile"}) {
    if (file.ends_with(kind)) return std::string(file.substr(0, file.size() - kind.size()));
  }
  RepoPath directory = path.Parent();
  while (!directory.IsRoot() && IsGeneric(directory.Name())) directory = directory.Parent();
  return std::string(directory.Name());
}

std::string_view LastPart(std::string_view image) {
  image = image.substr(0, image.find('@'));
  image = image.substr(image.rfind('/') + 1);
  return image.substr(0, image.find(':'));
}

std::vector<Instruction> NoTriggers(const ImageUse&) { return {}; }

// How many of the named sources of a build are there, when it is built in `context`.
std::size_t FoundSources(workspace::TreeFiles& files, ContainerBuild build,
                         const std::string& context) {
  build.context = context;
  std::size_t found = 0;
  for (const ContextRead& read : ReadBuildFiles(files, build, NoTriggers).reads.reads) {
    const std::string literal = LiteralPart(read);
    if (literal.empty()) continue;
    const std::string path = context.empty() ? literal : context + "/" + literal;
    if (files.At(RepoPath::FromCanonical(path)).Exists()) ++found;
  }
  return found;
}

class Discoverer {
 public:
  explicit Discoverer(workspace::TreeFiles& files)
      : files_(files),
        survey_(SurveyTree(files)),
        terraform_names_(TerraformNames(files, survey_)) {}

  FoundPlatform Run() {
    CollectBuilds();
    FindBases();
    for (auto& [name, build] : builds_) Place(name, build);
    FindTerraform();
    FindPackages();
    std::ranges::sort(found_.services, {}, &FoundService::name);
    std::ranges::sort(found_.left_out);
    return std::move(found_);
  }

 private:
  void CollectBuilds() {
    BuildListing listing = ListBuilds(files_);
    found_.unread = std::move(listing.unread);
    std::set<std::string> used;
    for (ContainerBuild& build : listing.builds) {
      used.insert(build.dockerfile);
      if (build.context_is_elsewhere || build.dockerfile_text) continue;
      if (!files_.HasFile(RepoPath::FromCanonical(build.dockerfile))) continue;
      why_[build.name] = fmt::format("{} builds it", build.said_in);
      builds_.emplace(build.name, std::move(build));
    }
    for (const RepoPath& path : survey_.dockerfiles) {
      if (used.contains(path.bytes())) continue;
      const std::string name = NameOfDockerfile(path);
      if (name.empty() || builds_.contains(name)) {
        found_.left_out.push_back(path.bytes());
        continue;
      }
      ContainerBuild build{.name = name, .dockerfile = path.bytes()};
      const std::string directory = path.Parent().bytes();
      build.context =
          FoundSources(files_, build, "") > FoundSources(files_, build, directory) ? "" : directory;
      why_[name] = path.bytes();
      builds_.emplace(name, std::move(build));
    }
  }

  // What others are built FROM and what nothing else names is a base image.
  void FindBases() {
    for (const auto& [name, build] : builds_) {
      for (const ImageUse& use : ReadBuildFiles(files_, build, NoTriggers).reads.images) {
        const std::string base(LastPart(use.name));
        const bool is_ours = builds_.contains(use.name) ||
                             (builds_.contains(base) && use.name.find('/') != std::string::npos);
        const std::string key = builds_.contains(use.name) ? use.name : base;
        if (is_ours && key != name && !IsInTerraform(key)) bases_.insert(key);
      }
    }
  }

  bool IsInTerraform(const std::string& name) const {
    return std::ranges::any_of(terraform_names_, [&](const std::string& each) {
      return NormalName(each) == NormalName(name);
    });
  }

  // The directory of a service: that of its Dockerfile, or the only one of its name.
  std::optional<RepoPath> DirectoryOf(const std::string& name, const ContainerBuild& build) const {
    const RepoPath own = RepoPath::FromCanonical(build.dockerfile).Parent();
    const auto sharing = std::ranges::count_if(builds_, [&](const auto& each) {
      return RepoPath::FromCanonical(each.second.dockerfile).Parent() == own;
    });
    if (!own.IsRoot() && sharing == 1 && !IsGeneric(own.Name())) return own;
    std::vector<RepoPath> places;
    for (const auto& [each, path] : survey_.directories) {
      if (NormalName(each) == NormalName(name)) places.push_back(path);
    }
    if (places.size() == 1) return places.front();
    for (const RepoPath& place : places) {
      const std::string parent = place.Parent().bytes();
      if (parent == "services" || parent == "apps") return place;
    }
    return std::nullopt;
  }

  void Place(const std::string& name, ContainerBuild& build) {
    const auto directory = DirectoryOf(name, build);
    if (bases_.contains(name)) {
      found_.images.push_back({.name = name, .path = directory, .build = build});
      return;
    }
    const bool is_taken = directory && std::ranges::any_of(found_.services, [&](const auto& each) {
                            return each.path == *directory;
                          });
    if (!directory || is_taken) {
      found_.left_out.push_back(build.said_in.empty() ? build.dockerfile
                                                      : name + " of " + build.said_in);
      return;
    }
    found_.services.push_back({.name = name,
                               .path = *directory,
                               .build = build,
                               .why = why_[name],
                               .is_in_terraform = IsInTerraform(name)});
  }

  void FindTerraform() {
    std::set<std::string> names;
    for (const FoundService& service : found_.services) names.insert(service.name);
    found_.tag_map = FindTagMap(files_, survey_, names);
    const std::set<std::string> keys =
        found_.tag_map
            ? std::set<std::string>(found_.tag_map->names.begin(), found_.tag_map->names.end())
            : terraform_names_;
    for (FoundService& service : found_.services) {
      for (const std::string& key : keys) {
        // The tag map's names are those that Terraform reads.
        if (NormalName(key) != NormalName(service.name)) continue;
        if (!names.contains(key)) service.name = key;
        service.is_in_terraform = true;
      }
    }
    if (found_.tag_map) {
      const RepoPath file = RepoPath::FromCanonical(found_.tag_map->file);
      const RepoPath directory = file.Parent();
      const bool is_module = std::ranges::any_of(
          survey_.terraform, [&](const RepoPath& each) { return each.Parent() == directory; });
      if (is_module) found_.terraform = directory.bytes();
    }
  }

  void FindPackages() {
    for (const RepoPath& manifest : survey_.manifests) {
      const bool is_service = std::ranges::any_of(
          found_.services, [&](const auto& each) { return each.path.Contains(manifest); });
      const bool is_image = std::ranges::any_of(found_.images, [&](const auto& each) {
        return each.path && each.path->Contains(manifest);
      });
      const bool is_inside = std::ranges::any_of(
          found_.packages, [&](const RepoPath& each) { return each.Contains(manifest); });
      const bool holds_service = std::ranges::any_of(
          found_.services, [&](const auto& each) { return manifest.Contains(each.path); });
      if (!is_service && !is_image && !is_inside && !holds_service) {
        found_.packages.push_back(manifest);
      }
    }
  }

  workspace::TreeFiles& files_;
  TreeSurvey survey_;
  std::set<std::string> terraform_names_;
  std::map<std::string, ContainerBuild> builds_;
  std::map<std::string, std::string> why_;
  std::set<std::string> bases_;
  FoundPlatform found_;
};

}  // namespace

FoundPlatform DiscoverPlatform(workspace::TreeFiles& files) { return Discoverer(files).Run(); }

}  // namespace deltaplan::planner
