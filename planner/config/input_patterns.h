// What the entries of a configuration name, without a tree to expand them in.
#ifndef DELTAPLAN_PLANNER_CONFIG_INPUT_PATTERNS_H_
#define DELTAPLAN_PLANNER_CONFIG_INPUT_PATTERNS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/model/config.h"

namespace deltaplan::planner {

struct InputPattern {
  enum class Kind {
    kService,     ///< the directories of services
    kInput,       ///< what shapes an image, under the ignore rules
    kBuildInput,  ///< of "build_inputs", which no ignore rule hides
  };
  std::string_view text;  ///< points into the configuration
  Kind kind = Kind::kInput;
};

/// All paths, literal ones too, in the order of the sections "services", "packages",
/// "build_inputs", "images".
std::vector<InputPattern> InputPaths(const Config& config);

/// Those that hold "*".
std::vector<InputPattern> InputPatterns(const Config& config);

/// What `pattern` names of `path` (canonical both): the path itself, or a directory above it;
/// nullopt when it names neither.
std::optional<std::string_view> MatchedPart(std::string_view pattern, std::string_view path);

/// Whether `path` (canonical) may be a directory on the way to what `pattern` names.
bool LeadsTo(std::string_view path, std::string_view pattern);

/// The image that `config` gives to the service of this name, else to the one at this path, which
/// has been renamed since; nullopt where it has neither.
std::optional<std::string> ImageOfService(const Config& config, std::string_view name,
                                          std::string_view path);

/// Whether `pattern`, which may hold "*", names `path` (canonical) itself.
bool IsAt(std::string_view pattern, std::string_view path);

/// Where a tree has the directory of the service of this name, by `config`, as paths that may hold
/// "*"; none where that may be `path`.
std::vector<std::string> OtherPlacesOf(const Config& config, std::string_view name,
                                       std::string_view path);

/// Where a tree may have the directories of services that run `image` by `config`, as paths that
/// may hold "*".
std::vector<std::string> PlacesOfServices(const Config& config, std::string_view image);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONFIG_INPUT_PATTERNS_H_
