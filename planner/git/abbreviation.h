// Abbreviated object names, by git's rules.
#ifndef DELTAPLAN_PLANNER_GIT_ABBREVIATION_H_
#define DELTAPLAN_PLANNER_GIT_ABBREVIATION_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "graph/object_id.h"
#include "planner/git/git_handles.h"
#include "planner/model/result.h"
#include "planner/ports/git_repository.h"

namespace deltaplan::planner {

/// The commit that `id` is, or that the annotated tag `id` leads to; nullopt when it is neither or
/// is not in this clone.
Result<std::optional<graph::ObjectId>> PeelToCommit(git_odb& odb, const graph::ObjectId& id);

/// Whether `text` has the form of an object name, whole or abbreviated: 4 to 40 hexadecimal digits.
bool LooksLikeObjectName(std::string_view text);

/// See GitRepository::FindAbbreviated.
Result<AbbreviationLookup> FindCommitByPrefix(git_odb& odb, std::string_view hex);

/// The first digits of `id`: at least `length`, and as many more as no other object shares.
Result<std::string> UniqueAbbreviation(git_odb& odb, const graph::ObjectId& id, std::size_t length);

/// The length that git starts from when core.abbrev is "auto".
std::size_t AutomaticAbbreviation(std::uint64_t object_count);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_ABBREVIATION_H_
