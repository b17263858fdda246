// git's commit objects as text.
#ifndef DELTAPLAN_PLANNER_GIT_COMMIT_TEXT_H_
#define DELTAPLAN_PLANNER_GIT_COMMIT_TEXT_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "graph/object_id.h"

namespace deltaplan::planner {

struct CommitText {
  graph::ObjectId tree;
  std::vector<graph::ObjectId> parents;
  std::int64_t time = 0;     ///< committer time, seconds since the epoch
  std::string_view author;   ///< name only; points into the bytes that were parsed
  std::string_view subject;  ///< first line of the message; so does this
};

/// nullopt when the bytes are no commit. Format: gitformat-commit, "tree", "parent", "author",
/// "committer" lines, any others, an empty line, the message.
std::optional<CommitText> ParseCommit(std::string_view bytes);

/// What an annotated tag points to: an object of any type.
std::optional<graph::ObjectId> ParseTagTarget(std::string_view bytes);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_COMMIT_TEXT_H_
