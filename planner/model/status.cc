#include "planner/model/status.h"

#include <algorithm>

namespace deltaplan::planner {
namespace {

bool Disagrees(const StatusService& service) {
  return std::ranges::find(service.tags, false, &StatusTag::agrees) != service.tags.end();
}

}  // namespace

const char* ApplyEffectName(ApplyEffect effect) {
  switch (effect) {
    case ApplyEffect::kNone:
      return "none";
    case ApplyEffect::kRollback:
      return "rollback";
    case ApplyEffect::kForward:
      return "forward";
    case ApplyEffect::kDiverged:
      return "diverged";
    case ApplyEffect::kStart:
      return "start";
    case ApplyEffect::kNoTag:
      return "no_tag";
    case ApplyEffect::kUnknown:
      return "unknown";
  }
  return "";
}

std::size_t StatusReport::disagreeing_count() const {
  return static_cast<std::size_t>(std::ranges::count_if(services, Disagrees));
}

bool StatusReport::InAgreement() const {
  return disagreeing_count() == 0 && std::ranges::none_of(others, [](const StatusSource& source) {
           return source.error.has_value();
         });
}

}  // namespace deltaplan::planner
