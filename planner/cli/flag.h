// One flag or positional argument of a command, as data: the parser, help, man pages and completion
// are all made from it. There is no other list of flags.
#ifndef DELTAPLAN_PLANNER_CLI_FLAG_H_
#define DELTAPLAN_PLANNER_CLI_FLAG_H_

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "planner/commands/options.h"

namespace deltaplan::planner {

/// What a value names, for completion.
enum class ValueKind {
  kText,         ///< nothing that could be listed
  kFile,         ///< a file of the disk
  kDirectory,    ///< a directory of the disk
  kEnvironment,  ///< an environment of the configuration
  kService,      ///< a service of the configuration
  kServiceTag,   ///< SERVICE=TAG
  kRevision,     ///< a branch, a tag or a commit
  kTrackedPath,  ///< a path that git tracks
};

/// Puts a value into the options; what is wrong with it as a sentence, or "". A switch gets "".
using Apply = std::string (*)(Options& options, const std::string& value);

/// Where a value goes. A vector or a set may be given several times, anything else once.
using Into = std::variant<Apply, bool Options::*, std::string Options::*,
                          std::optional<std::string> Options::*,
                          std::vector<std::string> Options::*, std::set<std::string> Options::*>;

struct Flag {
  std::string_view name;   ///< "--config"; "-C" where there is only a letter
  std::string_view value;  ///< what stands for its value in help: "FILE"; "" is a switch
  std::string_view text;   ///< one sentence, without a full stop
  Into into;
  ValueKind kind = ValueKind::kText;
  std::string_view words = {};  ///< the only values, each followed by a space but the last
  bool required = false;
  bool repeatable = false;  ///< of an `Apply`; see `MayRepeat`
  char letter = 0;          ///< 'q' for -q
  bool rare = false;        ///< its page of help only names it, unless all is asked for

  [[nodiscard]] bool IsSwitch() const { return value.empty(); }

  /// Whether a further one says more: of a vector or a set it always does.
  [[nodiscard]] bool MayRepeat() const {
    return repeatable || std::holds_alternative<std::vector<std::string> Options::*>(into) ||
           std::holds_alternative<std::set<std::string> Options::*>(into);
  }
};

/// A positional argument. `minimum` and `maximum` say how many of it there are.
struct Argument {
  std::string_view value;  ///< "SERVICE"
  std::string_view text;
  Into into;
  std::size_t minimum = 0;
  std::size_t maximum = SIZE_MAX;
  ValueKind kind = ValueKind::kText;
  std::string_view words = {};
};

/// The words of a closed set, as `Flag::words` has them.
std::vector<std::string> ClosedSet(std::string_view words);

/// Puts `value` there; what is wrong with it, or "".
std::string Put(const Into& into, Options& options, const std::string& value);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CLI_FLAG_H_
