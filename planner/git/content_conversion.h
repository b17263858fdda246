// What git does to a file's content before it stores it. Why without git:
// docs/decisions/git-settings.md.
#ifndef DELTAPLAN_PLANNER_GIT_CONTENT_CONVERSION_H_
#define DELTAPLAN_PLANNER_GIT_CONTENT_CONVERSION_H_

#include <string>
#include <string_view>

#include "planner/git/git_config.h"
#include "planner/git/local_attributes.h"

namespace deltaplan::planner {

/// The conversion of one file, on the way from the disk to the store.
struct ContentConversion {
  enum class LineEnds {
    kKeep,
    kToLf,        ///< the file is text
    kToLfIfText,  ///< by its content, and unless CRLF is stored already
  };

  LineEnds line_ends = LineEnds::kKeep;
  bool shortens_ids = false;  ///< "$Id: 1234 $" is stored as "$Id$"
  /// What only git can do: run a filter, convert from another encoding. Empty: nothing.
  std::string by_git;

  bool IsNone() const { return line_ends == LineEnds::kKeep && !shortens_ids && by_git.empty(); }
};

/// What a file's attributes and git's settings ask for.
ContentConversion ConversionOf(const AttributeValues& attributes, const GitConfig& config);

/// Whether a stored file has the line ends of Windows, so that git leaves them alone where it has
/// to guess.
bool StoresCrLf(std::string_view stored);

/// What git stores for `content`. `keeps_crlf`: see StoresCrLf. Not for conversions by git.
std::string Convert(std::string content, const ContentConversion& conversion, bool keeps_crlf);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_CONTENT_CONVERSION_H_
