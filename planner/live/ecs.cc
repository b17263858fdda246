// "from": "ecs": what the services of ECS run.
//
// Three rounds of requests, each sent at once: DescribeServices for ten services each, the task
// definitions that they really run, and for images that are pinned by digest their tags in ECR.
#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "planner/live/aws/api.h"
#include "planner/live/aws/image_tags.h"
#include "planner/live/ecs_answers.h"
#include "planner/live/ecs_calls.h"
#include "planner/live/live_source.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

std::vector<std::string> NamesOf(const std::vector<const Service*>& services) {
  std::vector<std::string> names;
  for (const Service* service : services) names.push_back(service->name);
  return names;
}

class EcsReader {
 public:
  EcsReader(const LiveContext& context, const LiveSourceEntry& entry, const AwsApi& api)
      : context_(context), entry_(entry), api_(api) {}

  Result<LiveReading> Read() {
    for (const Service& service : context_.services) {
      names_[{context_.TextFor(entry_, "cluster", service).value_or("default"),
              context_.TextFor(entry_, "service", service).value_or(service.name)}]
          .push_back(&service);
    }
    if (std::optional<Error> error = DescribeServices()) return *std::move(error);
    Result<ServiceImages> images = DescribeTaskDefinitions();
    if (!images) return std::move(images).error();
    if (Status added = AddTagsOfImages(context_, api_, *images, reading_, problems_); !added) {
      return std::move(added).error();
    }
    SortNotes(reading_.notes);
    return std::move(reading_);
  }

 private:
  // Fills `running_` with what each service runs, and the notes.
  std::optional<Error> DescribeServices() {
    std::map<EcsName, std::vector<std::string>> names;
    for (const auto& [ecs_name, services] : names_) names.emplace(ecs_name, NamesOf(services));
    const auto [calls, asked] = DescribeServicesCalls(names);
    const std::vector<AwsAnswer> answers = api_.Call(kEcs, calls);
    if (std::optional<Error> error = FirstError(calls, answers, problems_)) return error;
    for (std::size_t i = 0; i < calls.size(); ++i) {
      if (!answers[i].value) continue;  // of excused services
      EcsAnswers found;
      if (!found.Add(*answers[i].value)) {
        for (const std::string& service : calls[i].about) {
          problems_.Add(service, "the answer has no \"services\"");
        }
        continue;
      }
      for (const EcsName& ecs_name : asked[i]) TakeAnswer(ecs_name, found);
    }
    std::vector<std::string> problems = problems_.Take();
    if (problems.empty()) return std::nullopt;
    return Error{.message = "ECS does not say what every service runs in " + api_.Where(),
                 .causes = std::move(problems),
                 .remedy = "Look at them with aws ecs describe-services."};
  }

  void TakeAnswer(const EcsName& ecs_name, const EcsAnswers& found) {
    const std::string name = NameInArn(ecs_name.name);
    const auto service = std::ranges::find(found.services, name, &EcsService::name);
    const auto failure = std::ranges::find(found.failures, name, &EcsFailure::name);
    const bool is_there = service != found.services.end();
    const bool is_missing = failure != found.failures.end() && failure->reason == "MISSING";
    // ECS takes no update for a service that drains, and keeps one that has gone for a while.
    const bool is_gone =
        is_there && (service->status == "INACTIVE" || service->status == "DRAINING");
    for (const Service* each : names_.find(ecs_name)->second) {
      if (is_gone || (!is_there && is_missing)) {
        reading_.notes.push_back(MissingNote(*each, ecs_name.name,
                                             "cluster " + ecs_name.cluster + " in " + api_.Where(),
                                             is_there && service->status == "DRAINING"));
      } else if (!is_there) {
        problems_.Add(each->name,
                      failure == found.failures.end()
                          ? fmt::format("the answer says nothing about service {} of cluster {}",
                                        DisplayPath(ecs_name.name), DisplayPath(ecs_name.cluster))
                          : DisplayText(failure->reason));
      } else if (service->task_definition.empty()) {
        problems_.Add(each->name, "the answer names no task definition");
      } else {
        running_[service->task_definition].push_back(each);
        for (Warning& note : RolloutNotes(*service, *each))
          reading_.notes.push_back(std::move(note));
      }
    }
  }

  Result<ServiceImages> DescribeTaskDefinitions() {
    std::vector<AwsCall> calls;
    for (const auto& [arn, services] : running_) {
      calls.push_back(DescribeTaskDefinitionCall(arn, NamesOf(services)));
    }
    const std::vector<AwsAnswer> answers = api_.Call(kEcs, calls);
    if (std::optional<Error> error = FirstError(calls, answers, problems_)) {
      return *std::move(error);
    }
    ServiceImages images;
    auto answer = answers.begin();
    for (const auto& [arn, services] : running_) {
      const AwsAnswer& its_answer = *(answer++);
      if (!its_answer.value) continue;  // of excused services
      EcsAnswers found;
      const bool is_it = found.Add(*its_answer.value) && !found.task_definitions.empty() &&
                         found.task_definitions.front().arn == arn;
      for (const Service* service : services) {
        if (!is_it) {
          problems_.Add(service->name, fmt::format("the answer does not describe {}",
                                                   DisplayText(NameInArn(arn))));
          continue;
        }
        const std::optional<std::string> container =
            context_.TextFor(entry_, "container", *service);
        Result<EcsContainer> chosen = ChooseContainer(found.task_definitions.front(), *service,
                                                      container ? &*container : nullptr);
        if (chosen) {
          images.emplace(service->name, std::move(chosen->image));
        } else {
          problems_.Add(service->name, chosen.error().message);
        }
      }
    }
    std::vector<std::string> problems = problems_.Take();
    if (problems.empty()) return images;
    return Error{.message = "cannot tell the image of what runs in " + api_.Where(),
                 .causes = std::move(problems),
                 .remedy = "Name the container with \"container\" in the live source."};
  }

  const LiveContext& context_;
  const LiveSourceEntry& entry_;
  const AwsApi& api_;
  std::map<EcsName, std::vector<const Service*>> names_;
  std::map<std::string, std::vector<const Service*>> running_;  // by ARN of the task definition
  LiveReading reading_;
  ServiceProblems problems_{context_, reading_};
};

Result<LiveReading> ReadEcs(const LiveContext& context, const LiveSourceEntry& entry) {
  Result<AwsApi> api = AwsApi::Open(context, entry);
  if (!api) return std::move(api).error();
  return EcsReader(context, entry, *api).Read();
}

}  // namespace

LiveSource EcsSource() {
  using Placeholders = LiveKey::Placeholders;
  return {
      .kind = {.from = "ecs",
               .keys = AwsApi::WithKeys(
                   {{.name = "cluster", .required = true, .placeholders = Placeholders::kService},
                    {.name = "service", .placeholders = Placeholders::kService},
                    {.name = "container", .placeholders = Placeholders::kService}}),
               .check = nullptr},
      .read = ReadEcs};
}

}  // namespace deltaplan::planner
