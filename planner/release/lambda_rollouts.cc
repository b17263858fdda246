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

ServiceRollout LambdaRolloutOf(const ReleasedService& planned, const FunctionVersion& own,
                               const JsonValue* alias, const FunctionVersion* other) {
  ServiceRollout rollout{.name = planned.name, .wanted = planned.tag};
  const bool is_planned = HasTag(own.tags, planned.tag);
  const bool comes = !is_planned && other != nullptr && HasTag(other->tags, planned.tag);
  rollout.runs = is_planned ? planned.tag : own.tags.empty() ? std::string() : own.tags.front();
  if (!is_planned && !comes) {
    rollout.stage = RolloutStage::kRunsAnother;
    if (own.tags.empty()) rollout.detail = "no tag of its image can be told";
    return rollout;
  }
  const JsonValue& function = comes ? other->function : own.function;
  const JsonValue* settings = function.Find("Configuration");
  const std::string update = settings == nullptr ? "" : settings->StringAt("LastUpdateStatus");
  const std::string state = settings == nullptr ? "" : settings->StringAt("State");
  const std::string other_version = alias == nullptr ? "" : OtherVersion(*alias);
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
  } else if (comes) {
    rollout.stage = RolloutStage::kRolling;
    rollout.detail = "only a part of its calls goes to version " + other_version + " yet";
  } else if (!other_version.empty()) {
    rollout.stage = RolloutStage::kRolling;
    rollout.detail = "a part of its calls still goes to version " + other_version;
  } else {
    rollout.stage = RolloutStage::kSteady;
  }
  return rollout;
}

Result<std::vector<ServiceRollout>> LambdaRollouts::Poll(
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
  const Result<std::vector<AwsAnswer>> answers = Ask(calls);
  if (!answers) return answers.error();
  const Result<TagsOfService> tags = TagsOf(services, *answers);
  if (!tags) return tags.error();
  const auto alias_of = [&](std::size_t i) -> const JsonValue* {
    return alias_calls[i] ? &*(*answers)[*alias_calls[i]].value : nullptr;
  };
  // The other version of an alias counts only where its own is not what was planned.
  std::vector<ReleasedService> shifted;
  calls.clear();
  for (std::size_t i = 0; i < services.size(); ++i) {
    const std::string& function = *services[i].function;
    const std::string version = alias_of(i) == nullptr ? "" : OtherVersion(*alias_of(i));
    if (version.empty() || HasTag(tags->at(services[i].name), services[i].tag)) continue;
    shifted.push_back(services[i]);
    calls.push_back({.operation = "GetFunction",
                     .path = GetFunctionPath(function.substr(0, function.find(':') + 1) + version),
                     .about = {services[i].name}});
  }
  const Result<std::vector<AwsAnswer>> others = Ask(calls);
  if (!others) return others.error();
  const Result<TagsOfService> other_tags = TagsOf(shifted, *others);
  if (!other_tags) return other_tags.error();
  std::vector<ServiceRollout> rollouts;
  auto next_other = others->begin();
  for (std::size_t i = 0; i < services.size(); ++i) {
    const ReleasedService& service = services[i];
    std::optional<FunctionVersion> other;
    if (other_tags->contains(service.name)) {
      other.emplace(FunctionVersion{*(next_other++)->value, other_tags->at(service.name)});
    }
    if (!(*answers)[i].code.empty()) {
      rollouts.push_back({.name = service.name,
                          .stage = RolloutStage::kMissing,
                          .detail = "there is no function " + *service.function});
      continue;
    }
    rollouts.push_back(LambdaRolloutOf(service, {*(*answers)[i].value, tags->at(service.name)},
                                       alias_of(i), other ? &*other : nullptr));
  }
  return rollouts;
}

Result<std::vector<AwsAnswer>> LambdaRollouts::Ask(const std::vector<AwsCall>& calls) const {
  std::vector<AwsAnswer> answers = api_.Call(kLambda, calls);
  for (AwsAnswer& answer : answers) {
    if (answer.code == "ResourceNotFoundException") answer.value = JsonValue();
  }
  LiveReading nothing;
  ServiceProblems problems(context_, nothing);  // nobody is excused
  if (std::optional<Error> error = FirstError(calls, answers, problems)) return *std::move(error);
  return answers;
}

Result<LambdaRollouts::TagsOfService> LambdaRollouts::TagsOf(
    const std::vector<ReleasedService>& services, const std::vector<AwsAnswer>& functions) const {
  TagsOfService tags;
  ServiceImages images;
  for (std::size_t i = 0; i < services.size(); ++i) {
    tags[services[i].name];
    const JsonValue* code = functions[i].value->Find("Code");
    const std::string image = code == nullptr ? "" : code->StringAt("ImageUri");
    if (!image.empty()) images.emplace(services[i].name, image);
  }
  LiveReading reading;
  ServiceProblems problems(context_, reading);
  if (Status added = AddTagsOfImages(context_, api_, images, reading, problems); !added) {
    return std::move(added).error();
  }
  for (const auto& [name, tag] : reading.tags) tags[name] = {tag};
  for (const auto& [name, all] : reading.candidates) tags[name] = all;
  return tags;
}

}  // namespace deltaplan::planner
