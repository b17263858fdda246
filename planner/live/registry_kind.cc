#include "planner/live/registry_kind.h"

#include "planner/live/aws/endpoints.h"

namespace deltaplan::planner {

RegistryKind RegistryKindOf(const DeployEntry& deploy, std::string_view repository) {
  if (deploy.registry) return *deploy.registry;
  if (ReadEcrRepository(repository)) return RegistryKind::kEcrApi;
  const std::string_view host = repository.substr(0, repository.find('/'));
  const std::string_view name =
      host.starts_with('[') ? host.substr(0, host.find(']')) : host.substr(0, host.find(':'));
  const bool is_here = name == "localhost" || name == "[::1" || name.starts_with("127.");
  return is_here ? RegistryKind::kHttp : RegistryKind::kHttps;
}

}  // namespace deltaplan::planner
