#include "planner/model/note.h"

namespace deltaplan::planner {

template struct OneOf<NoteKinds>;

}  // namespace deltaplan::planner
