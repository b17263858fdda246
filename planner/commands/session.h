// What every command starts from: configuration, repository, head.
#ifndef DELTAPLAN_PLANNER_COMMANDS_SESSION_H_
#define DELTAPLAN_PLANNER_COMMANDS_SESSION_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "graph/parallel.h"
#include "graph/tree_reader.h"
#include "planner/model/config.h"
#include "planner/model/options.h"
#include "planner/model/platform.h"
#include "planner/model/result.h"
#include "planner/ports/ports.h"
#include "planner/report/report.h"

namespace deltaplan::planner {

struct Discovery;

struct Session {
  Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  Config config;
  std::string config_name;  ///< as shown in messages
  std::string config_path;  ///< relative to the repository's root where it lies inside, else empty
  const EnvironmentEntry* environment = nullptr;  ///< into `config`; null when there is none
  std::unique_ptr<GitRepository> repository;
  std::unique_ptr<graph::TreeReader> trees;
  CommitInfo head;
  Platform platform;  ///< as of head's tree; an assessment takes it
  graph::Parallelism parallelism;
  std::unique_ptr<Result<Discovery>> discovery;  ///< made by the first `Discover`

  /// Readers for that many threads, at most one for so many `items` that a thread pays. The first
  /// is `trees`.
  Result<std::vector<graph::TreeReader*>> Readers(std::size_t items);
  std::vector<std::unique_ptr<graph::TreeReader>> further_readers;

  /// Where relative files of the configuration lie: the work tree, or the current directory's
  /// repository.
  const std::string& root() const;
};

/// Opens all of it; every kind of bad input ends here in one error.
Result<std::unique_ptr<Session>> OpenSession(const Options& options, const Ports& ports);

/// The configuration in head expanded against another tree (the work tree's snapshot).
Result<Platform> ExpandAt(const Session& session, const graph::ObjectId& tree);

/// The configuration file alone.
struct LoadedConfig {
  Config config;
  std::string name;
  std::string path;
};
Result<LoadedConfig> LoadConfig(const Options& options, const Ports& ports);

/// The environment of that name; without a name the only one, or null where there is none. An error
/// names the ones that there are.
Result<const EnvironmentEntry*> ChooseEnvironment(const Config& config,
                                                  const std::optional<std::string>& name);

/// How text is to look on the terminal.
TextStyle StyleFor(const Options& options, const Terminal& terminal);

/// Configuration problems as one error.
Error ConfigError(const std::string& file, const ConfigProblems& problems);

/// Every name in `names` is a service of the platform, or an error that names all that are not.
Status CheckServiceNames(const Platform& platform, const std::set<std::string>& names,
                         const std::string& flag);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_SESSION_H_
