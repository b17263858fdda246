// The words of gates that are shut.
#ifndef DELTAPLAN_PLANNER_REPORT_REFUSAL_WORDS_H_
#define DELTAPLAN_PLANNER_REPORT_REFUSAL_WORDS_H_

#include <string>

#include "planner/model/refusal.h"

namespace deltaplan::planner {

/// What is refused, why, and which switch or step goes on. It may hold newlines. Names in it hold
/// no control character.
std::string RefusalMessage(const Refusal& refusal);

/// "refused (dirty, rollback)"; "" where no gate is shut.
std::string RefusedText(const Refusals& refusals);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_REFUSAL_WORDS_H_
