// Many targets, asked about many addresses.
#ifndef DELTAPLAN_TFVARS_ADDRESS_TARGET_SET_H_
#define DELTAPLAN_TFVARS_ADDRESS_TARGET_SET_H_

#include <cstddef>
#include <map>
#include <vector>

#include "tfvars/address/address.h"

namespace deltaplan::tfvars {

/// Which of the targets contain an address. Takes as many look-ups as the address has steps,
/// however many targets there are.
class TargetSet {
 public:
  TargetSet() = default;
  explicit TargetSet(const std::vector<Target>& targets) {
    for (std::size_t i = 0; i < targets.size(); ++i) Add(targets[i], i);
  }

  /// `id` is what the caller knows the target by; one target may have several.
  void Add(const Target& target, std::size_t id) { ids_[target].push_back(id); }

  /// The ids of all targets that `Contains` the instance, sorted, each once.
  std::vector<std::size_t> Containing(const AbsResourceInstance& instance) const;

 private:
  std::map<Target, std::vector<std::size_t>> ids_;
};

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_ADDRESS_TARGET_SET_H_
