// Changes to a text that leave the rest of it as it is.
#ifndef DELTAPLAN_TFVARS_TEXT_TEXT_EDIT_H_
#define DELTAPLAN_TFVARS_TEXT_TEXT_EDIT_H_

#include <string>
#include <string_view>
#include <vector>

#include "tfvars/text/source.h"

namespace deltaplan::tfvars {

/// Puts `text` in the place of `range`; an empty range inserts.
struct TextEdit {
  Range range;
  std::string text;
};

/// All of them at once. Ranges belong to `text` as it is now and do not overlap; of several
/// insertions at one place the first in the list comes first.
std::string ApplyEdits(std::string_view text, std::vector<TextEdit> edits);

/// The line end that the text uses: that of its first line.
std::string_view LineEnd(std::string_view text);

/// Puts `lines`, which end with newlines, behind the last line, with the text's own line ends.
TextEdit AppendLines(const Source& source, std::string_view lines);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_TEXT_TEXT_EDIT_H_
