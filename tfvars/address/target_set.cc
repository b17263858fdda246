#include "tfvars/address/target_set.h"

#include <algorithm>

#include "tfvars/text/sorted.h"

namespace deltaplan::tfvars {

std::vector<std::size_t> TargetSet::Containing(const AbsResourceInstance& instance) const {
  std::vector<std::size_t> found;
  const auto look = [&](const Target& target) {
    const auto entry = ids_.find(target);
    if (entry != ids_.end()) found.insert(found.end(), entry->second.begin(), entry->second.end());
  };
  look(instance.resource);
  if (!std::holds_alternative<NoKey>(instance.key)) look(instance);
  // Each module on the way, as the instance that it is and as the whole of its instances.
  ModuleInstance module;
  for (const ModuleStep& step : instance.resource.module.steps) {
    module.steps.push_back({.name = step.name, .key = NoKey{}});
    look(module);
    if (std::holds_alternative<NoKey>(step.key)) continue;
    module.steps.back().key = step.key;
    look(module);
  }
  SortWithoutDoubles(found);
  return found;
}

}  // namespace deltaplan::tfvars
