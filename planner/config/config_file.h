// The configuration as a file: where it lies, and what is wrong with it.
#ifndef DELTAPLAN_PLANNER_CONFIG_CONFIG_FILE_H_
#define DELTAPLAN_PLANNER_CONFIG_CONFIG_FILE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/config/parse.h"
#include "planner/model/config.h"
#include "planner/model/config_problem.h"
#include "planner/model/live_source_kind.h"
#include "planner/model/result.h"
#include "planner/ports/files.h"

namespace deltaplan::planner {

/// What the file is called where nobody names it.
inline constexpr const char* kConfigName = "deltaplan.json";

struct ConfigFile {
  Config config;
  std::string name;  ///< as shown in messages
  std::string path;  ///< of the file on disk; or in the tree, where it was read from one
  std::string text;  ///< as it was read
};

/// The nearest `kConfigName` in `directory` or above it, up to `top`, the top of a work tree;
/// outside of that the one in `top` itself. nullopt where there is none.
std::optional<std::string> FindConfigBelow(const std::string& top, const std::string& directory,
                                           Files& files);

/// Reads the file at `path`.
Result<ConfigFile> ReadConfigFile(const std::string& path,
                                  const std::vector<LiveSourceKind>& live_kinds, Files& files);

/// The same for a text that comes from elsewhere.
Result<ConfigFile> ParseConfigFile(std::string name, std::string_view text,
                                   const std::vector<LiveSourceKind>& live_kinds);

/// That there is no configuration, and what to do.
Error NoConfig();

/// Problems of the configuration `file` as one error. `text` is what it says; without it pointers
/// alone say where the problems are.
Error ConfigError(const std::string& file, const ConfigProblems& problems,
                  std::string_view text = {});

/// The environment of that name; without a name the only one, or null where there is none. An error
/// names the ones that there are.
Result<const EnvironmentEntry*> ChooseEnvironment(const Config& config,
                                                  const std::optional<std::string>& name);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONFIG_CONFIG_FILE_H_
