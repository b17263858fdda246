#include "planner/release/ecs_rollouts.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "planner/live/aws/image_tags.h"
#include "planner/live/ecs_calls.h"
#include "planner/model/tag.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

// What ECS writes when it brings back what ran before.
bool SaysRollback(std::string_view reason) {
  return reason.find("rolling back") != std::string_view::npos ||
         reason.find("rolled back") != std::string_view::npos;
}

std::string TasksText(const EcsService& found) {
  return fmt::format("{} of {} tasks", found.running_count.value_or(0),
                     found.desired_count.value_or(0));
}

}  // namespace

ServiceRollout EcsRolloutOf(const ReleasedService& planned, const EcsService& found,
                            const TagsOfDefinition& tags_of) {
  ServiceRollout rollout{
      .name = planned.name, .wanted = planned.tag, .is_parked = found.desired_count == 0.0};
  if (found.status == "INACTIVE" || found.status == "DRAINING") {
    rollout.stage = RolloutStage::kMissing;
    rollout.detail = "ECS lets it go: it is " + found.status;
    return rollout;
  }
  const EcsDeployment* primary = found.Primary();
  const std::string& wished_for = primary == nullptr || primary->task_definition.empty()
                                      ? found.task_definition
                                      : primary->task_definition;
  const std::vector<std::string> tags = tags_of(wished_for);
  const bool is_planned = HasTag(tags, planned.tag);
  rollout.runs = is_planned ? planned.tag : tags.empty() ? std::string() : tags.front();
  if (primary != nullptr) rollout.deployment = primary->id;
  if (is_planned) {
    if (found.rollout_state == "FAILED") {
      rollout.stage = RolloutStage::kFailed;
      rollout.detail = found.rollout_reason;
      return rollout;
    }
    const bool is_complete = found.rollout_state.empty() || found.rollout_state == "COMPLETED";
    const bool is_alone = found.deployments.size() <= 1;
    const bool is_whole = found.running_count && found.running_count == found.desired_count;
    rollout.stage = primary != nullptr && is_complete && is_alone && is_whole
                        ? RolloutStage::kSteady
                        : RolloutStage::kRolling;
    if (rollout.is_parked) rollout.detail = "parked: its desired count is 0";
    if (rollout.stage == RolloutStage::kRolling) rollout.detail = TasksText(found);
    return rollout;
  }
  const auto failed = std::ranges::find_if(found.deployments, [&](const EcsDeployment& each) {
    return each.rollout_state == "FAILED" && HasTag(tags_of(each.task_definition), planned.tag);
  });
  if (failed != found.deployments.end() || SaysRollback(found.rollout_reason)) {
    rollout.stage = RolloutStage::kTakenBack;
    rollout.detail = failed != found.deployments.end() && !failed->rollout_reason.empty()
                         ? failed->rollout_reason
                         : found.rollout_reason;
    return rollout;
  }
  const auto next = std::ranges::find_if(found.deployments, [&](const EcsDeployment& each) {
    return each.is_task_set && each.status == "ACTIVE" &&
           HasTag(tags_of(each.task_definition), planned.tag);
  });
  if (next != found.deployments.end()) {
    rollout.stage = RolloutStage::kRolling;
    rollout.detail = fmt::format("its task set {} is not the primary one yet", next->id);
    return rollout;
  }
  rollout.stage = RolloutStage::kRunsAnother;
  if (tags.empty()) rollout.detail = "no tag of its image can be told";
  return rollout;
}

Result<std::vector<ServiceRollout>> EcsRollouts::Poll(
    const std::vector<ReleasedService>& services) {
  std::map<EcsName, std::vector<std::string>> names;
  for (const ReleasedService& service : services) {
    names[{service.cluster.value_or("default"), service.ecs_service}].push_back(service.name);
  }
  LiveReading nothing;
  ServiceProblems problems(context_, nothing);  // nobody is excused
  const auto [calls, asked] = DescribeServicesCalls(names);
  const std::vector<AwsAnswer> answers = api_.Call(kEcs, calls);
  if (std::optional<Error> error = FirstError(calls, answers, problems)) return *std::move(error);
  std::map<std::string, EcsAnswers> found;  // by cluster
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (found[asked[i].front().cluster].Add(*answers[i].value)) continue;
    return Error{.message = fmt::format("ECS does not say how {} are in {}",
                                        ShownNames(calls[i].about), api_.Where()),
                 .causes = {"the answer has no \"services\""},
                 .remedy = {}};
  }
  const auto service_of = [&](const ReleasedService& service) -> const EcsService* {
    const std::vector<EcsService>& all = found[service.cluster.value_or("default")].services;
    const auto it = std::ranges::find(all, NameInArn(service.ecs_service), &EcsService::name);
    return it == all.end() ? nullptr : &*it;
  };
  std::map<std::string, std::vector<std::string>> arns;
  for (const ReleasedService& service : services) {
    const EcsService* its = service_of(service);
    if (its == nullptr) continue;
    arns[its->task_definition].push_back(service.name);
    for (const EcsDeployment& deployment : its->deployments) {
      arns[deployment.task_definition].push_back(service.name);
    }
  }
  arns.erase("");
  if (Status learnt = LearnDefinitions(arns); !learnt) return std::move(learnt).error();
  std::vector<std::string> images;
  for (const ReleasedService& service : services) {
    for (const auto& [arn, of] : arns) {
      const bool runs_it = std::ranges::find(of, service.name) != of.end();
      if (runs_it) images.push_back(ImageIn(arn, service));
    }
  }
  if (Status learnt = LearnTags(images); !learnt) return std::move(learnt).error();
  std::vector<ServiceRollout> rollouts;
  for (const ReleasedService& service : services) {
    const EcsService* its = service_of(service);
    if (its == nullptr) {
      rollouts.push_back(
          {.name = service.name,
           .stage = RolloutStage::kMissing,
           .detail = fmt::format("cluster {} has no service {}",
                                 service.cluster.value_or("default"), service.ecs_service)});
      continue;
    }
    rollouts.push_back(EcsRolloutOf(service, *its, [&](const std::string& arn) {
      const auto tags = tags_of_image_.find(ImageIn(arn, service));
      return tags == tags_of_image_.end() ? std::vector<std::string>() : tags->second;
    }));
  }
  return rollouts;
}

Status EcsRollouts::LearnDefinitions(const std::map<std::string, std::vector<std::string>>& arns) {
  std::vector<AwsCall> calls;
  std::vector<std::string> asked;
  for (const auto& [arn, services] : arns) {
    if (definitions_.contains(arn)) continue;
    calls.push_back(DescribeTaskDefinitionCall(arn, services));
    asked.push_back(arn);
  }
  LiveReading nothing;
  ServiceProblems problems(context_, nothing);
  const std::vector<AwsAnswer> answers = api_.Call(kEcs, calls);
  if (std::optional<Error> error = FirstError(calls, answers, problems)) return *std::move(error);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    EcsAnswers found;
    if (!found.Add(*answers[i].value) || found.task_definitions.empty()) {
      return Error{
          .message = fmt::format("ECS does not describe {}", DisplayText(NameInArn(asked[i]))),
          .causes = {},
          .remedy = {}};
    }
    definitions_.emplace(asked[i], std::move(found.task_definitions.front()));
  }
  return Ok();
}

Status EcsRollouts::LearnTags(const std::vector<std::string>& images) {
  ServiceImages unknown;  // what AddTagsOfImages knows services by is here the image itself
  for (const std::string& image : images) {
    if (!image.empty() && !tags_of_image_.contains(image)) unknown.emplace(image, image);
  }
  if (unknown.empty()) return Ok();
  LiveReading reading;
  ServiceProblems problems(context_, reading);
  if (Status added = AddTagsOfImages(context_, api_, unknown, reading, problems); !added) {
    return added;
  }
  for (const auto& [image, same] : unknown) {
    std::vector<std::string>& tags = tags_of_image_[image];
    const auto several = reading.candidates.find(image);
    const auto one = reading.tags.find(image);
    if (several != reading.candidates.end()) {
      tags = several->second;
    } else if (one != reading.tags.end()) {
      tags = {one->second};
    }
  }
  return Ok();
}

std::string EcsRollouts::ImageIn(const std::string& arn, const ReleasedService& service) const {
  const auto definition = definitions_.find(arn);
  if (definition == definitions_.end()) return {};
  Service wanted;
  wanted.name = service.name;
  wanted.image = service.image;
  // The plan names the container that is usual, whether there is one of that name or not.
  const bool has_it = std::ranges::find(definition->second.containers, service.container,
                                        &EcsContainer::name) != definition->second.containers.end();
  const Result<EcsContainer> container =
      ChooseContainer(definition->second, wanted, has_it ? &service.container : nullptr);
  return container ? container->image : std::string();
}

}  // namespace deltaplan::planner
