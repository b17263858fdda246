// The task definitions of a Terraform state, and what runs them.
#ifndef DELTAPLAN_PLANNER_LIVE_STATE_DEFINITIONS_H_
#define DELTAPLAN_PLANNER_LIVE_STATE_DEFINITIONS_H_

#include <map>
#include <string>
#include <vector>

#include "tfvars/plan/state.h"

namespace deltaplan::planner {

/// A task definition in the state is what Terraform has registered last; what runs is the revision
/// that an ECS service names, or, where no service runs the family, a schedule. A service that was
/// rolled past Terraform names a revision that the state does not have. The state has to outlive
/// it.
class StateDefinitions {
 public:
  explicit StateDefinitions(const tfvars::State& state);

  static bool IsDefinition(const tfvars::StateInstance* instance);

  /// In the place of all task definitions of `instances`, and of what runs them, puts the ones that
  /// are run: by a resource of `instances`, or by one that runs the family of a task definition
  /// there. Where nothing runs any of them, all stay. A sentence when the state does not have a
  /// revision that is run; empty when all is well.
  std::string Follow(std::vector<const tfvars::StateInstance*>& instances) const;

  /// What runs the family of a task definition, or is one of that itself.
  std::vector<const tfvars::StateInstance*> RunnersOf(const tfvars::StateInstance& instance) const;

 private:
  /// "arn:aws:ecs:eu-west-1:1:task-definition/api:7", "api:7" or "api".
  struct Name {
    std::string place;  ///< what is before the slash of an ARN; may be empty
    std::string family;
    std::string revision;  ///< empty: the newest
  };
  struct Runner {
    const tfvars::StateInstance* instance = nullptr;
    Name runs;
    bool is_service = false;  ///< of ECS
  };
  using Definitions = std::multimap<std::string, std::pair<Name, const tfvars::StateInstance*>>;

  static Name ReadName(std::string_view text);
  static bool IsSameFamily(const Name& a, const Name& b);
  const tfvars::StateInstance* Find(const Name& name) const;
  std::vector<const Runner*> RunnersOf(
      const std::vector<const tfvars::StateInstance*>& instances) const;

  Definitions definitions_;  ///< by family
  std::vector<Runner> runners_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_LIVE_STATE_DEFINITIONS_H_
