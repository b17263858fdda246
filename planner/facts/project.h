// What every command starts from: the configuration, the repository, head.
#ifndef DELTAPLAN_PLANNER_FACTS_PROJECT_H_
#define DELTAPLAN_PLANNER_FACTS_PROJECT_H_

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>

#include "graph/parallel.h"
#include "planner/config/config_file.h"
#include "planner/config/expand.h"
#include "planner/facts/tree_readers.h"
#include "planner/model/config.h"
#include "planner/model/platform.h"
#include "planner/model/result.h"
#include "planner/ports/git_repository.h"
#include "planner/ports/ports.h"
#include "planner/workspace/forest_reader.h"

namespace deltaplan::planner {

/// A configuration that no file holds.
struct GivenConfig {
  std::string name;  ///< for messages
  std::string text;
};

/// Makes one of what head's tree holds; or `none`, the error that there is none, with what to add.
using ConfigGuess = std::function<Result<GivenConfig>(
    GitRepository& repository, graph::TreeReader& reader, const CommitInfo& head, Error none)>;

/// What to open.
struct ProjectRequest {
  std::string directory = ".";        ///< inside the repository
  std::optional<std::string> config;  ///< else the nearest deltaplan.json; head's own, when head is
                                      ///< not what is checked out
  std::optional<GivenConfig> config_text;  ///< instead of any file
  ConfigGuess guess;                       ///< where there is no file; empty: that is an error
  std::optional<std::string> environment;
  bool needs_environment = true;  ///< false: none is chosen where there are several
  bool heeds_variable = true;     ///< DELTAPLAN_ENV names it where `environment` does not
  std::string head = "HEAD";
  bool working_tree = false;  ///< compare the work tree instead of head's tree
  graph::Parallelism parallelism;
};

/// Read once, and not changed afterwards.
///
/// Invariants:
/// - `environment` points into the configuration, or is null where there is none;
/// - `readers` find the trees of a snapshot, which was made before they were opened.
class Project {
 public:
  /// Every kind of bad input ends here in one error.
  static Result<std::unique_ptr<Project>> Open(const ProjectRequest& request, const Ports& ports);

  Project(const Project&) = delete;
  Project& operator=(const Project&) = delete;

  const Config& config() const { return config_.config; }
  const ConfigFile& config_file() const { return config_; }
  /// As shown in messages.
  const std::string& config_name() const { return config_.name; }
  /// Whether there was no file, and it is what `ProjectRequest::guess` made.
  bool config_is_guess() const { return config_is_guess_; }
  /// Of the configuration, relative to the repository's root where it lies inside; else as given.
  const std::string& config_path() const { return config_.path; }
  const std::string& config_text() const { return config_.text; }
  /// Where commits have the configuration; nullopt when it lies outside of the repository.
  const std::optional<std::string>& config_in_tree() const { return config_in_tree_; }
  /// Whether it was read from the work tree, and not from head's tree.
  bool config_is_checked_out() const { return config_is_checked_out_; }
  /// By --config; else it was found in the repository.
  bool config_is_named() const { return config_is_named_; }
  const EnvironmentEntry* environment() const { return environment_; }
  GitRepository& repository() const { return *repository_; }
  const CommitInfo& head() const { return head_; }
  /// As it was asked for: "HEAD", a branch, a git tag.
  const std::string& head_revision() const { return head_revision_; }
  /// Head's tree with the changes of the work tree; nullopt when it was not asked for.
  const std::optional<WorkTreeSnapshot>& snapshot() const { return snapshot_; }
  TreeReaders& readers() const { return *readers_; }
  /// Of manifests and lockfiles; null where the configuration reads none.
  workspace::ForestReader* forests() const { return forests_.get(); }
  /// Where relative files of the configuration lie: the work tree, or the bare repository.
  const std::string& root() const;

  /// What the configuration means in `tree`.
  Result<Platform> Expand(const graph::ObjectId& tree, const FurtherPaths& further = {}) const;

  /// What `config` means in `tree` by itself, without manifests.
  std::variant<Platform, ExpandFailure> ExpandAlone(const Config& config,
                                                    const graph::ObjectId& tree,
                                                    const FurtherPaths& further) const;

 private:
  Project() = default;
  Status ReadConfig(const ProjectRequest& request, Files& files);
  graph::LinkText LinkTexts() const;
  Status TakeConfig(const GivenConfig& given);
  Status GuessConfig(const ConfigGuess& guess, Error none);

  std::unique_ptr<GitRepository> repository_;
  CommitInfo head_;
  std::string head_revision_;
  std::optional<WorkTreeSnapshot> snapshot_;
  std::unique_ptr<TreeReaders> readers_;
  std::unique_ptr<workspace::ForestReader> forests_;
  ConfigFile config_;
  std::optional<std::string> config_in_tree_;
  bool config_is_checked_out_ = false;
  bool config_is_named_ = false;
  bool config_is_guess_ = false;
  const EnvironmentEntry* environment_ = nullptr;
};

/// Every name in `names` is a service of the platform, or an error that names all that are not;
/// `flag` is where they were given.
Status CheckServiceNames(const Platform& platform, const std::set<std::string>& names,
                         const std::string& flag);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_PROJECT_H_
