// A configuration of what a repository holds: what `init` writes, and others answer on.
#ifndef DELTAPLAN_PLANNER_COMMANDS_DRAFT_H_
#define DELTAPLAN_PLANNER_COMMANDS_DRAFT_H_

#include <optional>
#include <string>

#include "graph/object_id.h"
#include "graph/tree_reader.h"
#include "planner/discovery/config_draft.h"
#include "planner/model/result.h"
#include "planner/ports/git_repository.h"

namespace deltaplan::planner {

/// Directories that are called as those of services and of packages usually are, as patterns.
struct LikelyPlaces {
  std::string services;                 ///< "services/*"
  std::optional<std::string> packages;  ///< "packages/*"

  [[nodiscard]] std::string Command() const;  ///< that answers where services lie there
};

/// Those at the top of `tree`; nullopt where none is called so.
std::optional<LikelyPlaces> FindLikelyPlaces(graph::TreeReader& reader,
                                             const graph::ObjectId& tree);

/// What was found in `tree`, with all that an audit of it adds; an error where no service is.
Result<ConfigDraft> DraftConfig(GitRepository& repository, graph::TreeReader& reader,
                                const graph::ObjectId& tree);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_DRAFT_H_
