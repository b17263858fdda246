// deltaplan ci: a starting point for a CI system.
#include "planner/commands/commands.h"
#include "planner/report/ci_start.h"

namespace deltaplan::planner {

Result<Answer> RunCi(const Options& options) {
  const std::string_view text = CiStartText(options.ci_start);
  if (text.empty()) {
    return Error{
        .message = "this CI system has no such part",
        .causes = {},
        .remedy = "github has pipeline and comment; gitlab and buildkite pipeline and jobs"};
  }
  return Answer{.output = std::string(text), .messages = {}};
}

}  // namespace deltaplan::planner
