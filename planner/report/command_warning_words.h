// The words of what commands that act have to say, for `WarningMessage` alone.
#ifndef DELTAPLAN_PLANNER_REPORT_COMMAND_WARNING_WORDS_H_
#define DELTAPLAN_PLANNER_REPORT_COMMAND_WARNING_WORDS_H_

#include <string>

#include "planner/model/command_warnings.h"

namespace deltaplan::planner {

std::string Words(const warnings::AddressesUnknown& it);
std::string Words(const warnings::HistoryNotWritten& it);
std::string Words(const warnings::LiveNotAsked& it);
std::string Words(const warnings::LiveNotCompared& it);
std::string Words(const warnings::MapVersionsSkipped& it);
std::string Words(const warnings::UnknownServicesLeft& it);
std::string Words(const warnings::HeldServicesLeft& it);
std::string Words(const warnings::ImagesNotAsked& it);
std::string Words(const warnings::ImageUnfit& it);
std::string Words(const warnings::RolloutUnwatched& it);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_COMMAND_WARNING_WORDS_H_
