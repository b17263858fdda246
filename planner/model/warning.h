// What never blocks and has to be known: as data. Its words are made by report/warning_words.
//
// A new warning is a struct here, an alternative of `WarningKinds`, its words, and a line in
// report/message_table.cc; the compiler and the tests ask for each.
#ifndef DELTAPLAN_PLANNER_MODEL_WARNING_H_
#define DELTAPLAN_PLANNER_MODEL_WARNING_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "graph/history.h"
#include "graph/object_id.h"
#include "planner/model/command_warnings.h"
#include "planner/model/missing_commits.h"
#include "planner/model/one_of.h"
#include "tfvars/text/file_line.h"

namespace deltaplan::planner {

using tfvars::FileLine;

/// All strings are raw: names, paths and what other programs said. `kCode` is stable.
namespace warnings {

/// A lockfile does not fit a manifest: both are followed.
struct LockfileStale {
  static constexpr std::string_view kCode = "lockfile_stale";
  std::string lockfile;
  std::string manifest;
  std::string dependency;  ///< the first, by name, of which they say different things

  bool operator==(const LockfileStale&) const = default;
};

/// A dependency names no member of its workspace, though it says that it is one.
struct DependencyUnresolved {
  static constexpr std::string_view kCode = "dependency_unresolved";
  std::string manifest;
  std::string dependency;
  std::string range;

  bool operator==(const DependencyUnresolved&) const = default;
};

/// A dependency is a path that leaves the repository.
struct DependencyOutside {
  static constexpr std::string_view kCode = "dependency_outside";
  std::string manifest;
  std::string dependency;
  std::string path;

  bool operator==(const DependencyOutside&) const = default;
};

/// Lockfiles of several package managers lie in one directory.
struct SeveralPackageManagers {
  static constexpr std::string_view kCode = "several_package_managers";
  std::string directory;
  std::string taken;                ///< the one whose files are read
  std::vector<std::string> others;  ///< lockfiles that are not

  bool operator==(const SeveralPackageManagers&) const = default;
};

/// The lockfile depends on the branch, which nobody knows here.
struct BranchLockfile {
  static constexpr std::string_view kCode = "branch_lockfile";
  std::string file;

  bool operator==(const BranchLockfile&) const = default;
};

/// What a package depends on is computed when it is built.
struct DynamicDependencies {
  static constexpr std::string_view kCode = "dynamic_dependencies";
  std::string manifest;
  std::string why;  ///< "dynamic = [\"dependencies\"]", without a full stop

  bool operator==(const DynamicDependencies&) const = default;
};

/// The directory of a service does not exist in head any more.
struct ServiceDeleted {
  static constexpr std::string_view kCode = "service_deleted";
  std::string service;
  std::string path;
  std::string pointer;  ///< of the configuration, to be removed
};

/// A path of the configuration exists at a baseline and not in head.
struct PathDeleted {
  static constexpr std::string_view kCode = "path_deleted";
  std::string path;
  std::string pointer;
};

struct TagMapUnreadable {
  static constexpr std::string_view kCode = "tag_map_unreadable";
  std::string file;
  std::string why;
};

/// Another file that Terraform reads later sets the variable in which the tags stand.
struct TagMapShadowed {
  static constexpr std::string_view kCode = "tag_map_shadowed";
  std::string environment;
  std::string file;
  std::string variable;
  std::string by;  ///< the file that decides
};

/// Tags stand in variables that the root module does not declare: Terraform takes no notice.
struct TagVariableUndeclared {
  static constexpr std::string_view kCode = "tag_variable_undeclared";
  std::string environment;
  std::string file;
  std::string directory;               ///< of the root module
  std::vector<std::string> variables;  ///< sorted
};

/// Something is live that the configuration has no service for.
struct LiveServiceUnknown {
  static constexpr std::string_view kCode = "live_service_unknown";
  std::string service;
  std::string tag;
  std::string source;
};

struct LiveSourcesDisagree {
  static constexpr std::string_view kCode = "live_sources_disagree";
  std::string service;
  std::string deciding_source;
  std::string deciding_tag;  ///< empty: it knows none
  std::string other_source;
  std::string other_tag;  ///< empty: it knows none
  /// How the other tag's commit stands to the deciding one's (`kBehind`: an ancestor of it);
  /// nullopt when one of the tags is missing or names no commit of this clone.
  std::optional<graph::HeadRelation> relation;
};

/// A source that is only compared could not be read.
struct LiveSourceUnreadable {
  static constexpr std::string_view kCode = "live_source_unreadable";
  std::string source;
  std::string why;
};

struct CommitsMissing {
  static constexpr std::string_view kCode = "commits_missing";
  MissingCommits missing;
};

/// Terraform's files differ from those of the oldest baseline.
struct TerraformChanged {
  static constexpr std::string_view kCode = "terraform_changed";
  graph::ObjectId since;
  std::vector<std::string> files;
  std::vector<std::string> modules;   ///< that they belong to
  std::vector<std::string> services;  ///< that they reach
};

/// Changed files that no service, package, build input or ignore rule owns.
struct UnownedChanges {
  static constexpr std::string_view kCode = "unowned_changes";
  graph::ObjectId since;
  std::vector<std::string> files;
};

/// Dockerfiles of planned services read what no input of theirs holds.
struct InputsMissing {
  static constexpr std::string_view kCode = "inputs_missing";
  struct Build {
    std::string service;
    std::string dockerfile;
    std::vector<std::string> paths;
  };
  std::vector<Build> builds;  ///< by service
};

/// What Dockerfiles of planned services read can't be told, and no input holds all that it may be.
struct InputsUndecided {
  static constexpr std::string_view kCode = "inputs_undecided";
  struct Build {
    std::string dockerfile;
    std::vector<std::string> causes;    ///< as `audit` has them; sorted
    std::vector<std::string> services;  ///< that are built with it; sorted
  };
  std::vector<Build> builds;  ///< by Dockerfile
};

struct ReplaceRefs {
  static constexpr std::string_view kCode = "replace_refs";
};

struct IgnoredServiceDirectory {
  static constexpr std::string_view kCode = "ignored_service_directory";
  std::string path;
};

/// Rules of the configuration hide all of what it names elsewhere, or of what a link leads to.
struct InputIgnored {
  static constexpr std::string_view kCode = "input_ignored";
  std::vector<std::string> paths;
};

struct HeadNotCheckedOut {
  static constexpr std::string_view kCode = "head_not_checked_out";
  graph::ObjectId head;
};

/// It deploys under the tag that it runs: Terraform sees no change, and a registry may refuse the
/// push.
struct TagUnchanged {
  static constexpr std::string_view kCode = "tag_unchanged";
  std::string service;
  std::string tag;
};

/// "declared": a package that changed reaches no service, though a manifest names it.
struct PackageWithoutUsers {
  static constexpr std::string_view kCode = "package_without_users";
  std::string package;
  std::vector<std::string> manifests;  ///< of services and packages; sorted
};

/// "workspace": no package manager that is read installs a service, and nothing else says what it
/// depends on, so every package counts for it.
struct ServiceWithoutRoot {
  static constexpr std::string_view kCode = "service_without_root";
  std::string service;
  std::string path;
};

/// An image is rebuilt, and services that are built FROM it keep the old one: this plan leaves them
/// out, and their own commits have its sources already, so that no later plan sees it.
struct FollowersLeftOut {
  static constexpr std::string_view kCode = "followers_left_out";
  std::string image;
  std::vector<std::string> services;  ///< sorted
};

/// A service that restarts with others is left as it runs although one of them is rolled: no later
/// plan makes up for it.
struct RestartLeftOut {
  static constexpr std::string_view kCode = "restart_left_out";
  std::string service;
  std::vector<std::string> leaders;  ///< that are rolled, in the order of the configuration
};

struct HeldWithoutTag {
  static constexpr std::string_view kCode = "held_without_tag";
  std::string service;
};

/// A file of "var_files" that head does not hold: what it gives is not known.
struct VarFileMissing {
  static constexpr std::string_view kCode = "var_file_missing";
  std::string file;
  std::string directory;  ///< of the root module
};

/// TF_WORKSPACE, which Terraform would follow, is another one than these of the environment.
struct WorkspaceDiffers {
  static constexpr std::string_view kCode = "workspace_differs";
  std::vector<std::string> configured;
  std::string variable;
};

/// Image tags reach these resources, and their instances can't be told from the files.
struct TargetsUnresolved {
  static constexpr std::string_view kCode = "targets_unresolved";
  struct Resource {
    std::string address;
    std::string reason;
    std::vector<std::string> services = {};  ///< whose target it stays, whatever there is
  };
  bool state_was_read = false;  ///< then those that the state has are targets
  std::vector<Resource> resources;
};

struct TargetWithoutService {
  static constexpr std::string_view kCode = "target_without_service";
  struct Resource {
    std::string address;  ///< of its first instance
    FileLine declared;
    std::size_t more = 0;  ///< instances
    bool has_tag = true;   ///< else only Terraform knows which image it runs
  };
  std::vector<Resource> resources;
};

struct TargetWithoutInstance {
  static constexpr std::string_view kCode = "target_without_instance";
  std::string service;
  std::string address;
  FileLine declared;
  std::optional<std::string> why;  ///< nullopt: the state has it and the files don't make it
};

struct TargetIgnoresImage {
  static constexpr std::string_view kCode = "target_ignores_image";
  std::string service;
  std::string address;
  FileLine declared;
  std::vector<std::string> arguments;
};

/// Addresses that were written name nothing in the Terraform files.
struct TargetUndeclared {
  static constexpr std::string_view kCode = "target_undeclared";
  struct Address {
    std::string service;
    std::string address;
  };
  std::string directory;  ///< of the root module; "" is the repository's root
  std::vector<Address> addresses;
};

/// A service that Terraform refuses to roll: another program has to.
struct TargetRolledElsewhere {
  static constexpr std::string_view kCode = "target_rolled_elsewhere";
  std::string service;
  std::string address;
  FileLine declared;
  std::string controller;  ///< "CODE_DEPLOY", "EXTERNAL"
};

/// Beside its own tag a resource of one service holds that of another, as a sidecar does.
struct TargetHoldsOtherTag {
  static constexpr std::string_view kCode = "target_holds_other_tag";
  std::string service;  ///< whose tag that is
  std::string holder;   ///< the service of the resource
  std::string address;
  FileLine declared;
};

struct ServiceWithoutTarget {
  static constexpr std::string_view kCode = "service_without_target";
  struct Resource {
    std::string address;
    FileLine declared;
  };
  std::string service;
  std::vector<Resource> without_it;  ///< resources that have instances for other services
  /// Of its root module, where nothing is declared; "" is the repository's root.
  std::optional<std::string> empty_directory = {};
};

/// Terraform refuses targeted runs while a move is pending.
struct MovedNotApplied {
  static constexpr std::string_view kCode = "moved_not_applied";
  std::string from;
  std::string to;
  FileLine declared;
};

struct RolloutInProgress {
  static constexpr std::string_view kCode = "rollout_in_progress";
  std::string service;
  std::string revision;  ///< what it rolls out; empty: the source does not say
};

struct RolloutFailed {
  static constexpr std::string_view kCode = "rollout_failed";
  std::string service;
  std::string revision;     ///< empty: the source does not say
  std::string running;      ///< what runs instead; empty: the source does not say
  std::string reason;       ///< what the source says; may be empty
  bool is_tainted = false;  ///< Terraform makes it anew, whatever its tag
};

/// Neither the configuration nor the command line tells what is live.
struct LiveNotTold {
  static constexpr std::string_view kCode = "live_not_told";
};

/// Nothing but a registry says what these run, which has an image once it is pushed.
struct PushedCountsAsLive {
  static constexpr std::string_view kCode = "pushed_counts_as_live";
  std::vector<std::string> services;
};

/// Something may run, and the source that decides can't tell which tag it has.
struct LiveTagUnknown {
  static constexpr std::string_view kCode = "live_tag_unknown";
  std::string service;
  std::string why;
};

/// Its desired count is 0.
struct ServiceParked {
  static constexpr std::string_view kCode = "service_parked";
  std::string service;
};

/// The source has nothing of that name: the service is not live there.
struct ServiceMissing {
  static constexpr std::string_view kCode = "service_missing";
  enum class Kind { kEcsService, kDrainingEcsService, kFunction, kParameter, kTagOfRepository };
  std::string service;
  Kind kind = Kind::kEcsService;
  std::string name;  ///< what was asked for
  std::string where;
  std::size_t tags = 0;  ///< of the repository, none of which fits
};

}  // namespace warnings

using WarningKinds = std::variant<
    warnings::LockfileStale, warnings::DependencyUnresolved, warnings::DependencyOutside,
    warnings::SeveralPackageManagers, warnings::BranchLockfile, warnings::DynamicDependencies,
    warnings::ServiceDeleted, warnings::PathDeleted, warnings::TagMapUnreadable,
    warnings::TagMapShadowed, warnings::TagVariableUndeclared, warnings::LiveServiceUnknown,
    warnings::LiveSourcesDisagree, warnings::LiveSourceUnreadable, warnings::CommitsMissing,
    warnings::TerraformChanged, warnings::UnownedChanges, warnings::ReplaceRefs,
    warnings::IgnoredServiceDirectory, warnings::InputIgnored, warnings::HeadNotCheckedOut,
    warnings::TagUnchanged, warnings::PackageWithoutUsers, warnings::ServiceWithoutRoot,
    warnings::HeldWithoutTag, warnings::VarFileMissing, warnings::WorkspaceDiffers,
    warnings::TargetsUnresolved, warnings::TargetWithoutService, warnings::TargetWithoutInstance,
    warnings::TargetIgnoresImage, warnings::TargetUndeclared, warnings::TargetRolledElsewhere,
    warnings::TargetHoldsOtherTag, warnings::ServiceWithoutTarget, warnings::MovedNotApplied,
    warnings::RolloutInProgress, warnings::RolloutFailed, warnings::LiveNotTold,
    warnings::PushedCountsAsLive, warnings::LiveTagUnknown, warnings::ServiceParked,
    warnings::ServiceMissing, warnings::InputsMissing, warnings::InputsUndecided,
    warnings::FollowersLeftOut, warnings::RestartLeftOut, warnings::AddressesUnknown,
    warnings::HistoryNotWritten, warnings::LiveNotAsked, warnings::LiveNotCompared,
    warnings::MapVersionsSkipped, warnings::UnknownServicesLeft, warnings::HeldServicesLeft,
    warnings::ImagesNotAsked, warnings::ImageUnfit, warnings::RolloutUnwatched>;

extern template struct OneOf<WarningKinds>;
struct Warning : OneOf<WarningKinds> {
  using OneOf::OneOf;
};
using Warnings = std::vector<Warning>;

std::string_view CodeOf(const Warning& warning);

/// The service that it is about; nullopt when it is about none, or about several.
std::optional<std::string> ServiceOf(const Warning& warning);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_WARNING_H_
