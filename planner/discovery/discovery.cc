#include "planner/discovery/discovery.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <set>
#include <utility>

#include "planner/containers/build_files.h"
#include "planner/containers/image_names.h"
#include "planner/discovery/environments_survey.h"
#include "planner/discovery/registry_survey.h"
#include "planner/discovery/shared_dockerfile.h"
#include "planner/discovery/tree_survey.h"
#include "planner/discovery/workspace_survey.h"
#include "planner/model/placeholders.h"
#include "planner/text/quote.h"
#include "tfvars/text/ascii.h"

namespace deltaplan::planner {
namespace {

using graph::RepoPath;

// Directories that are named after what is in them, and not after a service.
constexpr std::array kGeneric{"docker", "build",     "ci",         "image",       "images", "infra",
                              "deploy", "container", "containers", "dockerfiles", "scripts"};

// Of directories and packages that could be anybody's.
constexpr std::array<std::string_view, 13> kNoNames{
    "app",  "application", "code",   "main",      "monorepo", "project", "repo",
    "root", "server",      "source", "workspace", "work",     "src"};

// The name of a service of which nothing tells one.
constexpr const char* kNameless = "app";

bool IsGeneric(std::string_view name) {
  return std::ranges::find(kGeneric, name) != kGeneric.end();
}

// The directory of what a Dockerfile builds: its own, or that of a service which has it in "src".
RepoPath PlaceOf(const RepoPath& dockerfile) {
  const RepoPath own = dockerfile.Parent();
  const RepoPath above = own.Parent();
  return own.Name() == "src" && !above.IsRoot() && !HoldsServices(above) ? above : own;
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
  RepoPath directory = PlaceOf(path);
  while (!directory.IsRoot() && IsGeneric(directory.Name())) directory = directory.Parent();
  return std::string(directory.Name());
}

// Names and paths as a configuration takes them literally.
bool IsPlainName(std::string_view name) {
  return !name.empty() && tfvars::IsLetterOrDigit(name.front()) &&
         std::ranges::all_of(name, [](char c) {
           return tfvars::IsLetterOrDigit(c) || c == '.' || c == '_' || c == '-';
         });
}

bool IsPlainPath(std::string_view path) {
  return path.find('*') == std::string_view::npos && IsValidUtf8(path);
}

// No {word} in it, which would stand for something else.
bool IsPlainText(std::string_view text) {
  return !UnknownPlaceholder(text, {}) && IsValidUtf8(text);
}

// Why a build can't be written into a configuration.
std::optional<std::string> Unwritable(const ContainerBuild& build) {
  if (!IsPlainName(build.name)) return "its name can't be that of a service";
  if (!build.undecided.empty()) {
    return fmt::format("its {} can't be told", fmt::join(build.undecided, ", "));
  }
  const bool all_plain =
      IsPlainText(build.context) && IsPlainText(build.dockerfile) &&
      IsPlainText(build.target.value_or("")) &&
      std::ranges::all_of(build.args, [](const auto& arg) {
        return !arg.first.empty() && IsPlainText(arg.first) && IsPlainText(arg.second);
      });
  if (!all_plain) return "a {word} or bytes that are no text stand in its build";
  return std::nullopt;
}

constexpr const char* kNoDirectory = "no directory of its own was found";

class Discoverer {
 public:
  Discoverer(workspace::TreeFiles& files, std::string_view repository_name)
      : files_(files),
        repository_name_(repository_name),
        survey_(SurveyTree(files)),
        terraform_names_(TerraformNames(files, survey_)) {}

  FoundPlatform Run() {
    CollectBuilds();
    FindTags();
    TakeShared();
    FindBases();
    for (auto& [name, build] : builds_) Place(name, build);
    NameAsTerraform();
    FindPackages();
    std::ranges::sort(found_.services, {}, &FoundService::name);
    LeaveOutUnfitFiles();
    FindRepositories(files_, survey_, found_);
    std::ranges::sort(found_.left_out);
    return std::move(found_);
  }

 private:
  void CollectBuilds() {
    BuildListing listing = ListBuilds(files_);
    found_.unread = std::move(listing.unread);
    std::set<std::string> used;
    for (ContainerBuild& build : listing.builds) {
      if (build.name.starts_with('_')) continue;  // of bake: there for others to inherit
      // A name that is none says nothing of the Dockerfile.
      if (IsPlainName(build.name)) used.insert(build.dockerfile);
      if (build.context_is_elsewhere || build.dockerfile_text) continue;
      if (const auto why = Unwritable(build)) {
        LeaveOut(build, *why);
        continue;
      }
      if (!files_.HasFile(RepoPath::FromCanonical(build.dockerfile))) continue;
      why_[build.name] = fmt::format("{} builds it", build.said_in);
      names_.Add(build.name);
      for (const std::string& tag : build.tags) names_.AddFullName(build.name, tag);
      builds_.emplace(build.name, std::move(build));
    }
    for (const RepoPath& path : survey_.dockerfiles) {
      if (used.contains(path.bytes())) continue;
      if (std::vector<SharedBuild> shared = SharedBuildsOf(path); !shared.empty()) {
        shared_.push_back(std::move(shared));
        if (IsSure(shared_.back())) continue;
      }
      const std::string name = NameOfDockerfile(path);
      if (name.empty() || builds_.contains(name)) {
        found_.left_out.push_back({path.bytes(), kNoDirectory});
        continue;
      }
      Take(BuildOfDockerfile(files_, name, path), path.bytes());
    }
    TakeOnlyDockerfile();
  }

  // Where there is nothing else, the Dockerfile at the root is that of the one service.
  void TakeOnlyDockerfile() {
    const RepoPath dockerfile = RepoPath::FromCanonical("Dockerfile");
    if (!builds_.empty() || !shared_.empty() || !files_.HasFile(dockerfile)) return;
    ContainerBuild build = BuildOfDockerfile(files_, kNameless, dockerfile);
    if (!IsOfOnlyService(build)) return;
    std::erase_if(found_.left_out,
                  [&](const LeftOut& each) { return each.what == dockerfile.bytes(); });
    const auto [name, why] = NameOfOnlyService();
    is_nameless_ = name.empty();
    if (!is_nameless_) build.name = name;
    Take(std::move(build), dockerfile.bytes() + "; " + why);
  }

  // What nothing but its place says of: as Terraform calls it, else its package, else the
  // repository. With what says so; "" where nothing does.
  std::pair<std::string, std::string> NameOfOnlyService() {
    std::set<std::string> keys;
    for (const FoundEnvironment& environment : FindEnvironments(files_, survey_, {})) {
      keys.insert(environment.names.begin(), environment.names.end());
    }
    if (keys.size() == 1 && IsPlainName(*keys.begin())) {
      return {*keys.begin(), "the tag map has the name"};
    }
    std::vector<std::pair<std::string, std::string>> told;
    for (const std::string& name : PackageNames(files_, RepoPath())) {
      told.emplace_back(name, "its manifest has the name");
    }
    told.emplace_back(repository_name_, "the repository has the name");
    std::erase_if(told, [](const auto& each) {
      return !IsPlainName(each.first) || Has(kNoNames, each.first) || IsGeneric(each.first);
    });
    const auto in_terraform = std::ranges::find_if(
        told, [&](const auto& each) { return HasName(terraform_names_, each.first); });
    if (in_terraform != told.end()) return *in_terraform;
    if (told.empty()) return {"", "nothing tells the name"};
    return told.front();
  }

  // At the root, and nothing looks as if there were several.
  bool IsOfOnlyService(const ContainerBuild& build) const {
    const auto lies_with_services = [](const auto& each) {
      return HoldsServices(each.second.Parent());
    };
    return RepoPath::FromCanonical(build.dockerfile).Parent().IsRoot() &&
           std::ranges::count_if(survey_.directories, lies_with_services) < 2;
  }

  void Take(ContainerBuild build, std::string why) {
    if (const auto unwritable = Unwritable(build)) return LeaveOut(build, *unwritable);
    why_[build.name] = std::move(why);
    names_.Add(build.name);
    builds_.emplace(build.name, std::move(build));
  }

  // None where the Dockerfile lies with what it builds.
  std::vector<SharedBuild> SharedBuildsOf(const RepoPath& dockerfile) {
    const RepoPath own = dockerfile.Parent();
    const bool has_manifest = std::ranges::find(survey_.manifests, own) != survey_.manifests.end();
    if (has_manifest || (!own.IsRoot() && HoldsServices(own.Parent()))) return {};
    return SharedBuilds(files_, survey_, dockerfile);
  }

  // Anywhere else only the tag map can say that these are services.
  static bool IsSure(const std::vector<SharedBuild>& shared) {
    return HoldsServices(shared.front().directory.Parent());
  }

  // What one Dockerfile builds: what the tag map names of it, or all that lies where services do.
  void TakeShared() {
    for (std::vector<SharedBuild>& shared : shared_) {
      const auto is_named = [&](const SharedBuild& each) {
        return HasName(tag_names_, each.build.name);
      };
      const bool any_named = std::ranges::any_of(shared, is_named);
      if (!any_named && !IsSure(shared)) continue;
      // Until the tag map named these, it counted as the Dockerfile of one.
      const std::string dockerfile = shared.front().build.dockerfile;
      std::erase_if(builds_, [&](const auto& each) {
        return each.second.dockerfile == dockerfile && !HasName(tag_names_, each.first);
      });
      std::erase_if(found_.left_out, [&](const LeftOut& each) { return each.what == dockerfile; });
      for (SharedBuild& each : shared) {
        const std::string name = each.build.name;
        if (builds_.contains(name)) continue;
        if (any_named && !is_named(each)) {
          found_.left_out.push_back({each.directory.bytes(), "the tag map does not name it"});
          continue;
        }
        directories_.emplace(name, each.directory);
        Take(std::move(each.build), fmt::format("{} builds it", dockerfile));
      }
    }
  }

  void LeaveOut(const ContainerBuild& build, std::string why) {
    found_.left_out.push_back(
        {build.said_in.empty() ? build.dockerfile : build.name + " of " + build.said_in,
         std::move(why)});
  }

  void FindTags() {
    std::set<std::string> names;
    for (const auto& [name, build] : builds_) names.insert(name);
    for (const std::vector<SharedBuild>& shared : shared_) {
      if (!IsSure(shared)) continue;
      for (const SharedBuild& each : shared) names.insert(each.build.name);
    }
    found_.environments = FindEnvironments(files_, survey_, names);
    for (const FoundEnvironment& environment : found_.environments) {
      tag_names_.insert(environment.names.begin(), environment.names.end());
    }
    terraform_names_.insert(tag_names_.begin(), tag_names_.end());
  }

  // A file for each service has to be there for each, and Terraform must not read all of them for
  // one variable.
  void LeaveOutUnfitFiles() {
    std::erase_if(found_.environments, [&](const FoundEnvironment& environment) {
      if (!NamesService(environment.file)) return false;
      std::vector<std::string> places = environment.var_files;
      places.insert(places.end(), {environment.variable, environment.terraform.value_or("")});
      const bool is_last_kept = environment.terraform && std::ranges::none_of(places, NamesService);
      const auto lacks = std::ranges::find_if(found_.services, [&](const FoundService& service) {
        return !Has(environment.names, service.name);
      });
      if (!is_last_kept && lacks == found_.services.end()) return false;
      found_.left_out.push_back({.what = environment.file,
                                 .why = is_last_kept
                                            ? "Terraform reads them all and keeps the last tag"
                                            : fmt::format("{} has none", lacks->name)});
      return true;
    });
  }

  // What others are built FROM and what nothing else names is a base image.
  void FindBases() {
    const TriggersOf no_triggers = [](const ImageUse&) { return std::vector<Instruction>(); };
    for (const auto& [name, build] : builds_) {
      for (const ImageUse& use : ReadBuildFiles(files_, build, no_triggers).reads.images) {
        const std::optional<std::string> base = names_.Find(use.name);
        if (!base || *base == name) continue;
        used_.insert(*base);
        if (!IsInTerraform(*base)) bases_.insert(*base);
      }
    }
  }

  static bool HasName(const std::set<std::string>& names, const std::string& name) {
    return std::ranges::any_of(
        names, [&](const std::string& each) { return NormalName(each) == NormalName(name); });
  }
  bool IsInTerraform(const std::string& name) const { return HasName(terraform_names_, name); }

  // The directory of a service: that of its Dockerfile, or the only one of its name.
  std::optional<RepoPath> DirectoryOf(const std::string& name, const ContainerBuild& build) {
    const auto known = directories_.find(name);
    if (known != directories_.end()) return known->second;
    const RepoPath own = RepoPath::FromCanonical(build.dockerfile).Parent();
    const auto sharing = std::ranges::count_if(builds_, [&](const auto& each) {
      return RepoPath::FromCanonical(each.second.dockerfile).Parent() == own;
    });
    const RepoPath beside = PlaceOf(RepoPath::FromCanonical(build.dockerfile));
    if (!own.IsRoot() && sharing == 1 && !IsGeneric(beside.Name())) return beside;
    std::vector<RepoPath> places;
    for (const auto& [each, path] : survey_.directories) {
      if (NormalName(each) == NormalName(name)) places.push_back(path);
    }
    if (places.size() == 1) return places.front();
    for (const RepoPath& place : places) {
      const RepoPath parent = place.Parent();
      if (!parent.IsRoot() && parent.Parent().IsRoot() && HoldsServices(parent)) return place;
    }
    if (IsInItsContext(build)) return RepoPath::FromCanonical(build.context);
    if (builds_.size() == 1 && IsOfOnlyService(build)) return SourceOf(build);
    return std::nullopt;
  }

  // A bake or compose file may build several services of one directory.
  static bool IsInItsContext(const ContainerBuild& build) {
    const RepoPath context = RepoPath::FromCanonical(build.context);
    return !build.said_in.empty() && !context.IsRoot() && !IsGeneric(context.Name()) &&
           context.Contains(RepoPath::FromCanonical(build.dockerfile));
  }

  // Of the one service of a repository: the first directory that is copied; where all is, the root.
  RepoPath SourceOf(const ContainerBuild& build) {
    const TriggersOf no_triggers = [](const ImageUse&) { return std::vector<Instruction>(); };
    const RepoPath context = RepoPath::FromCanonical(build.context);
    RepoPath source;
    for (const ContextRead& read : ReadBuildFiles(files_, build, no_triggers).reads.reads) {
      if (read.source.empty() || read.source == ".") return {};
      const auto path =
          RepoPath::Parse(context.IsRoot() ? read.source : context.bytes() + "/" + read.source);
      if (path && source.IsRoot() && files_.At(*path).IsTree()) source = *path;
    }
    return source;
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
    if (!directory || (is_taken && !IsInItsContext(build))) return LeaveOut(build, kNoDirectory);
    if (!IsPlainPath(directory->bytes())) {
      return LeaveOut(build, "a configuration can't name its directory");
    }
    found_.services.push_back({.name = name,
                               .path = *directory,
                               .build = build,
                               .why = why_[name],
                               .is_in_terraform = IsInTerraform(name),
                               .is_nameless = is_nameless_});
  }

  void NameAsTerraform() {
    std::set<std::string> names;
    for (const FoundService& service : found_.services) names.insert(service.name);
    // The tag map's names are those that Terraform reads, where it has any.
    const std::set<std::string>& keys = tag_names_.empty() ? terraform_names_ : tag_names_;
    for (FoundService& service : found_.services) {
      for (const std::string& key : keys) {
        if (NormalName(key) != NormalName(service.name) || !IsPlainName(key)) continue;
        service.is_in_terraform = true;
        if (names.contains(key)) continue;
        // Dockerfiles go on to call its image as they do.
        if (used_.contains(service.name)) service.image = service.name;
        service.name = key;
      }
    }
  }

  void FindPackages() {
    std::vector<RepoPath> services;
    for (const FoundService& service : found_.services) services.push_back(service.path);
    WorkspaceSurvey workspace = SurveyWorkspace(files_, services);
    found_.workspace = std::move(workspace.found);
    const std::set<RepoPath>& members = workspace.members;
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
      const bool is_member = members.contains(manifest);
      if (!is_service && !is_image && !is_inside && !holds_service && !is_member &&
          IsPlainPath(manifest.bytes())) {
        found_.packages.push_back(manifest);
      }
    }
  }

  workspace::TreeFiles& files_;
  std::string repository_name_;
  TreeSurvey survey_;
  std::set<std::string> terraform_names_;
  std::set<std::string> tag_names_;  // those of them that are keys of tag maps
  std::map<std::string, ContainerBuild> builds_;
  std::map<std::string, std::string> why_;
  std::vector<std::vector<SharedBuild>> shared_;  // one for each Dockerfile
  std::map<std::string, RepoPath> directories_;   // by build, where it is told
  ImageNames names_;
  bool is_nameless_ = false;     // there is but one build, and nothing tells its name
  std::set<std::string> used_;   // images that others are built FROM
  std::set<std::string> bases_;  // those of them that nothing runs
  FoundPlatform found_;
};

}  // namespace

FoundPlatform DiscoverPlatform(workspace::TreeFiles& files, std::string_view repository_name) {
  return Discoverer(files, repository_name).Run();
}

}  // namespace deltaplan::planner
