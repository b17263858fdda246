// The words of notes.
#ifndef DELTAPLAN_PLANNER_REPORT_NOTE_WORDS_H_
#define DELTAPLAN_PLANNER_REPORT_NOTE_WORDS_H_

#include <string>
#include <vector>

#include "planner/model/note.h"

namespace deltaplan::planner {

/// A sentence without a full stop, or several; lines behind the first are indented. Names in it
/// hold no control character.
std::string NoteMessage(const Note& note);

/// "4 services (api, web, ...), 1 package, Terraform in infra", in indented lines.
std::vector<std::string> HoldingsLines(const notes::Holdings& holdings);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_NOTE_WORDS_H_
