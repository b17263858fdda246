// What ECS says about services and task definitions, as the API and `aws ecs` print it. Source:
// Amazon ECS API Reference, DescribeServices and DescribeTaskDefinition.
#ifndef DELTAPLAN_PLANNER_LIVE_ECS_ANSWERS_H_
#define DELTAPLAN_PLANNER_LIVE_ECS_ANSWERS_H_

#include <optional>
#include <string>
#include <vector>

#include "planner/live/live_source.h"
#include "planner/model/result.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::planner {

/// One of a service's deployments or task sets.
struct EcsDeployment {
  std::string id;
  std::string status;           ///< PRIMARY, ACTIVE: what goes is listed as long as it runs
  std::string task_definition;  ///< an ARN
  std::string rollout_state;    ///< COMPLETED, IN_PROGRESS, FAILED; may be empty
  std::string rollout_reason;   ///< may be empty
  bool is_task_set = false;     ///< of the controllers CODE_DEPLOY and EXTERNAL
};

struct EcsService {
  std::string name;
  std::string status;  ///< ACTIVE, DRAINING, INACTIVE: only the first is live
  /// What it really runs: the task definition of its primary deployment (or task set), whatever the
  /// newest revision of the family is; where that one has failed, of the completed deployment that
  /// is still active. An ARN.
  std::string task_definition;
  /// The task definition of a primary deployment that has failed: what was wished for.
  std::string failed_task_definition = {};
  bool runs_another = false;  ///< with a failed one: `task_definition` has come up
  std::optional<double> desired_count;
  std::string rollout_state;   ///< of the primary: COMPLETED, IN_PROGRESS, FAILED; may be empty
  std::string rollout_reason;  ///< may be empty
  std::optional<double> running_count = {};
  std::vector<EcsDeployment> deployments = {};  ///< with the task sets; in the order of the answer

  /// The one that counts; null when the answer has none.
  const EcsDeployment* Primary() const;
};

struct EcsContainer {
  std::string name;
  std::string image;
  bool essential = true;
};

struct EcsTaskDefinition {
  std::string arn;
  std::string family;
  std::vector<EcsContainer> containers;
};

struct EcsFailure {
  std::string name;    ///< of the service
  std::string reason;  ///< MISSING: there is no such service
};

/// What one or more answers hold.
struct EcsAnswers {
  std::vector<EcsService> services;
  std::vector<EcsFailure> failures;
  std::vector<EcsTaskDefinition> task_definitions;
  bool are_about_services = false;  ///< one of them says what services run, be it none

  /// Adds what `document` holds; false, with nothing added, when it is neither kind of answer.
  bool Add(const tfvars::JsonValue& document);
};

/// The last part of an ARN: "api" of arn:aws:ecs:eu-west-1:1:service/platform/api.
std::string NameInArn(std::string_view arn);

/// The container that is the service's own, in this order: the one named `container`, if that is
/// not null; those of the image's name; the only essential one; the only one. Errors, as a sentence
/// that lists the containers: there is none, or several that differ.
Result<EcsContainer> ChooseContainer(const EcsTaskDefinition& definition, const Service& service,
                                     const std::string* container);

/// What the operator has to know about a service: `rollout_in_progress`, `rollout_failed`,
/// `service_parked`.
Warnings RolloutNotes(const EcsService& found, const Service& service);
/// `service_missing`: `where` does not have it under the name `asked`, or lets it go.
Warning MissingNote(const Service& service, const std::string& asked, const std::string& where,
                    bool is_draining = false);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_LIVE_ECS_ANSWERS_H_
