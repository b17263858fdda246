#include "planner/release/lambda_rollouts.h"

#include <cstddef>
#include <fmt/format.h>
#include <utility>

#include "planner/live/aws/image_tags.h"
#include "planner/live/lambda_calls.h"
#include "planner/model/tag.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {

using tfvars::JsonValue;

ServiceRollout JudgeFunction(const ReleasedService& planned, const JsonValue& function,
                             const std::vector<std::string>& tags, const JsonValue* alias) {
  ServiceRollout rollout{.name = planned.name, .wanted = planned.tag};
  const bool is_planned = HasTag(tags, planned.tag);
  rollout.runs = is_planned ? planned.tag : tags.empty() ? std::string() : tags.front();
  if (!is_planned) {
    rollout.stage = RolloutStage::kRunsAnother;
    if (tags.empty()) rollout.detail = "no tag of its image can be told";
    return rollout;
  }
  const JsonValue* settings = function.Find("Configuration");
  const std::string update = settings == nullptr ? "" : settings->StringAt("LastUpdateStatus");
  const std::string state = settings == nullptr ? "" : settings->StringAt("State");
  const std::string other = alias == nullptr ? "" : OtherVersion(*alias);
  if (settings == nullptr) {
    rollout.stage = RolloutStage::kRolling;
    rollout.detail = "Lambda does not say how far it is";
  } else if (update == "Failed" || state == "Failed") {
    rollout.stage = RolloutStage::kFailed;
    rollout.detail =
        settings->StringAt(update == "Failed" ? "LastUpdateStatusReason" : "StateReason");
  } else if (update == "InProgress" || state == "Pending") {
    rollout.stage = RolloutStage::kRolling;
    rollout.detail = "Lambda still changes it";
  } else if (!other.empty()) {
    rollout.stage = RolloutStage::kRolling;
    rollout.detail = "a part of its calls still goes to version " + other;
  } else {
    rollout.stage = RolloutStage::kSteady;
  }
  return rollout;
}

Result<std::vector<ServiceRollout>> LambdaRollouts::Look(
    const std::vector<ReleasedService>& services) {
  std::vector<AwsCall> calls;
  std::vector<std::optional<std::size_t>> alias_calls;  // by service
  for (const ReleasedService& service : services) {
    std::string path = GetFunctionPath(*service.function);
    if (path.empty()) {
      return Error{
          .message = fmt::format("{} is no name of a function, which '{}' is to be",
                                 DisplayPath(*service.function), DisplayPath(service.name)),
          .causes = {},
          .remedy = "A \"function\" is a name or NAME:ALIAS, of letters, digits, - and _."};
    }
    calls.push_back({.operation = "GetFunction", .path = std::move(path), .about = {service.name}});
  }
  for (const ReleasedService& service : services) {
    alias_calls.emplace_back();
    std::optional<std::string> path = GetAliasPath(*service.function);
    if (!path) continue;
    alias_calls.back() = calls.size();
    calls.push_back({.operation = "GetAlias", .path = *std::move(path), .about = {service.name}});
  }
  std::vector<AwsAnswer> answers = api_.Call(kLambda, calls);
  // That a function or an alias is missing is an answer.
  for (AwsAnswer& answer : answers) {
    if (answer.code == "ResourceNotFoundException") answer.value = JsonValue();
  }
  LiveReading reading;
  ServiceProblems problems(context_, reading);
  if (std::optional<Error> error = FirstError(calls, answers, problems)) return *std::move(error);
  ServiceImages images;
  for (std::size_t i = 0; i < services.size(); ++i) {
    const JsonValue* code = answers[i].value->Find("Code");
    const std::string image = code == nullptr ? "" : code->StringAt("ImageUri");
    if (!image.empty()) images.emplace(services[i].name, image);
  }
  if (Status added = AddTagsOfImages(context_, api_, images, reading, problems); !added) {
    return std::move(added).error();
  }
  std::vector<ServiceRollout> rollouts;
  for (std::size_t i = 0; i < services.size(); ++i) {
    const ReleasedService& service = services[i];
    if (!answers[i].code.empty()) {
      rollouts.push_back({.name = service.name,
                          .stage = RolloutStage::kMissing,
                          .detail = "there is no function " + *service.function});
      continue;
    }
    std::vector<std::string> tags;
    if (const auto one = reading.tags.find(service.name); one != reading.tags.end()) {
      tags = {one->second};
    }
    if (const auto all = reading.candidates.find(service.name); all != reading.candidates.end()) {
      tags = all->second;
    }
    const JsonValue* alias = alias_calls[i] ? &*answers[*alias_calls[i]].value : nullptr;
    rollouts.push_back(JudgeFunction(service, *answers[i].value, tags, alias));
  }
  return rollouts;
}

}  // namespace deltaplan::planner
