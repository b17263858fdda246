// What the commits that are compared with head said of themselves.
#ifndef DELTAPLAN_PLANNER_FACTS_PAST_CONFIGS_H_
#define DELTAPLAN_PLANNER_FACTS_PAST_CONFIGS_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "graph/object_id.h"
#include "planner/facts/project.h"
#include "planner/model/comparison.h"
#include "planner/model/config.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

/// Of one that is there and says nothing that could be compared.
inline constexpr const char* kNotValidToday =
    "the configuration that it was built with is not valid today";

/// The configuration of one commit, or of several that have the same one.
struct PastConfig {
  std::optional<Config> own;  ///< what it says; nullopt: what head's does, or nobody can tell
  /// Why nobody can tell what it says.
  std::optional<std::string> unreadable = std::nullopt;

  bool IsHeads() const { return !own && !unreadable; }
};

/// By index of the baselines. Those with one configuration share it; null: the commit has none.
using PastConfigs = std::vector<std::shared_ptr<const PastConfig>>;

/// Reads the configurations of `baselines` where head has its own, or where it has been moved from
/// since: a file of its name, or of the usual one, that `head_tree` lacks. One that lies outside of
/// the repository has no past. An error means that a tree could not be read.
Result<PastConfigs> ReadPastConfigs(const Project& project, const graph::ObjectId& head_tree,
                                    const std::vector<Baseline>& baselines);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_PAST_CONFIGS_H_
