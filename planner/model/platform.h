// What the configuration means in one commit: services, packages, images, with plain paths.
#ifndef DELTAPLAN_PLANNER_MODEL_PLATFORM_H_
#define DELTAPLAN_PLANNER_MODEL_PLATFORM_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "graph/object_id.h"
#include "graph/repo_path.h"
#include "planner/model/config.h"
#include "planner/model/edge_origin.h"
#include "planner/model/placeholders.h"

namespace deltaplan::planner {

struct Service {
  std::string name;
  std::optional<graph::RepoPath> path;  ///< nullopt: it is external, its image is built elsewhere
  std::vector<graph::RepoPath> inputs;  ///< further paths of its own, sorted
  std::vector<std::string> packages;    ///< names of the packages it depends on directly, sorted
  std::string image;
  bool always = false;
  std::optional<std::string> hold;
  TargetRule targets;                            ///< its own; empty: the environment's
  std::vector<std::string> restart_with = {};    ///< services, sorted
  std::string pointer;                           ///< of the entry that defined it
  PlaceholderTexts placeholders = {};            ///< all words of the configuration, with its own
  bool dev = true;                               ///< its development dependencies count
  std::optional<graph::RepoPath> manifest = {};  ///< of its members, beside those below its path
  /// Of `packages`, those that the configuration names; nullopt: it says nothing.
  std::optional<std::vector<std::string>> depends_on = {};
  /// Build inputs that are not everybody's: lockfiles that count as a whole for those whom their
  /// root installs. Sorted.
  std::vector<graph::RepoPath> build_inputs = {};
  /// Manifests, lockfiles and files of settings of the roots that install it, which count for it by
  /// what they say. Sorted.
  std::vector<graph::RepoPath> read_files = {};

  bool IsExternal() const { return !path.has_value(); }
};

/// In the same order.
std::vector<std::string> NamesOf(const std::vector<Service>& services);

/// What stands for {service}, {service_id}, {image}, {env} and the words of the configuration;
/// without an environment, for all but {env} and what needs it.
PlaceholderValues PlaceholdersOf(const Service& service, const std::string* environment);

/// The tag map of `environment`, which has one, with what the words of its place stand for.
ImageTagsEntry ImageTagsOf(const EnvironmentEntry& environment,
                           const std::vector<Service>& services);

struct Package {
  std::string name;
  graph::RepoPath path;
  std::vector<graph::RepoPath> inputs;
  std::vector<std::string> packages;         ///< direct dependencies
  std::vector<std::string> depends_on = {};  ///< of `packages`, those that the configuration names
  /// What lies below `path` and is no part of it: modules of Go inside of another. Sorted.
  std::vector<graph::RepoPath> without = {};
  /// Head neither has nor names it: it counts for those alone that name it.
  bool is_lost = false;
};

struct Image {
  std::string name;
  std::vector<graph::RepoPath> paths;  ///< of its own, for base images; sorted
  std::vector<std::string> packages;
  std::vector<std::string> from;
  std::vector<graph::RepoPath> build_inputs = {};  ///< that are not everybody's; sorted
};

/// A literal path of the configuration that does not exist in the commit. An error unless a
/// baseline still has it: then its removal is a change.
struct DeadPath {
  std::string pointer;
  graph::RepoPath path;
  std::optional<std::string> service;  ///< set when it is the main path of this service
};

/// A link at which the way of a service's path or pattern ends early.
struct LinkOnWay {
  std::string pointer;   ///< of the path or pattern
  std::string pattern;   ///< as it is written
  graph::RepoPath path;  ///< of the link
  graph::ObjectId blob;  ///< with its text
  std::string rest;      ///< of the pattern, behind the link
};

/// A pattern that matches nothing in the commit; likewise.
struct DeadPattern {
  std::string pointer;
  std::string text;
};

struct Platform {
  DependencyMode dependencies = DependencyMode::kAll;
  std::vector<Service> services;  ///< sorted by name; those with a dead main path included
  std::vector<Package> packages;  ///< sorted by name
  std::vector<graph::RepoPath> build_inputs;  ///< sorted
  /// Build inputs of some services and images that head neither has nor names. Sorted.
  std::vector<graph::RepoPath> lost_build_inputs = {};
  std::vector<Image> images;  ///< entries of "images", sorted by name
  std::vector<DeadPath> dead_paths;
  std::vector<LinkOnWay> links_on_way = {};
  std::vector<DeadPattern> dead_patterns;
  /// The "tag" of images that has words of the configuration in it, with these filled in.
  std::map<std::string, std::string> tag_formats;
  /// Manifests, lockfiles and files of settings that count by what they say. Sorted.
  std::vector<graph::RepoPath> read_files = {};
  /// Files that are not there and would be among them: a new .npmrc, a go.work above. Sorted.
  std::vector<graph::RepoPath> awaited_files = {};
  /// Of `read_files` those that "build_inputs" names: base images have them as before.
  std::vector<graph::RepoPath> taken_build_inputs = {};
  /// Where manifests and lockfiles say that a service or package depends on a package: by (from,
  /// to), both as paths; sorted.
  std::map<std::pair<std::string, std::string>, std::vector<EdgeOrigin>> found_edges = {};
};

/// The services whose image is built elsewhere.
std::set<std::string> ExternalServices(const std::vector<Service>& services);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_PLATFORM_H_
