#include "planner/live/ecs_answers.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>
#include <string_view>
#include <utility>

#include "planner/live/live_image.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

using tfvars::JsonValue;

constexpr std::string_view kTaskSets = "taskSets";
constexpr std::string_view kDeployments = "deployments";

const std::vector<JsonValue>& Items(const JsonValue& object, std::string_view name) {
  static const std::vector<JsonValue> kNone;
  const JsonValue* member = object.Find(name);
  return member == nullptr ? kNone : member->items;
}

std::optional<double> NumberAt(const JsonValue& object, std::string_view name) {
  const JsonValue* member = object.Find(name);
  if (member == nullptr || member->kind != JsonValue::Kind::kNumber) return std::nullopt;
  return member->number;
}

// Whether fewer tasks run than are wished for, where a deployment tells both.
bool LacksTasks(const JsonValue& deployment) {
  const std::optional<double> desired = NumberAt(deployment, "desiredCount");
  const std::optional<double> running = NumberAt(deployment, "runningCount");
  return desired && running && *running < *desired;
}

bool RunsBesidePrimary(const EcsService& service) {
  const auto is = [&](const char* status) {
    return std::ranges::find(service.deployments, status, &EcsDeployment::status) !=
           service.deployments.end();
  };
  return is("PRIMARY") && is("ACTIVE");
}

EcsService ReadService(const JsonValue& object) {
  EcsService service{.name = object.StringAt("serviceName"),
                     .status = object.StringAt("status"),
                     .task_definition = object.StringAt("taskDefinition"),
                     .desired_count = std::nullopt,
                     .rollout_state = {},
                     .rollout_reason = {}};
  service.desired_count = NumberAt(object, "desiredCount");
  service.running_count = NumberAt(object, "runningCount");
  // Services of other deployment controllers have task sets instead of deployments.
  for (const std::string_view list : {kTaskSets, kDeployments}) {
    for (const JsonValue& item : Items(object, list)) {
      service.deployments.push_back({.id = item.StringAt("id"),
                                     .status = item.StringAt("status"),
                                     .task_definition = item.StringAt("taskDefinition"),
                                     .rollout_state = item.StringAt("rolloutState"),
                                     .rollout_reason = item.StringAt("rolloutStateReason"),
                                     .is_task_set = list == kTaskSets});
      EcsDeployment& deployment = service.deployments.back();
      if (item.StringAt("stabilityStatus") == "STABILIZING") {  // of a task set
        deployment.rollout_state = "IN_PROGRESS";
      }
      if (deployment.status != "PRIMARY") continue;
      if (!deployment.task_definition.empty()) {
        service.task_definition = deployment.task_definition;
      }
      service.rollout_state = deployment.rollout_state;
      // One without a state has come up when its tasks run.
      if (service.rollout_state.empty() && LacksTasks(item)) service.rollout_state = "IN_PROGRESS";
      service.rollout_reason = deployment.rollout_reason;
    }
  }
  // Behind a Classic Load Balancer no deployment has a state, and task sets come and go without
  // one: whatever runs beside the primary one says that another comes, or goes.
  if (service.rollout_state != "FAILED" && RunsBesidePrimary(service)) {
    service.rollout_state = "IN_PROGRESS";
  }
  if (service.rollout_state != "FAILED") return service;
  service.failed_task_definition = service.task_definition;
  for (const JsonValue& deployment : Items(object, kDeployments)) {
    if (deployment.StringAt("status") != "ACTIVE") continue;
    if (deployment.StringAt("rolloutState") != "COMPLETED") continue;
    if (std::string runs = deployment.StringAt("taskDefinition"); !runs.empty()) {
      service.task_definition = std::move(runs);
      service.runs_another = true;
      break;  // the newest comes first
    }
  }
  return service;
}

EcsTaskDefinition ReadTaskDefinition(const JsonValue& object) {
  EcsTaskDefinition definition{.arn = object.StringAt("taskDefinitionArn"),
                               .family = object.StringAt("family"),
                               .containers = {}};
  for (const JsonValue& item : Items(object, "containerDefinitions")) {
    const JsonValue* essential = item.Find("essential");
    definition.containers.push_back({.name = item.StringAt("name"),
                                     .image = item.StringAt("image"),
                                     .essential = essential == nullptr ||
                                                  essential->kind != JsonValue::Kind::kBool ||
                                                  essential->boolean});
  }
  return definition;
}

}  // namespace

const EcsDeployment* EcsService::Primary() const {
  const EcsDeployment* primary = nullptr;
  for (const EcsDeployment& deployment : deployments) {
    if (deployment.status == "PRIMARY") primary = &deployment;
  }
  return primary;
}

bool EcsAnswers::Add(const JsonValue& document) {
  const JsonValue* listed = document.Find("services");
  const JsonValue* definition = document.Find("taskDefinition");
  if (definition != nullptr && definition->kind == JsonValue::Kind::kObject &&
      definition->Find("containerDefinitions") != nullptr) {
    task_definitions.push_back(ReadTaskDefinition(*definition));
    return true;
  }
  if (listed == nullptr || listed->kind != JsonValue::Kind::kArray) return false;
  are_about_services = true;
  for (const JsonValue& item : listed->items) services.push_back(ReadService(item));
  for (const JsonValue& item : Items(document, "failures")) {
    failures.push_back({NameInArn(item.StringAt("arn")), item.StringAt("reason")});
  }
  return true;
}

std::string NameInArn(std::string_view arn) { return std::string(arn.substr(arn.rfind('/') + 1)); }

Result<EcsContainer> ChooseContainer(const EcsTaskDefinition& definition, const Service& service,
                                     const std::string* container) {
  const auto choose = [&](auto fits) {
    std::vector<const EcsContainer*> chosen;
    for (const EcsContainer& each : definition.containers) {
      if (fits(each)) chosen.push_back(&each);
    }
    return chosen;
  };
  std::vector<const EcsContainer*> chosen;
  if (container != nullptr) {
    chosen = choose([&](const EcsContainer& each) { return each.name == *container; });
  } else {
    chosen = choose([&](const EcsContainer& each) {
      return IsRepositoryOf(ReadLiveImage(each.image).repository, service.image);
    });
    if (chosen.empty()) chosen = choose([](const EcsContainer& each) { return each.essential; });
    if (chosen.empty()) chosen = choose([](const EcsContainer&) { return true; });
  }
  std::set<std::string_view> images;
  for (const EcsContainer* each : chosen) images.insert(each->image);
  if (images.size() == 1 && !images.begin()->empty()) return *chosen.front();
  std::vector<std::string> all;
  for (const EcsContainer& each : definition.containers) {
    all.push_back(fmt::format("{} ({})", DisplayText(each.name), DisplayText(each.image)));
  }
  const std::string wrong = container != nullptr && chosen.empty()
                                ? fmt::format("no container '{}'", DisplayText(*container))
                                : "several containers and it is not clear whose image counts";
  return Error{.message = fmt::format("{} has {}; its containers: {}",
                                      DisplayText(NameInArn(definition.arn)), wrong,
                                      all.empty() ? "none" : fmt::to_string(fmt::join(all, ", "))),
               .causes = {},
               .remedy = {}};
}

Warnings RolloutNotes(const EcsService& found, const Service& service) {
  Warnings notes;
  const std::string revision = NameInArn(found.task_definition);
  if (found.rollout_state == "IN_PROGRESS") {
    notes.push_back(warnings::RolloutInProgress{.service = service.name, .revision = revision});
  } else if (found.rollout_state == "FAILED") {
    notes.push_back(warnings::RolloutFailed{.service = service.name,
                                            .revision = NameInArn(found.failed_task_definition),
                                            .running = found.runs_another ? revision : "",
                                            .reason = found.rollout_reason});
  }
  if (found.desired_count == 0.0) notes.push_back(warnings::ServiceParked{service.name});
  return notes;
}

Warning MissingNote(const Service& service, const std::string& asked, const std::string& where,
                    bool is_draining) {
  using Kind = warnings::ServiceMissing::Kind;
  return warnings::ServiceMissing{
      .service = service.name,
      .kind = is_draining ? Kind::kDrainingEcsService : Kind::kEcsService,
      .name = asked,
      .where = where};
}

}  // namespace deltaplan::planner
