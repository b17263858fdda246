// deltaplan.json: what the team wrote. Format: docs/configuration.md,
// docs/schema/deltaplan.schema.json.
#ifndef DELTAPLAN_PLANNER_MODEL_CONFIG_H_
#define DELTAPLAN_PLANNER_MODEL_CONFIG_H_

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/model/deploy_settings.h"
#include "planner/model/placeholders.h"
#include "tfvars/address/address.h"
#include "tfvars/carriers/tag_carrier.h"

namespace deltaplan::planner {

/// A path as written, with the JSON pointer of the place where it was written. `*` inside a
/// component stands for any bytes of one component; nothing else is special.
struct PathPattern {
  std::string text;     ///< canonical (RepoPath form)
  std::string pointer;  ///< "/services/0/path"

  bool HasWildcard() const { return text.find('*') != std::string::npos; }
};

/// A word that names a package, image or service, with the place where it was written.
struct NameReference {
  std::string name;
  std::string pointer;
};

/// Whether a service is held, and why.
struct Hold {
  bool held = true;
  std::string why;  ///< "" when only true or false was written
};

/// "targets": patterns of Terraform addresses with {service}, {env}, {image} and further words, or
/// "auto": what the Terraform files say.
struct TargetRule {
  bool is_auto = false;  ///< then there are no patterns
  std::vector<std::string> patterns;
  bool is_none = false;  ///< "[]": no address rolls the service, whatever others say

  /// Nothing is written.
  bool IsEmpty() const { return !is_auto && patterns.empty() && !is_none; }
};

/// One entry of "services". An entry for a service that an earlier one has made refines it: what it
/// has replaces what was there, what it lacks stays.
struct ServiceEntry {
  std::string pointer;              ///< "/services/0"
  std::optional<std::string> name;  ///< default: the last component of the path
  std::optional<PathPattern> path;  ///< absent when the entry refines an earlier one
  std::optional<std::vector<PathPattern>> inputs;
  std::optional<std::vector<NameReference>> depends_on;  ///< package paths or names
  std::optional<std::string> image;
  std::optional<bool> always;         ///< deploys in every plan: reason `forced`
  std::optional<Hold> hold;           ///< never deploys
  std::optional<TargetRule> targets;  ///< instead of the environment's
  std::optional<std::vector<NameReference>> restart_with;  ///< services; rolled when one of them is
  PlaceholderTexts placeholders = {};  ///< its own; they replace words of the same name
  std::optional<bool> external = {};   ///< its image is built elsewhere: it has no path
  std::optional<bool> dev = {};        ///< instead of the configuration's
  /// The directory of its manifest, where that is not at or below its path.
  std::optional<std::string> manifest = {};
};

/// One entry of "packages"; a later one with the same path refines it in the same way.
struct PackageEntry {
  std::string pointer;
  std::optional<std::string> name;  ///< default: the path
  PathPattern path;
  std::optional<std::vector<PathPattern>> inputs;
  std::optional<std::vector<NameReference>> depends_on;
};

/// How an image is built: what `docker build` and bake files call these. {image} may stand in all
/// texts.
struct BuildEntry {
  std::string pointer;
  std::string context;  ///< a directory, relative to the repository's root; "" is the root
  std::optional<std::string> dockerfile;   ///< relative to the context; default: Dockerfile
  std::optional<std::string> target = {};  ///< the stage of the Dockerfile; default: its last
  std::map<std::string, std::string> args;

  /// The Dockerfile of an image, relative to the repository's root, as written.
  std::string DockerfileOf(std::string_view image) const;
};

/// What an image is built FROM, and images that no service runs (base images).
struct ImageEntry {
  std::string pointer;
  std::string name;
  std::optional<PathPattern> path;
  std::vector<PathPattern> inputs;
  std::vector<NameReference> depends_on;
  std::vector<NameReference> from;       ///< other images of this repository
  std::optional<BuildEntry> build = {};  ///< instead of what the configuration says of all
};

/// `kDeclared`: `depends_on` says it; `kAll`: every package fans out to every service;
/// `kWorkspace`: manifests and lockfiles say it, and `depends_on` adds to them.
enum class DependencyMode { kAll, kDeclared, kWorkspace };

/// How manifests and lockfiles count.
struct WorkspaceEntry {
  bool precise = false;  ///< a lockfile counts by what a service reaches in it, not as one file
  bool dev = true;       ///< development dependencies count
  bool root = true;      ///< what the root of a workspace wants counts for all its members
  std::vector<std::string> ignore_packages = {};  ///< external names, "*" stands for anything

  bool operator==(const WorkspaceEntry&) const = default;
};

/// One entry of an environment's "live" list. Which keys there are depends on `from`
/// (planner/live/live_source.h); those that were not written are not here.
struct LiveSourceEntry {
  std::string pointer;
  std::string from;  ///< "image_tags", ...
  std::map<std::string, std::string, std::less<>> texts = {};
  std::map<std::string, std::vector<std::string>, std::less<>> lists = {};

  /// The text of a key; null when it was not written.
  const std::string* Text(std::string_view key) const {
    const auto found = texts.find(key);
    return found == texts.end() ? nullptr : &found->second;
  }
};

struct ImageTagsEntry {
  /// Relative to the repository's root. {service} and {image} may stand in it: a file for each
  /// service, which `ImageTagsOf` names.
  std::string file;
  tfvars::TagPlace place;

  /// The variable of a map that is emitted: that of the file where it is one, else "image_tags".
  std::string variable() const { return place.IsPlainMap() ? place.path : "image_tags"; }

  bool operator==(const ImageTagsEntry&) const = default;
};

/// Where Terraform runs, and what it is given there besides the module's own files. {service},
/// {image} and {env} may stand in all texts; `RootOf` (planner/model/service_environment.h) fills
/// them in.
struct TerraformRoot {
  std::string dir;  ///< of the root module, relative to the repository's root; "" is the root
  std::optional<std::string> workspace = {};
  std::vector<std::string> var_files = {};       ///< relative to the repository's root, in order
  std::map<std::string, std::string> vars = {};  ///< as -var takes them; they come last
  /// "var_files" or "vars" was written, so all that Terraform is given is known: what nothing sets
  /// has its default.
  bool is_complete = false;

  auto operator<=>(const TerraformRoot&) const = default;
};

struct TerraformEntry {
  TerraformRoot root = {};
  TargetRule targets;
  std::vector<tfvars::Target> allow;          ///< what `verify` lets change besides
  std::vector<std::string> allow_attributes;  ///< what it lets change on any resource
  std::vector<std::string> data_types;        ///< further patterns of resource types that hold data
};

/// What services are called in ECS. {env}, {service}, {image} and further words may stand in all
/// texts.
struct EcsEntry {
  std::optional<std::string> cluster;
  std::optional<std::string> service;    ///< default: the service's name
  std::optional<std::string> family;     ///< of its task definitions; default: the service's name
  std::optional<std::string> container;  ///< default: the service's name
};

struct ServiceException;

struct EnvironmentEntry {
  std::string name;
  std::vector<LiveSourceEntry> live;
  std::optional<std::string> repository = {};  ///< of an image, with the registry; holds {image}
  EcsEntry ecs = {};                           ///< what is missing comes from a live source "ecs"
  std::optional<ImageTagsEntry> image_tags;
  std::optional<TerraformEntry> terraform;
  DeployEntry deploy = {};
  bool allow_diverged = false;  ///< what is live may lie beside head's history: no gate
  std::vector<ServiceException> exceptions;  ///< "services": in order of the file
};

/// What an environment says otherwise of one service.
struct ServiceException {
  std::string pointer;
  std::string service;
  /// With what was written for the service in the place of its own. The targets of its `terraform`
  /// are empty where none were written.
  EnvironmentEntry environment;
  bool has_own_live = false;  ///< "live" was written for it
};

struct Config {
  std::vector<ServiceEntry> services;
  PlaceholderTexts placeholders;  ///< further {words} of patterns that name a service
  std::vector<PackageEntry> packages;
  std::vector<PathPattern> build_inputs;
  std::vector<ImageEntry> images;
  std::optional<BuildEntry> build;  ///< of every image that has none of its own
  DependencyMode dependencies = DependencyMode::kAll;
  bool says_dependencies = false;  ///< that mode was written, and is not what counts without it
  WorkspaceEntry workspace;
  std::vector<std::string> ignore;
  std::string tag = "{short_sha}";
  std::optional<std::string>
      tag_pattern;  ///< as written; known to compile and to hold a group "sha" or "ref"
  /// What the group "ref" of a tag makes of itself: the git tag that names the commit.
  std::string tag_ref = "{ref}";
  std::vector<std::string> bootstrap_tags{"sha-bootstrap"};
  /// Tags that are moved from build to build: they name no commit, even where a git tag bears them.
  std::vector<std::string> moving_tags{
      "latest", "nightly", "stable", "edge",    "canary",  "rolling", "current", "next",
      "main",   "master",  "trunk",  "head",    "dev",     "develop", "test",    "testing",
      "qa",     "uat",     "stage",  "staging", "preprod", "live",    "prod",    "production"};
  std::vector<EnvironmentEntry> environments;  ///< in order of the file
};

/// Whether manifests or lockfiles are read.
bool ReadsManifests(const Config& config);

/// How `image` is built; null when the configuration does not say.
const BuildEntry* BuildOf(const Config& config, std::string_view image);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_CONFIG_H_
