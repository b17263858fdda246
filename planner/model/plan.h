// The plan: plain data, made by `Decide`, printed by `report/`.
#ifndef DELTAPLAN_PLANNER_MODEL_PLAN_H_
#define DELTAPLAN_PLANNER_MODEL_PLAN_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "graph/file_change.h"
#include "graph/history.h"
#include "graph/ids.h"
#include "graph/object_id.h"
#include "planner/model/config.h"
#include "planner/model/dependency_change.h"
#include "planner/model/warning.h"

namespace deltaplan::planner {

enum class Decision { kDeploy, kSkip };
/// "deploy", "skip"
const char* DecisionName(Decision decision);

/// The closed set of reasons; `ReasonCodeName` gives the stable code, docs/messages.md explains it.
enum class ReasonCode {
  kServiceChanged,
  kPackageChanged,
  kDependenciesChanged,
  kSettingsChanged,
  kLockfileChanged,
  kManifestUnreadable,
  kLockfileUnreadable,
  kBuildInputChanged,
  kBaseImageChanged,
  kBuildChanged,
  kNeverDeployed,
  kBootstrapTag,
  kTagWithoutCommit,
  kCommitNotFound,
  kCommitAmbiguous,
  kDirtyBaseline,
  kRolloutFailed,
  kForced,
  kRestartedWith,
  kUnchanged,
  kHeld,
};
const char* ReasonCodeName(ReasonCode code);
/// True for the reasons that name an input whose bytes differ: those may list files.
bool IsChange(ReasonCode code);

/// Why one service deploys or not. All strings that name paths are raw bytes.
struct Reason {
  ReasonCode code = ReasonCode::kUnchanged;
  std::optional<std::string> input;  ///< the path that changed, or the base image's name
  std::vector<std::string> via;      ///< from the input to the service: packages, images, paths
  std::optional<graph::FileListId>
      files;  ///< into Plan::file_lists; nullopt: no `IsChange` reason, or lists not asked for
  std::uint64_t file_count = 0;       ///< exact; 0 where `files` is nullopt
  std::optional<std::string> detail;  ///< a sentence for what the code alone does not say
  ReasonDetails details = {};         ///< of reasons about dependencies
};

/// What a service runs now.
struct Live {
  std::string tag;
  std::optional<graph::ObjectId> commit;
  std::string source;  ///< "command_line", "live_file", "image_tags", ...
  graph::Relation relation = graph::Relation::kUnknown;
  std::optional<std::uint64_t> commits;
};

/// What was rolled last, where it is not known to have come up.
struct Rollout {
  enum class State { kInProgress, kFailed };
  State state = State::kInProgress;
  std::string revision;     ///< what was wished for; empty: the source does not say
  std::string running;      ///< of one that failed: what runs instead; empty: not known
  std::string reason;       ///< of one that failed: what the source says; may be empty
  bool is_tainted = false;  ///< of one that failed: Terraform makes it anew, whatever its tag

  bool HasFailed() const { return state == State::kFailed; }
};
/// "in_progress", "failed"
const char* RolloutStateName(Rollout::State state);

struct PlannedService {
  std::string name;
  std::optional<std::string> path;  ///< nullopt: its image is built elsewhere
  std::string image;
  Decision decision = Decision::kDeploy;
  std::optional<std::string> tag;  ///< what it runs after this plan; nullopt when that is unknown
                                   ///< (preview, skipped without live tag)
  std::optional<Live> live;
  std::vector<Reason> reasons;  ///< never empty
  std::vector<std::string> targets;
  bool restarts = false;  ///< it is rolled with the image that it runs, for others' sake
};

/// One image to build.
struct PlannedImage {
  std::string name;
  std::string tag;
  std::vector<std::string> services;  ///< the services that roll it in this plan
  std::vector<std::string> from;      ///< images of this repository that it is built FROM
  std::size_t wave = 0;
  std::optional<std::string> repository = {};  ///< where it is pushed to; nullopt: not configured
  std::string bake_target = {};                ///< its name in `bake_targets`
};

/// One target of a bake file.
struct BakeTarget {
  std::string name;
  std::string reference;  ///< repository and tag
  bool is_built = true;   ///< by this plan; else it is there for those that are built FROM it
  /// Where these are nullopt the team's own bake file has them.
  std::optional<std::string> context;  ///< relative to the repository's root
  std::optional<std::string> dockerfile;
  std::optional<std::string> stage;  ///< of the Dockerfile; bake calls it "target"
  std::map<std::string, std::string> args;
  std::map<std::string, std::string> from;  ///< image -> the target that it is
};

/// How ECS rolls one service of the plan.
struct Release {
  std::string name;  ///< the service's, as everywhere in the plan
  std::optional<std::string> cluster;
  std::string service;
  std::string family;
  std::string container;
  std::string image;  ///< repository and tag
  bool restarts = false;
  std::vector<std::string> after;  ///< services of the plan that have to be steady before
  bool has_registry = false;       ///< `image` says from where it is pulled
};

/// What the configuration lets a Terraform plan do, as `verify` needs it.
struct ReviewTerms {
  std::optional<std::string> tags_variable;   ///< holds the tag map; nullopt: no plain map does
  std::vector<std::string> allow;             ///< addresses that may change besides
  std::vector<std::string> allow_attributes;  ///< that may change wherever they are
  std::vector<std::string> data_types;        ///< further patterns of types that hold data

  bool operator==(const ReviewTerms&) const = default;
};

/// A root module: one Terraform plan is made for it.
struct RootTerms {
  TerraformRoot root;
  std::vector<std::string> services;  ///< that are rolled there, deployed or not; sorted
  /// Whose tags the root is given, sorted: with several tag maps those of its own; nullopt: all.
  std::optional<std::vector<std::string>> tags_of = {};
  ReviewTerms review;

  bool operator==(const RootTerms&) const = default;
};

struct TerraformTerms {
  std::vector<RootTerms> roots;  ///< sorted; none where the configuration knows no Terraform
  ReviewTerms review;            ///< of the environment, without exceptions of services

  bool operator==(const TerraformTerms&) const = default;
};

/// Where `plan --out` puts the targets and tags of a root, relative to its directory: "roots/0", or
/// "." for the only one.
std::string RootDirectory(const TerraformTerms& terms, std::size_t root);

struct Head {
  graph::ObjectId commit;
  std::string tag;
  bool dirty = false;
  std::int64_t time = 0;  ///< of the commit, in seconds since the epoch
};

/// Set for `preview` only.
struct PreviewBase {
  std::string revision;                      ///< as given
  graph::ObjectId commit;                    ///< what it names
  std::vector<graph::ObjectId> merge_bases;  ///< what head is compared with; the newest first
  bool working_tree = false;
};

/// A tag map file as it was before anything else was asked what is live.
struct TagMapFacts {
  std::string file;
  std::string variable;  ///< where in the file its tags stand: the path of its `TagPlace`
  std::string digest;    ///< of the file's bytes: "sha256:..."
  std::map<std::string, std::string> tags;
  std::string text = {};  ///< its bytes; plan.json does not hold them
  /// Whose tags stand there, sorted; empty: it is the environment's own, and every service's.
  std::vector<std::string> services = {};

  /// What tells it from the others: one file may hold several.
  std::pair<std::string, std::string> key() const { return {file, variable}; }
};

/// What the maps of an environment say of one service: that of them in which its tag stands.
std::optional<std::string> MappedTag(const std::optional<TagMapFacts>& own,
                                     const std::vector<TagMapFacts>& others,
                                     const std::string& service);

/// Where tags stand that Terraform is given in no file.
enum class TagsPlace {
  kTagMap,
  kOneForAll,  ///< services that differ have one tag between them
  kParameters,
  kUnknown,  ///< the configuration does not say
};

/// The file in which Terraform is given the plan's tags.
struct TagsFile {
  std::optional<std::string> content;  ///< nullopt: the tags stand in no variable
  std::vector<std::string> variables;  ///< that it sets, sorted
  std::string why_not;                 ///< there is none, as a sentence without a full stop
  TagsPlace place = TagsPlace::kTagMap;
};

/// A file inside inputs that differs in the work tree from the commit that is deployed.
struct DirtyFile {
  std::string path;
  bool untracked = false;    ///< else: tracked and modified, deleted, or staged
  std::string unclear = {};  ///< why nobody could tell whether it differs; else empty
};

struct Plan {
  std::optional<std::string> environment;
  std::optional<PreviewBase> base;
  Head head;
  bool to_map = false;  ///< services get the tags of the tag map: no image is built
  std::vector<PlannedService> services;           ///< sorted by name
  std::vector<PlannedImage> images;               ///< sorted by name
  std::map<std::string, std::string> image_tags;  ///< complete
  TagsFile tags_file;                    ///< empty in a preview, and where each root has its own
  std::vector<TagsFile> root_tags = {};  ///< as `terraform->roots`; empty: `tags_file` is for all
  std::optional<TagMapFacts> tag_map;    ///< the environment's own; nullopt when there is none
  std::vector<TagMapFacts> other_tag_maps = {};  ///< of services with another map; by file
  /// Baselines from before the configuration: whether builds changed since is not known there.
  std::vector<graph::ObjectId> without_configuration;
  std::vector<std::string> targets;  ///< of every service that deploys; in order of services
  std::optional<TerraformTerms> terraform = {};  ///< nullopt without an environment
  std::vector<BakeTarget> bake_targets;          ///< sorted by name
  std::vector<Release> releases;  ///< of every service that deploys; in order of services
  std::map<std::string, Rollout> rollouts = {};  ///< of services, as they were told
  Warnings warnings;
  graph::IdVector<graph::FileListId, graph::FileList> file_lists;

  std::size_t deploy_count() const;
  /// The addresses of the services that deploy in `root`, in order of services.
  std::vector<std::string> TargetsOf(const RootTerms& root) const;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_PLAN_H_
