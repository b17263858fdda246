// deltaplan tags set --print ssm: the calls that set tags which stand in no file.
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "planner/commands/common.h"
#include "planner/commands/tag_arguments.h"
#include "planner/commands/tags.h"
#include "planner/facts/project.h"
#include "planner/report/tags_report.h"
#include "planner/tags/parameters.h"

namespace deltaplan::planner {

using tfvars::TagMap;

Result<Answer> PrintTagCalls(const Options& options, const Ports& ports) {
  Result<TagMap> changes = ParseAssignments(options.tag_arguments);
  if (!changes) return std::move(changes).error();
  if (Status legal = CheckLegalTags(*changes); !legal) return std::move(legal).error();
  Result<std::unique_ptr<Project>> opened = Project::Open(ProjectRequestOf(options), ports);
  if (!opened) return std::move(opened).error();
  const Project& project = **opened;
  const Result<Platform> platform = project.Expand(project.head().tree);
  if (!platform) return platform.error();
  std::set<std::string> named;
  for (const auto& [service, tag] : *changes) named.insert(service);
  if (Status known = CheckServiceNames(*platform, named, "tags set"); !known) {
    return std::move(known).error();
  }
  const EnvironmentEntry* environment = project.environment();
  if (environment == nullptr) {
    return Error{.message = "the configuration has no environment whose tags could be set",
                 .causes = {},
                 .remedy = "Add one with a live source \"ssm\"."};
  }
  TagMap others;
  if (options.from) {
    const Result<PlanInput> input = ReadPlanInput(*options.from, ports.files);
    if (!input) return input.error();
    Result<PlanDocument> plan = ReadPlanOf(environment->name, *input, ports.files);
    if (!plan) return std::move(plan).error();
    // What is skipped keeps what it has: whoever sets it meanwhile is not overwritten.
    for (const tfvars::IntendedService& service : plan->intent.services) {
      if (service.deploys && service.tag) changes->emplace(service.name, *service.tag);
    }
    others = std::move(plan->intent.image_tags);
  } else if (changes->empty()) {
    return NoTagGiven();
  }
  const Result<ParameterCalls> printed =
      ParameterCallsFor(*environment, platform->services, *changes, others);
  if (!printed) return printed.error();
  return Answer{.output = ParameterCallsJson(environment->name, *printed), .messages = {}};
}

}  // namespace deltaplan::planner
