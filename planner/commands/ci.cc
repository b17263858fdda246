// deltaplan ci: a starting point for a CI system.
#include <algorithm>
#include <string>
#include <utility>

#include "planner/commands/commands.h"
#include "planner/report/ci_start.h"

namespace deltaplan::planner {

Result<Answer> RunCi(const Options& options) {
  const std::string environment = options.environment.value_or("");
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  };
  if (!std::ranges::all_of(environment, is_plain)) {
    return Error{.message = "the environment's name would not be the same in every CI system",
                 .causes = {},
                 .remedy = "Leave out --env, and set DELTAPLAN_ENV in the file that is written."};
  }
  if (options.environment && options.ci_start.part != CiPart::kPipeline) {
    return Error{.message = "this part is the same for every environment",
                 .causes = {},
                 .remedy = "Leave out --env."};
  }
  std::string text = CiStartText(options.ci_start, environment);
  if (text.empty()) {
    return Error{
        .message = "this CI system has no such part",
        .causes = {},
        .remedy = "github has pipeline and comment; gitlab and buildkite pipeline and jobs"};
  }
  return Answer{.output = std::move(text), .messages = {}};
}

}  // namespace deltaplan::planner
