// How one image is built, whoever says it: the configuration, a bake file, a compose file.
#ifndef DELTAPLAN_PLANNER_CONTAINERS_CONTAINER_BUILD_H_
#define DELTAPLAN_PLANNER_CONTAINERS_CONTAINER_BUILD_H_

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace deltaplan::planner {

/// What stands for a name in FROM, `--from` and mounts besides stages and images.
struct NamedContext {
  enum class Kind {
    kDirectory,  ///< `value` is its path from the repository's root
    kImage,      ///< `value` is the image: one of the configuration, or one with its registry
    kTarget,     ///< `value` is another target or service of the files that say how it is built
    kElsewhere,  ///< git, a URL, a directory outside of the repository: nothing of it is here
    kUnknown,    ///< it hangs on what is not known here: it may be any directory
  };
  Kind kind = Kind::kDirectory;
  std::string value = {};
};

/// All paths are relative to the repository's root; "" is the root itself.
struct ContainerBuild {
  std::string name;  ///< of the image, the target or the service
  std::string context = {};
  std::string dockerfile = {};
  std::optional<std::string> dockerfile_text = {};  ///< it stands in the file that says all this
  std::optional<std::string> target = {};           ///< a stage; default: the last
  std::map<std::string, std::string> args = {};
  std::set<std::string> unknown_args = {};  ///< given, with values that nobody knows here
  std::map<std::string, NamedContext> contexts = {};
  std::vector<std::string> tags = {};  ///< the images' full names, where they are written
  std::string said_in = {};            ///< the file; "" is the configuration
  bool context_is_elsewhere = false;   ///< a URL, or a directory outside of the repository
  /// Variables that the environment decides, and that have been taken for their defaults.
  std::set<std::string> from_environment = {};
  /// What the file says of it in a way that can't be told: "context", "args". The build may read
  /// all of its context then, and the whole repository where the context is among them.
  std::set<std::string> undecided = {};
};

/// A name as BuildKit looks contexts up: images without "docker.io/library/" and ":latest".
std::string ContextName(const std::string& name);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONTAINERS_CONTAINER_BUILD_H_
