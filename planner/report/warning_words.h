// The words of warnings.
#ifndef DELTAPLAN_PLANNER_REPORT_WARNING_WORDS_H_
#define DELTAPLAN_PLANNER_REPORT_WARNING_WORDS_H_

#include <string>

#include "planner/model/missing_commits.h"
#include "planner/model/warning.h"

namespace deltaplan::planner {

/// One sentence or more, for people and for JSON. It may hold newlines: lines that begin with a
/// space are a list. Names in it hold no control character.
std::string WarningMessage(const Warning& warning);

/// The `git fetch` line for commits that have a whole id, and what can be done about the others.
std::string FetchAdvice(const MissingCommits& missing);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_WARNING_WORDS_H_
