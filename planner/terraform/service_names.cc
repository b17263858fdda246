#include "planner/terraform/service_names.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "tfvars/text/unicode.h"

namespace deltaplan::planner {
namespace {

using tfvars::AbsResource;
using tfvars::AbsResourceInstance;
using tfvars::Identity;
using tfvars::InstanceKey;
using tfvars::ModuleInstance;
using tfvars::Target;

const ModuleInstance& ModuleOf(const Target& target) {
  if (const auto* module = std::get_if<ModuleInstance>(&target)) return *module;
  if (const auto* resource = std::get_if<AbsResource>(&target)) return resource->module;
  return std::get<AbsResourceInstance>(target).resource.module;
}

// As the name of a service stands in an identifier.
std::string Label(std::string name) {
  std::ranges::replace_if(
      name, [](char c) { return c == '-' || c == '.' || c == '/'; }, '_');
  return name;
}

std::optional<std::string> OnlyOf(const std::set<std::string>& services) {
  return services.size() == 1 ? std::optional(*services.begin()) : std::nullopt;
}

}  // namespace

const AbsResource* ResourceOf(const Target& target) {
  if (const auto* resource = std::get_if<AbsResource>(&target)) return resource;
  const auto* instance = std::get_if<AbsResourceInstance>(&target);
  return instance == nullptr ? nullptr : &instance->resource;
}

bool HasTextKey(const Target& target) {
  const auto* instance = std::get_if<AbsResourceInstance>(&target);
  if (instance != nullptr && std::holds_alternative<std::string>(instance->key)) return true;
  return std::ranges::any_of(ModuleOf(target).steps, [](const tfvars::ModuleStep& step) {
    return std::holds_alternative<std::string>(step.key);
  });
}

ServiceNames::ServiceNames(const std::vector<std::string>& services) {
  for (const std::string& service : services) {
    const std::string name = tfvars::NormalFormC(service);  // as Terraform keeps texts
    by_label_[Label(name)].push_back(service);
    names_.emplace(name, service);
  }
}

std::optional<std::string> ServiceNames::ServiceOf(const Target& address,
                                                   const Identity& identity) const {
  const auto& steps = ModuleOf(address).steps;
  // 1. The resource's own key.
  if (const auto* instance = std::get_if<AbsResourceInstance>(&address)) {
    if (auto service = Keyed(instance->key)) return service;
  }
  // 2. The key with which it looks its tag up.
  if (auto service = TaggedAs(identity)) return service;
  // 3. The key of a module around it, the innermost first.
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if (auto service = Keyed(step->key)) return service;
  }
  // 4. An argument that is its name.
  for (const std::string& name : identity.names) {
    if (auto service = Named(name)) return service;
  }
  // 5. What its element of `for_each` says, where that names one.
  std::set<std::string> said;
  for (const std::string& text : identity.each_names) {
    if (auto service = Named(text)) said.insert(*std::move(service));
  }
  if (auto service = OnlyOf(said)) return service;
  // 6. The label of the resource, or of a module around it.
  if (const AbsResource* resource = ResourceOf(address)) {
    if (auto service = Labelled(resource->resource.name)) return service;
  }
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if (auto service = Labelled(step->name)) return service;
  }
  // 7. An argument that ends in its name: the longest.
  for (const std::string& name : identity.names) {
    for (std::size_t at = name.find_first_of("-_/"); at != std::string::npos;
         at = name.find_first_of("-_/", at + 1)) {
      if (auto service = Named(name.substr(at + 1))) return service;
    }
  }
  // 8. What its image is made of, where that names one.
  return OnlyOf(AllLabelled(identity.image_names));
}

std::set<std::string> ServiceNames::TagsOf(const Identity& identity) const {
  std::set<std::string> services = AllLabelled(identity.tag_keys);
  return services.empty() ? AllLabelled(identity.image_keys) : services;
}

std::optional<std::string> ServiceNames::TaggedAs(const Identity& identity) const {
  return OnlyOf(TagsOf(identity));
}

std::optional<std::string> ServiceNames::Keyed(const InstanceKey& key) const {
  const auto* text = std::get_if<std::string>(&key);
  return text == nullptr ? std::nullopt : Named(*text);
}

std::optional<std::string> ServiceNames::Named(const std::string& name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? std::nullopt : std::optional(found->second);
}

std::set<std::string> ServiceNames::AllLabelled(const std::set<std::string>& labels) const {
  std::set<std::string> services;
  for (const std::string& label : labels) {
    if (auto service = Labelled(label)) services.insert(*std::move(service));
  }
  return services;
}

std::optional<std::string> ServiceNames::Labelled(const std::string& label) const {
  if (auto service = Named(label)) return service;
  const auto found = by_label_.find(Label(label));
  if (found == by_label_.end() || found->second.size() != 1) return std::nullopt;
  return found->second.front();
}

}  // namespace deltaplan::planner
