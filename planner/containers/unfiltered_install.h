// Lines of RUN that install more than one service needs. A hint for people: no decision rests on
// it.
#ifndef DELTAPLAN_PLANNER_CONTAINERS_UNFILTERED_INSTALL_H_
#define DELTAPLAN_PLANNER_CONTAINERS_UNFILTERED_INSTALL_H_

#include <optional>
#include <string>
#include <string_view>

namespace deltaplan::planner {

/// The first command in `run` that installs all that a lockfile of JavaScript holds: "npm ci",
/// "pnpm install". One with a filter is none, nor is one that installs packages by name.
std::optional<std::string> UnfilteredInstall(std::string_view run);

/// Whether `run` makes a lockfile of what one service needs: "turbo prune".
bool Prunes(std::string_view run);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONTAINERS_UNFILTERED_INSTALL_H_
