#include "planner/model/audit_finding.h"

namespace deltaplan::planner {

std::string_view NameOf(AuditCode code) {
  switch (code) {
    case AuditCode::kInputMissing:
      return "input_missing";
    case AuditCode::kImageMissing:
      return "image_missing";
    case AuditCode::kSourceIgnored:
      return "source_ignored";
    case AuditCode::kSourceUntracked:
      return "source_untracked";
    case AuditCode::kContextUndecided:
      return "context_undecided";
    case AuditCode::kSyntaxUnknown:
      return "syntax_unknown";
    case AuditCode::kNameMayBePublic:
      return "name_may_be_public";
    case AuditCode::kServiceWithoutDockerfile:
      return "service_without_dockerfile";
    case AuditCode::kDockerfileWithoutService:
      return "dockerfile_without_service";
    case AuditCode::kInputDead:
      return "input_dead";
    case AuditCode::kImageDead:
      return "image_dead";
    case AuditCode::kPatternDead:
      return "pattern_dead";
    case AuditCode::kPreciseNeedsFilter:
      return "precise_needs_filter";
    case AuditCode::kValueFromEnvironment:
      return "value_from_environment";
  }
  return "";
}

}  // namespace deltaplan::planner
