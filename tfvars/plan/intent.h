// What a plan of ours means to change, as a review of Terraform's plan needs it.
#ifndef DELTAPLAN_TFVARS_PLAN_INTENT_H_
#define DELTAPLAN_TFVARS_PLAN_INTENT_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tfvars/address/address.h"

namespace deltaplan::tfvars {

/// What the plan decided about one service.
struct IntendedService {
  std::string name;
  std::string image;
  bool deploys = false;
  std::optional<std::string> tag;       ///< what it runs after the plan
  std::optional<std::string> live_tag;  ///< what it runs now
  /// What runs it was asked again, and it is so. A state of Terraform that says otherwise is not
  /// what runs, as after a rollout that did not come up.
  bool live_is_confirmed = false;
  std::optional<std::string> mapped_tag = {};  ///< what the tag map said when the plan was made
  std::vector<Target> targets;
};

struct Intent {
  std::vector<IntendedService> services;
  std::vector<Target> targets;                    ///< what the plan means to change
  std::map<std::string, std::string> image_tags;  ///< complete
  std::string tags_variable = "image_tags";
  bool tags_variable_is_configured = false;  ///< then Terraform's plan has to have it
  /// Where tags stand one by one: service -> the variable, then the keys inside of its value.
  std::map<std::string, std::vector<std::string>> tag_paths;
  std::vector<Target> allow;                  ///< may change besides
  std::vector<std::string> allow_attributes;  ///< may change besides, on any resource
  std::set<std::string> allow_unchanged;      ///< names of services that need not change
  std::vector<Target> allow_data_loss;        ///< may be deleted or replaced although it holds data
  bool allow_outside = false;                 ///< whatever no target contains may change
  bool allow_destroyed = false;               ///< and may be deleted or replaced
  std::vector<std::string> data_types;        ///< further patterns beside `DataTypePatterns`
};

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_PLAN_INTENT_H_
