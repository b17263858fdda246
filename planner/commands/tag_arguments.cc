#include "planner/commands/tag_arguments.h"

#include <cstddef>
#include <fmt/format.h>
#include <utility>

#include "planner/model/tag.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {

using tfvars::TagMap;

Result<PlanDocument> ReadPlanOf(const std::string& environment, const PlanInput& input,
                                Files& files) {
  Result<PlanDocument> plan = ReadPlan(input, files);
  if (!plan) return plan;
  if (plan->environment == environment) return plan;
  return Error{.message = fmt::format("'{}' is a plan for another environment than '{}'",
                                      DisplayText(input.path), DisplayText(environment)),
               .causes = {},
               .remedy = "Name the environment of the plan with --env."};
}

Result<TagMap> ParseAssignments(const std::vector<std::string>& arguments) {
  TagMap tags;
  for (const std::string& text : arguments) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
      return Error{.message = fmt::format("'{}' is not SERVICE=TAG", DisplayPath(text)),
                   .causes = {},
                   .remedy = "Write it like api=1a2b3c4. An environment is named with --env."};
    }
    const auto [entry, is_new] = tags.emplace(text.substr(0, equals), text.substr(equals + 1));
    if (!is_new && entry->second != text.substr(equals + 1)) {
      return Error{.message = fmt::format("'{}' is given two tags", DisplayPath(entry->first)),
                   .causes = {},
                   .remedy = {}};
    }
  }
  return tags;
}

Status CheckLegalTags(const TagMap& tags) {
  for (const auto& [service, tag] : tags) {
    if (IsLegalTag(tag)) continue;
    return Error{.message = fmt::format("'{}' for service '{}' is no image tag", DisplayText(tag),
                                        DisplayText(service)),
                 .causes = {},
                 .remedy = kLegalTagRule};
  }
  return Ok();
}

Error NoTagGiven() {
  return {.message = "no tag is given",
          .causes = {},
          .remedy = "Write SERVICE=TAG, or --from with the directory of a plan."};
}

}  // namespace deltaplan::planner
