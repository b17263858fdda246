#include "planner/model/platform.h"

#include <utility>

#include "tfvars/carriers/service_path.h"

namespace deltaplan::planner {

std::vector<std::string> NamesOf(const std::vector<Service>& services) {
  std::vector<std::string> names;
  names.reserve(services.size());
  for (const Service& service : services) names.push_back(service.name);
  return names;
}

PlaceholderValues PlaceholdersOf(const Service& service, const std::string* environment) {
  PlaceholderValues values{{"image", service.image},
                           {"service", service.name},
                           {"service_id", tfvars::FillService("{service_id}", service.name, {})}};
  if (environment != nullptr) values.emplace("env", *environment);
  return WithWords(std::move(values), service.placeholders);
}

ImageTagsEntry ImageTagsOf(const EnvironmentEntry& environment,
                           const std::vector<Service>& services) {
  ImageTagsEntry entry = *environment.image_tags;
  if (entry.place.words.empty()) return entry;
  for (const Service& service : services) {
    const PlaceholderValues values = PlaceholdersOf(service, &environment.name);
    for (auto& [word, of_service] : entry.place.words) {
      if (const auto value = values.find(word); value != values.end()) {
        of_service.emplace(service.name, value->second);
      }
    }
  }
  return entry;
}

std::set<std::string> ExternalServices(const std::vector<Service>& services) {
  std::set<std::string> external;
  for (const Service& service : services) {
    if (service.IsExternal()) external.insert(service.name);
  }
  return external;
}

}  // namespace deltaplan::planner
