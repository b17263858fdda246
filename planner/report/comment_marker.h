// What tells a comment of ours from all others on a pull request.
#ifndef DELTAPLAN_PLANNER_REPORT_COMMENT_MARKER_H_
#define DELTAPLAN_PLANNER_REPORT_COMMENT_MARKER_H_

#include <string>
#include <vector>

#include "planner/model/plan.h"

namespace deltaplan::planner {

/// Where a comment says that it is ours.
enum class MarkerPlace {
  kHtml,    ///< in an HTML comment, its first line
  kFooter,  ///< in its last line, to be seen: for forges that drop comments of HTML (Bitbucket)
  kNone,
};

/// "deltaplan:comment v1 " and a JSON object on one line, in an HTML comment or a code span:
///
///     <!-- deltaplan:comment v1 {"command":"plan","environment":"prod","head":"9f1c...",
///     "at":1774000000,"deploy":3} -->
///
/// (one line). `environment` is null without one, and a list in the body of several plans; `at` is
/// the time of head's commit in seconds, so that an older run does not write over a newer one, and
/// the bytes do not depend on the clock; `deploy` is the number of services that deploy in all of
/// them. Characters of names that would end the comment or the code span are JSON's escapes.
/// scripts/post-comment reads it. `plans` are not empty, and of one head.
std::string CommentMarker(const std::vector<const Plan*>& plans, MarkerPlace place);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_COMMENT_MARKER_H_
