// Whose an address is: what of it names a service.
#ifndef DELTAPLAN_PLANNER_TERRAFORM_SERVICE_NAMES_H_
#define DELTAPLAN_PLANNER_TERRAFORM_SERVICE_NAMES_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tfvars/address/address.h"
#include "tfvars/modules/module_tree.h"

namespace deltaplan::planner {

/// The resource that an address names, or one instance of; null for modules.
const tfvars::AbsResource* ResourceOf(const tfvars::Target& target);

/// Whether a resource's key, or one of a module around it, is a text.
bool HasTextKey(const tfvars::Target& target);

/// The names of services, as Terraform files write them in keys, labels and arguments.
class ServiceNames {
 public:
  explicit ServiceNames(const std::vector<std::string>& services);

  /// By the first rule that knows: the resource's own key, the key with which it looks its tag up,
  /// the key of a module around it, an argument that is a name, what its `each.value` says, a
  /// label, an argument that ends in a name, what its image is made of. nullopt when none does.
  std::optional<std::string> ServiceOf(const tfvars::Target& address,
                                       const tfvars::Identity& identity) const;

  /// The service that a key names.
  std::optional<std::string> Keyed(const tfvars::InstanceKey& key) const;

  /// The services with whose keys it looks tags up, or else what its images are made of.
  std::set<std::string> TagsOf(const tfvars::Identity& identity) const;

  /// The one service with whose key it looks its tag up, whoever it is by its own key: what changes
  /// when that service gets another tag.
  std::optional<std::string> TaggedAs(const tfvars::Identity& identity) const;

 private:
  std::optional<std::string> Named(const std::string& name) const;
  std::optional<std::string> Labelled(const std::string& label) const;
  std::set<std::string> AllLabelled(const std::set<std::string>& labels) const;

  std::map<std::string, std::string> names_;  // in normal form C, to the name as configured
  std::map<std::string, std::vector<std::string>> by_label_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TERRAFORM_SERVICE_NAMES_H_
