#include "planner/terraform/service_targets.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <variant>

#include "planner/terraform/service_names.h"
#include "tfvars/plan/resource_roles.h"

namespace deltaplan::planner {
namespace {

using tfvars::AbsResource;
using tfvars::AbsResourceInstance;
using tfvars::InstanceKey;
using tfvars::ModuleInstance;
using tfvars::NoKey;
using tfvars::Target;
using tfvars::TreeInstance;
using tfvars::TreeNode;

// Arguments that hold an image, or what runs it.
constexpr std::string_view kImageArguments[] = {"container_definitions", "container_properties",
                                                "image", "image_uri", "task_definition"};

ModuleInstance WithoutKeys(ModuleInstance module) {
  for (tfvars::ModuleStep& step : module.steps) step.key = NoKey();
  return module;
}

// What all instances of a resource have in common, in all instances of its module.
std::string DeclarationOf(const AbsResource& resource) {
  return tfvars::Print(AbsResource{WithoutKeys(resource.module), resource.resource});
}

class TargetMatcher {
 public:
  TargetMatcher(const tfvars::ModuleTree& tree, const std::vector<std::string>& services,
                const std::optional<StateAddresses>& state)
      : tree_(tree), state_(state), names_(services) {
    if (services.size() == 1) only_ = services.front();
    any_is_tagged_ = std::ranges::any_of(
        tree_.nodes, [](const TreeNode& node) { return !node.tag_arguments.empty(); });
    for (const std::string& service : services) findings_.services.push_back({service, {}});
    for (const TreeNode& node : tree_.nodes) {
      for (const TreeInstance& made : node.instances) {
        made_.insert(tfvars::Print(made.address));
        const auto service = names_.ServiceOf(made.address, made.identity);
        if (!service) continue;
        for (const std::string& tag : names_.TagsOf(made.identity)) {
          held_tags_[node.place].emplace(*service, tag);
        }
      }
    }
    if (!state_) return;
    for (const AbsResourceInstance& instance : *state_) {
      const bool is_only = std::holds_alternative<NoKey>(instance.key);
      held_[DeclarationOf(instance.resource)].push_back(is_only ? Target(instance.resource)
                                                                : Target(instance));
    }
  }

  TargetFindings Match() {
    for (std::size_t node = 0; node < tree_.nodes.size(); ++node) {
      if (Counts(tree_.nodes[node])) AddNode(node);
    }
    if (!foreign_.resources.empty()) findings_.warnings.emplace_back(std::move(foreign_));
    WarnAboutAbsent();
    std::set<std::string> told;
    for (const Warning& warning : findings_.warnings) {
      // That another's target holds its tag gives it none.
      if (std::holds_alternative<warnings::TargetHoldsOtherTag>(warning)) continue;
      if (std::optional<std::string> about = ServiceOf(warning)) told.insert(*std::move(about));
    }
    for (ServiceTargets& service : findings_.services) {
      std::ranges::stable_sort(service.targets, {}, &ServiceTarget::node);
      const bool is_told = told.contains(service.service);
      if (service.targets.empty() && !is_told) WarnAboutNoTarget(service.service);
    }
    WarnAboutMoves();
    return std::move(findings_);
  }

 private:
  // Whether a deploy has to apply it.
  static bool Counts(const TreeNode& node) {
    const AbsResource* resource = ResourceOf(node.address);
    // What runs the images of another environment in the same root module is not rolled with this.
    if (node.tag_arguments.empty() && node.holds_tag_beside) return false;
    const bool is_reached = !node.tag_arguments.empty() || !node.revision_arguments.empty();
    if (resource == nullptr) return is_reached || node.is_any_module || node.holds_outside_image;
    const std::string& type = resource->resource.type;
    return !tfvars::KeepsImages(type) && (is_reached || tfvars::HoldsImage(type));
  }

  // What names no service, in a root module that rolls one alone, is that one's where a tag reaches
  // it; or where none reaches anything there. A key may be another service's, of which nobody has
  // told us.
  std::optional<std::string> OwnerOf(const TreeNode& node, const Target& address,
                                     const tfvars::Identity& identity) const {
    std::optional<std::string> named = names_.ServiceOf(address, identity);
    if (named || !only_ || (any_is_tagged_ && node.tag_arguments.empty())) return named;
    const bool is_keyed = !identity.tag_keys.empty() || HasTextKey(address);
    return is_keyed ? std::nullopt : only_;
  }

  void AddNode(std::size_t index) {
    const TreeNode& node = tree_.nodes[index];
    std::set<std::string> rolled;
    std::set<std::string> tagged_here;
    for (const TreeInstance& instance : node.instances) {
      if (auto tagged = names_.TaggedAs(instance.identity)) tagged_here.insert(*std::move(tagged));
    }
    for (const TreeInstance& instance : node.instances) {
      const auto service = OwnerOf(node, instance.address, instance.identity);
      std::set<std::string> services = service ? std::set{*service} : HoldersOf(node, instance);
      if (service) {
        // It belongs to the service of its key, and changes with the tag that it looks up. Where
        // the service of its key has instances by its own tag, the key is no name: "api-eu" is
        // api's in the region eu, beside a service api-eu.
        if (auto tagged = names_.TaggedAs(instance.identity)) {
          if (*tagged != *service && tagged_here.contains(*service)) services.clear();
          services.insert(*std::move(tagged));
        }
        WarnAboutOthers(node, instance, *services.begin(), services);
      } else if (services.empty() && (!node.tag_arguments.empty() || node.holds_outside_image)) {
        AddForeign(node, instance.address);
      }
      for (const std::string& each : services) {
        rolled.insert(each);
        Add(each, {tfvars::Print(instance.address), index, false, InState(instance.address)});
      }
    }
    const std::set<std::string> held = AddFromState(index);
    rolled.insert(held.begin(), held.end());
    if (node.unresolved) {
      const std::set<std::string> kept = AddPossible(index, held);
      rolled.insert(kept.begin(), kept.end());
      findings_.unresolved.push_back({.address = tfvars::Print(node.address),
                                      .place = node.place,
                                      .reason = *node.unresolved,
                                      .services = {kept.begin(), kept.end()}});
    }
    for (const std::string& service : rolled) AddNodeWarnings(node, service, findings_.warnings);
    if (!node.absent) return;
    if (const auto service = OwnerOf(node, node.address, node.identity)) {
      absent_.emplace_back(*service, index);
    }
  }

  // What is nobody's and holds the tags of several services changes with each of them. A call holds
  // more than that; and of what has a key, that or its number may say which of the tags it has.
  std::set<std::string> HoldersOf(const TreeNode& node, const TreeInstance& instance) const {
    const auto* resource = ResourceOf(instance.address);
    if (resource == nullptr || node.tag_arguments.empty() || instance.identity.is_one_of) return {};
    std::set<std::string> services;
    if (instance.identity.holds_map) {
      for (const ServiceTargets& each : findings_.services) services.insert(each.service);
    } else if (std::holds_alternative<AbsResource>(instance.address) &&
               WithoutKeys(resource->module) == resource->module) {
      services = names_.TagsOf(instance.identity);
    }
    return services;
  }

  // What holds the tags of several services is a target of its own one alone. Where the other's
  // instance has the tag of this one, too, the files only tell what all of them have together.
  void WarnAboutOthers(const TreeNode& node, const TreeInstance& instance,
                       const std::string& holder, const std::set<std::string>& services) {
    const std::set<std::pair<std::string, std::string>>& held = held_tags_[node.place];
    for (const std::string& other : names_.TagsOf(instance.identity)) {
      const bool has_both = held.contains({other, holder});
      if (services.contains(other) || has_both) continue;
      if (!told_others_.emplace(other, holder).second)
        continue;  // as what refers to it has it, too
      findings_.warnings.push_back(
          warnings::TargetHoldsOtherTag{.service = other,
                                        .holder = holder,
                                        .address = tfvars::Print(instance.address),
                                        .declared = node.place});
    }
  }

  // All instances of one declaration are one line, wherever its module is called.
  void AddForeign(const TreeNode& node, const Target& address) {
    const auto same = std::ranges::find(foreign_.resources, node.place,
                                        &warnings::TargetWithoutService::Resource::declared);
    if (same != foreign_.resources.end()) {
      ++same->more;
    } else {
      foreign_.resources.push_back({.address = tfvars::Print(address),
                                    .declared = node.place,
                                    .has_tag = !node.tag_arguments.empty()});
    }
  }

  // Modules declare what runs a service several times, for all that one may want, and make one of
  // them: only where none runs the image is one that is not there worth a word.
  void WarnAboutAbsent() {
    for (const auto& [service, declared] : absent_) {
      const std::size_t index = declared;
      const TreeNode& node = tree_.nodes[index];
      const bool has_other =
          std::ranges::any_of(findings_.Of(service).targets, [&](const ServiceTarget& target) {
            return TakesThePlaceOf(node, tree_.nodes[target.node.value_or(index)]);
          });
      if (has_other) continue;
      findings_.warnings.push_back(
          warnings::TargetWithoutInstance{.service = service,
                                          .address = tfvars::Print(node.address),
                                          .declared = node.place,
                                          .why = *node.absent});
    }
  }

  static bool TakesThePlaceOf(const TreeNode& absent, const TreeNode& present) {
    const AbsResource* missing = ResourceOf(absent.address);
    const AbsResource* there = ResourceOf(present.address);
    if (missing == nullptr || there == nullptr) return true;
    return !tfvars::RunsImage(missing->resource.type) || tfvars::RunsImage(there->resource.type);
  }

  // What there may be stays a target: where there is nothing, nothing happens to it. The state
  // knows better where it has any. Gives the services that have it.
  std::set<std::string> AddPossible(std::size_t index, const std::set<std::string>& held) {
    std::set<std::string> kept;
    for (const TreeInstance& possible : tree_.nodes[index].possible) {
      const auto service = OwnerOf(tree_.nodes[index], possible.address, possible.identity);
      if (!service || held.contains(*service)) continue;
      kept.insert(*service);
      Add(*service, {tfvars::Print(possible.address), index, false, InState(possible.address)});
    }
    return kept;
  }

  // What the files don't tell the state may; what the files no longer make stays in it until an
  // apply. Gives the services that have more by it.
  std::set<std::string> AddFromState(std::size_t index) {
    std::set<std::string> found;
    const TreeNode& node = tree_.nodes[index];
    const AbsResource* resource = ResourceOf(node.address);
    if (resource == nullptr) return found;
    const auto held = held_.find(DeclarationOf(*resource));
    if (held == held_.end()) return found;
    // One look is enough, whatever the number of instances of the module around it.
    const std::vector<Target> targets = std::move(held->second);
    held_.erase(held);
    for (const Target& target : targets) {
      const std::string address = tfvars::Print(target);
      if (made_.contains(address)) continue;
      const auto service = OwnerOf(node, target, node.identity);
      if (!service) continue;
      if (node.unresolved) {
        found.insert(*service);
        Add(*service, {address, index, true, true});
      } else {
        findings_.warnings.push_back(warnings::TargetWithoutInstance{
            .service = *service, .address = address, .declared = node.place, .why = std::nullopt});
      }
    }
    return found;
  }

  void WarnAboutNoTarget(const std::string& service) {
    warnings::ServiceWithoutTarget warning{.service = service, .without_it = {}};
    for (const TreeNode& node : tree_.nodes) {
      const bool has_others =
          std::ranges::any_of(node.instances, [&](const TreeInstance& instance) {
            const auto* keyed = std::get_if<AbsResourceInstance>(&instance.address);
            return keyed != nullptr && names_.Keyed(keyed->key);
          });
      if (has_others && Counts(node)) {
        warning.without_it.push_back({tfvars::Print(node.address), node.place});
      }
    }
    findings_.warnings.push_back(std::move(warning));
  }

  // Terraform refuses targets that leave out what a pending move is about.
  void WarnAboutMoves() {
    if (!state_) return;
    for (const tfvars::TreeMove& move : tree_.moves) {
      auto from = tfvars::ParseTarget(move.from);
      auto to = tfvars::ParseTarget(move.to);
      const auto* source = std::get_if<Target>(&from);
      const auto* destination = std::get_if<Target>(&to);
      if (source == nullptr || destination == nullptr) continue;
      const bool is_pending =
          std::ranges::any_of(*state_, [&](const AbsResourceInstance& instance) {
            return Moves(*source, !HasKey(*destination), instance);
          });
      if (!is_pending) continue;
      findings_.warnings.push_back(
          warnings::MovedNotApplied{.from = move.from, .to = move.to, .declared = move.place});
    }
  }

  static bool HasKey(const Target& target) {
    const auto* module = std::get_if<ModuleInstance>(&target);
    if (module == nullptr) return std::holds_alternative<AbsResourceInstance>(target);
    return !module->steps.empty() && !std::holds_alternative<NoKey>(module->steps.back().key);
  }

  // Without keys on both sides all instances move, else only the one without a key.
  static bool Moves(const Target& from, bool all, const AbsResourceInstance& instance) {
    if (!tfvars::Contains(from, instance)) return false;
    if (all || HasKey(from)) return true;
    const auto* module = std::get_if<ModuleInstance>(&from);
    const InstanceKey& key = module == nullptr
                                 ? instance.key
                                 : instance.resource.module.steps[module->steps.size() - 1].key;
    return std::holds_alternative<NoKey>(key);
  }

  void Add(const std::string& service, ServiceTarget target) {
    const auto entry =
        std::ranges::lower_bound(findings_.services, service, {}, &ServiceTargets::service);
    const auto same = std::ranges::find(entry->targets, target.address, &ServiceTarget::address);
    if (same == entry->targets.end()) entry->targets.push_back(std::move(target));
  }

  std::optional<bool> InState(const Target& target) const {
    if (!state_) return std::nullopt;
    if (const auto* instance = std::get_if<AbsResourceInstance>(&target)) {
      return std::ranges::binary_search(*state_, *instance);
    }
    if (const auto* resource = std::get_if<AbsResource>(&target)) {
      return std::ranges::binary_search(*state_, AbsResourceInstance{*resource, NoKey()});
    }
    return std::ranges::any_of(*state_, [&](const AbsResourceInstance& instance) {
      return tfvars::Contains(target, instance);
    });
  }

  const tfvars::ModuleTree& tree_;
  const std::optional<StateAddresses>& state_;
  ServiceNames names_;
  std::optional<std::string> only_;  // the service of a root module that rolls one
  bool any_is_tagged_ = false;
  TargetFindings findings_;
  warnings::TargetWithoutService foreign_;
  std::vector<std::pair<std::string, std::size_t>> absent_;  // services and nodes
  // By declaration, wherever its module is called: services, and whose tags their instances hold.
  std::map<FileLine, std::set<std::pair<std::string, std::string>>> held_tags_;
  std::set<std::pair<std::string, std::string>> told_others_;
  std::set<std::string> made_;                       // all addresses that the files make
  std::map<std::string, std::vector<Target>> held_;  // by the state, for each declaration
};

std::string DirectoryOf(const std::string& file) {
  const std::size_t slash = file.rfind('/');
  return slash == std::string::npos ? std::string() : file.substr(0, slash);
}

}  // namespace

void AddNodeWarnings(const TreeNode& node, const std::string& service, Warnings& warnings) {
  std::vector<std::string> ignored;
  for (const std::string& name : node.arguments) {
    const bool holds_image = node.tag_arguments.contains(name) ||
                             std::ranges::find(kImageArguments, name) != std::end(kImageArguments);
    if (holds_image && (node.ignores_all || node.ignored.contains(name))) ignored.push_back(name);
  }
  if (!ignored.empty()) {
    warnings.push_back(warnings::TargetIgnoresImage{.service = service,
                                                    .address = tfvars::Print(node.address),
                                                    .declared = node.place,
                                                    .arguments = std::move(ignored)});
  }
  if (!node.controller.empty() && node.controller != "ECS") {
    warnings.push_back(warnings::TargetRolledElsewhere{.service = service,
                                                       .address = tfvars::Print(node.address),
                                                       .declared = node.place,
                                                       .controller = node.controller});
  }
}

const ServiceTargets& TargetFindings::Of(const std::string& service) const {
  return *std::ranges::lower_bound(services, service, {}, &ServiceTargets::service);
}

TargetFindings FindTargets(const tfvars::ModuleTree& tree, const std::vector<std::string>& services,
                           const std::optional<StateAddresses>& state) {
  return TargetMatcher(tree, services, state).Match();
}

TerraformReach ReachOf(const std::vector<std::string>& files, const tfvars::ModuleTree& tree,
                       const TargetFindings& findings) {
  const std::set<std::string> changed(files.begin(), files.end());
  std::set<std::string> changed_directories;
  for (const std::string& file : files) changed_directories.insert(DirectoryOf(file));
  std::set<std::string> modules;
  std::set<std::string> module_directories;
  for (const tfvars::TreeModule& module : tree.modules) {
    if (!changed_directories.contains(module.directory)) continue;
    modules.insert(tfvars::Print(WithoutKeys(module.address)));
    module_directories.insert(module.directory);
  }
  TerraformReach reach;
  reach.modules.assign(modules.begin(), modules.end());
  for (const ServiceTargets& service : findings.services) {
    const bool is_reached = std::ranges::any_of(service.targets, [&](const ServiceTarget& target) {
      if (!target.node) return false;
      const TreeNode& node = tree.nodes[*target.node];
      return module_directories.contains(node.directory) ||
             std::ranges::any_of(node.files,
                                 [&](const std::string& file) { return changed.contains(file); });
    });
    if (is_reached) reach.services.push_back(service.service);
  }
  return reach;
}

std::map<std::string, std::set<std::string>> RolledWith(
    const std::vector<std::string>& files, const tfvars::ModuleTree& tree,
    const std::vector<AddressedService>& targets) {
  std::map<std::string, std::set<std::string>> rolled;
  for (const std::string& file : files) {
    if (!tree.resource_files.contains(file)) continue;
    std::set<std::string> services;
    const auto is_target = [&](const TreeInstance& instance) {
      bool found = false;
      for (const auto& [service, addresses] : targets) {
        const auto contains = [&](const Target& target) {
          return tfvars::Contains(target, instance.address);
        };
        if (std::ranges::none_of(addresses, contains)) continue;
        services.insert(service);
        found = true;
      }
      return found;
    };
    const bool is_rolled = std::ranges::all_of(tree.nodes, [&](const TreeNode& node) {
      if (std::ranges::find(node.files, file) == node.files.end()) return true;
      return !node.unresolved && std::ranges::all_of(node.instances, is_target);
    });
    if (is_rolled && !services.empty()) rolled.emplace(file, std::move(services));
  }
  return rolled;
}

}  // namespace deltaplan::planner
