#include "planner/ports/tree_read_error.h"

#include <fmt/format.h>

namespace deltaplan::planner {

Error TreeReadError(const graph::TreeError& error, const RepositoryFacts& facts) {
  const bool missing = error.kind == graph::TreeError::Kind::kMissing;
  Error result{.message = fmt::format("tree {} {}", error.id.ToHex(),
                                      missing ? "is not in this clone" : "can't be read"),
               .causes = {},
               .remedy = {}};
  if (!error.detail.empty()) result.causes.push_back(error.detail);
  if (missing && facts.is_partial) {
    result.remedy = fmt::format(
        "This is a partial clone without trees. Fetch them: git fetch --refetch --filter=blob:none "
        "{}",
        facts.remote.empty() ? "<remote>" : facts.remote);
  } else {
    result.remedy = kDamagedRemedy;
  }
  return result;
}

}  // namespace deltaplan::planner
