#include "planner/model/refusal.h"

namespace deltaplan::planner {

Refusal::Refusal(const Refusal& other) = default;
Refusal::Refusal(Refusal&& other) noexcept = default;
Refusal& Refusal::operator=(const Refusal& other) = default;
Refusal& Refusal::operator=(Refusal&& other) noexcept = default;
Refusal::~Refusal() = default;

std::string_view CodeOf(const Refusal& refusal) {
  return std::visit([](const auto& each) { return each.kCode; }, refusal);
}

}  // namespace deltaplan::planner
