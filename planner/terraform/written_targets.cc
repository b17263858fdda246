#include "planner/terraform/written_targets.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "planner/terraform/service_targets.h"

namespace deltaplan::planner {
namespace {

using tfvars::AbsResource;
using tfvars::AbsResourceInstance;
using tfvars::ModuleInstance;
using tfvars::Target;
using tfvars::TreeNode;

// An address without its keys: what is declared, whatever the instance.
struct Declared {
  std::vector<std::string> modules;
  std::optional<tfvars::Resource> resource;  // nullopt: the module itself
};

Declared DeclaredAt(const Target& target) {
  Declared declared;
  const ModuleInstance* module = std::get_if<ModuleInstance>(&target);
  if (module == nullptr) {
    const auto* instance = std::get_if<AbsResourceInstance>(&target);
    const AbsResource& resource =
        instance == nullptr ? std::get<AbsResource>(target) : instance->resource;
    module = &resource.module;
    declared.resource = resource.resource;
  }
  for (const tfvars::ModuleStep& step : module->steps) declared.modules.push_back(step.name);
  return declared;
}

bool LiesIn(const std::vector<std::string>& inner, const std::vector<std::string>& outer) {
  return inner.size() >= outer.size() && std::equal(outer.begin(), outer.end(), inner.begin());
}

// Whether the target means what is declared there: it, something around it, or something inside of
// a call whose module is not here.
bool Means(const Declared& target, const Declared& node) {
  if (!target.resource) {
    return LiesIn(node.modules, target.modules) ||
           (!node.resource && LiesIn(target.modules, node.modules));
  }
  if (!node.resource) return LiesIn(target.modules, node.modules);
  return node.modules == target.modules && *node.resource == *target.resource;
}

class WrittenChecker {
 public:
  WrittenChecker(const tfvars::ModuleTree& tree, const std::string& directory) : tree_(tree) {
    undeclared_.directory = directory;
    for (const TreeNode& node : tree_.nodes) declared_.push_back(DeclaredAt(node.address));
  }

  void Check(const std::string& service, const Target& target) {
    const Declared wanted = DeclaredAt(target);
    bool is_declared = false;
    bool has_instance = false;
    std::optional<std::string> absent;
    FileLine place;
    for (std::size_t i = 0; i < tree_.nodes.size(); ++i) {
      if (!Means(wanted, declared_[i])) continue;
      const TreeNode& node = tree_.nodes[i];
      if (!is_declared) place = node.place;
      is_declared = true;
      if (node.absent && !absent) {
        absent = node.absent;
        place = node.place;
      }
      const bool is_there =
          node.unresolved || std::ranges::any_of(node.instances, [&](const auto& instance) {
            return tfvars::Contains(target, instance.address) ||
                   tfvars::Contains(instance.address, target);
          });
      if (!is_there) continue;
      has_instance = true;
      AddNodeWarnings(node, service, warnings_);
    }
    if (!is_declared && !IsLocalModule(wanted)) {
      undeclared_.addresses.push_back({.service = service, .address = tfvars::Print(target)});
    } else if (is_declared && !has_instance) {
      warnings_.push_back(warnings::TargetWithoutInstance{
          .service = service,
          .address = tfvars::Print(target),
          .declared = place,
          .why = absent.value_or("nothing is made with these keys")});
    }
  }

  Warnings Take() && {
    if (!undeclared_.addresses.empty()) warnings_.push_back(std::move(undeclared_));
    return std::move(warnings_);
  }

 private:
  // A module of outputs or modules alone.
  bool IsLocalModule(const Declared& wanted) const {
    return !wanted.resource &&
           std::ranges::any_of(tree_.modules, [&](const tfvars::TreeModule& module) {
             return LiesIn(DeclaredAt(module.address).modules, wanted.modules);
           });
  }

  const tfvars::ModuleTree& tree_;
  std::vector<Declared> declared_;  // as `tree_.nodes`
  warnings::TargetUndeclared undeclared_;
  Warnings warnings_;
};

}  // namespace

Warnings CheckWrittenTargets(const tfvars::ModuleTree& tree, const std::string& directory,
                             const std::vector<AddressedService>& written) {
  WrittenChecker checker(tree, directory);
  for (const AddressedService& each : written) {
    const std::set<Target> once(each.targets.begin(), each.targets.end());
    for (const Target& target : once) checker.Check(each.service, target);
  }
  return std::move(checker).Take();
}

void PlaceWrittenTargets(const tfvars::ModuleTree& tree, const std::optional<StateAddresses>& state,
                         const std::vector<AddressedService>& written, TargetFindings& findings) {
  for (const AddressedService& each : written) {
    const auto entry =
        std::ranges::lower_bound(findings.services, each.service, {}, &ServiceTargets::service);
    if (entry == findings.services.end() || entry->service != each.service) continue;
    entry->targets.clear();
    for (const Target& target : each.targets) {
      ServiceTarget placed{.address = tfvars::Print(target), .node = {}, .in_state = {}};
      placed.is_written = true;
      const Declared wanted = DeclaredAt(target);
      const auto node = std::ranges::find_if(tree.nodes, [&](const TreeNode& declared) {
        return Means(wanted, DeclaredAt(declared.address));
      });
      if (node != tree.nodes.end()) {
        placed.node = static_cast<std::size_t>(node - tree.nodes.begin());
      }
      if (state) {
        placed.in_state = std::ranges::any_of(*state, [&](const AbsResourceInstance& instance) {
          return tfvars::Contains(target, instance);
        });
      }
      entry->targets.push_back(std::move(placed));
    }
  }
}

}  // namespace deltaplan::planner
