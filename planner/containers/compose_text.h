// The variables of compose files, and the files that give them values. Source: Compose
// specification, "Interpolation", ".env file"; compose-spec/compose-go, template and dotenv.
#ifndef DELTAPLAN_PLANNER_CONTAINERS_COMPOSE_TEXT_H_
#define DELTAPLAN_PLANNER_CONTAINERS_COMPOSE_TEXT_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "planner/containers/raw_target.h"

namespace deltaplan::planner {

/// What files of the repository say of variables; the environment goes over it.
using ComposeVariables = std::map<std::string, KnownText, std::less<>>;

/// `text` with its variables replaced ("$x", "${x:-default}", "$$"); their names go to `used`.
/// nullopt: one of them has no value here, so that only the environment can give it one.
KnownText ComposeText(std::string_view text, const ComposeVariables& variables,
                      std::set<std::string>& used);

/// The variables of a file like ".env", with those that were there before; these stay as they are.
/// nullopt: compose refuses it.
std::optional<ComposeVariables> WithDotEnv(std::string_view text,
                                           const ComposeVariables& variables);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONTAINERS_COMPOSE_TEXT_H_
