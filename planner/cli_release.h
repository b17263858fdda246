// The options of the commands that look at images and releases, and of others that wait for
// answers.
#ifndef DELTAPLAN_PLANNER_CLI_RELEASE_H_
#define DELTAPLAN_PLANNER_CLI_RELEASE_H_

#include <functional>

#include "planner/commands/options.h"

namespace CLI {
class App;
}

namespace deltaplan::planner {

/// Of all that ask live sources or registries.
void AddTimeout(CLI::App& app, Options& options);
/// Live tags in a file, and how long to wait for those of sources.
void AddLiveFile(CLI::App& app, Options& options);
/// What Terraform knows.
void AddState(CLI::App& app, Options& options);
/// What only `images` has. `options` has to outlive `app`.
void AddImagesOptions(CLI::App& app, Options& options);
/// What the subcommands of `release` have besides what `add_input` gives each of them.
void AddReleaseOptions(CLI::App& app, Options& options,
                       const std::function<void(CLI::App& subcommand)>& add_input);
/// The gate of `tags set`, `promote` and `rollback`.
void AddAllowMissingImages(CLI::App& app, Options& options);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CLI_RELEASE_H_
