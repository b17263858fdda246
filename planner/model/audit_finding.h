// What `deltaplan audit` finds, as data. Its words are made by report/audit_report.
#ifndef DELTAPLAN_PLANNER_MODEL_AUDIT_FINDING_H_
#define DELTAPLAN_PLANNER_MODEL_AUDIT_FINDING_H_

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace deltaplan::planner {

/// In the order in which they are listed. The names of codes are stable.
enum class AuditCode {
  kInputMissing,              ///< a build reads `paths`, and no input holds them
  kImageMissing,              ///< `name` is an image of this repository, and `from` lacks it
  kSourceIgnored,             ///< the ignore file hides all of `paths` that is copied
  kSourceUntracked,           ///< `paths` are copied, and git does not have them
  kContextUndecided,          ///< `name` is what can't be told; the whole context counts
  kSyntaxUnknown,             ///< the file can't be read as docker build reads it; `name`: why
  kNameMayBePublic,           ///< `name` is no stage and no context, so a public image
  kServiceWithoutDockerfile,  ///< no Dockerfile was found, or not where the configuration says
  kDockerfileWithoutService,  ///< `file` builds no image of the configuration
  kInputDead,                 ///< no build of the service reads `paths`
  kImageDead,                 ///< no FROM names the image `name` of `from`
  kPatternDead,               ///< the ignore rule `name` matches nothing
  /// `name` installs what others need as well, and the lockfile counts by what the service needs
  kPreciseNeedsFilter,
  kValueFromEnvironment,  ///< the variable `name` was taken for its default
};

/// "input_missing", ...
std::string_view NameOf(AuditCode code);

struct AuditFinding {
  AuditCode code{};
  std::string service = {};             ///< or the image, where no service runs it; "": no one
  std::string file = {};                ///< where it stands; raw bytes
  std::size_t line = 0;                 ///< 0: no one place
  std::string name = {};                ///< see the code
  std::vector<std::string> paths = {};  ///< raw bytes, sorted
  auto operator<=>(const AuditFinding&) const = default;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_AUDIT_FINDING_H_
