#include "tfvars/plan/finding.h"

namespace deltaplan::tfvars {

FindingKind::FindingKind(const FindingKind& other) = default;
FindingKind::FindingKind(FindingKind&& other) noexcept = default;
FindingKind& FindingKind::operator=(const FindingKind& other) = default;
FindingKind& FindingKind::operator=(FindingKind&& other) noexcept = default;
FindingKind::~FindingKind() = default;

}  // namespace deltaplan::tfvars
