#include "planner/model/refusal.h"

namespace deltaplan::planner {

template struct OneOf<RefusalKinds>;

std::string_view CodeOf(const Refusal& refusal) {
  return std::visit([](const auto& each) { return each.kCode; }, refusal);
}

}  // namespace deltaplan::planner
