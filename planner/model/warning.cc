#include "planner/model/warning.h"

namespace deltaplan::planner {

template struct OneOf<WarningKinds>;

std::string_view CodeOf(const Warning& warning) {
  return std::visit([](const auto& each) { return each.kCode; }, warning);
}

std::optional<std::string> ServiceOf(const Warning& warning) {
  return std::visit(
      [](const auto& each) -> std::optional<std::string> {
        if constexpr (requires { each.service; }) {
          return each.service;
        } else {
          return std::nullopt;
        }
      },
      warning);
}

}  // namespace deltaplan::planner
