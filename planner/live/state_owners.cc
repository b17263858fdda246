#include "planner/live/state_owners.h"

#include <algorithm>
#include <string_view>
#include <variant>
#include <vector>

#include "tfvars/address/address.h"
#include "tfvars/text/unicode.h"

namespace deltaplan::planner {
namespace {

// Attributes that name what a resource makes.
constexpr std::string_view kNames[] = {"family", "function_name", "name"};

// As names stand in labels.
std::string Label(std::string_view name) {
  std::string label = tfvars::NormalFormC(std::string(name));
  std::ranges::replace_if(
      label, [](char c) { return c == '-' || c == '.' || c == '/'; }, '_');
  return label;
}

std::vector<std::string> TextsOf(const tfvars::StateInstance& instance) {
  std::vector<std::string> texts;
  const auto add_key = [&](const tfvars::InstanceKey& key) {
    if (const auto* text = std::get_if<std::string>(&key)) texts.push_back(Label(*text));
  };
  const tfvars::AbsResource& resource = instance.address.resource;
  add_key(instance.address.key);
  texts.push_back(Label(resource.resource.name));
  for (const tfvars::ModuleStep& step : resource.module.steps) {
    add_key(step.key);
    texts.push_back(Label(step.name));
  }
  for (const std::string_view name : kNames) {
    if (const std::string* text = instance.values.FindString(name)) texts.push_back(Label(*text));
  }
  for (const tfvars::StateImage& image : tfvars::FindStateImages(instance.values)) {
    texts.push_back(Label(image.container));
  }
  return texts;
}

}  // namespace

std::set<std::string> OwnersOf(const tfvars::StateInstance& instance,
                               const std::set<std::string>& names) {
  std::set<std::string> owners;
  for (const std::string& text : TextsOf(instance)) {
    const std::string* owner = nullptr;
    for (const std::string& name : names) {
      const std::string label = Label(name);
      const bool fits = text == label || text.ends_with("_" + label);
      if (fits && (owner == nullptr || name.size() > owner->size())) owner = &name;
    }
    if (owner != nullptr) owners.insert(*owner);
  }
  return owners;
}

}  // namespace deltaplan::planner
