#include "planner/live/registry_kind.h"

#include "planner/live/aws/endpoints.h"

namespace deltaplan::planner {

RegistryKind RegistryKindOf(const DeployEntry& deploy, std::string_view repository) {
  if (deploy.registry) return *deploy.registry;
  if (ReadEcrRepository(repository)) return RegistryKind::kEcrApi;
  const std::string_view host = repository.substr(0, repository.find('/'));
  const std::string_view name =
      host.starts_with('[') ? host.substr(0, host.find(']')) : host.substr(0, host.find(':'));
  // Of 127.0.0.0/8; "127.example.com" is another machine.
  const bool is_loopback =
      name.starts_with("127.") && name.find_first_not_of("0123456789.") == std::string_view::npos;
  const bool is_here = name == "localhost" || name == "[::1" || is_loopback;
  return is_here ? RegistryKind::kHttp : RegistryKind::kHttps;
}

}  // namespace deltaplan::planner
