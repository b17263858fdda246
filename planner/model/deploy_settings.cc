#include "planner/model/deploy_settings.h"

namespace deltaplan::planner {

const char* NameOf(RegistryKind kind) {
  switch (kind) {
    case RegistryKind::kEcrApi:
      return "ecr";
    case RegistryKind::kHttps:
      return "https";
    case RegistryKind::kHttp:
      return "http";
    case RegistryKind::kNever:
      break;
  }
  return "never";
}

}  // namespace deltaplan::planner
