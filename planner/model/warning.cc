#include "planner/model/warning.h"

namespace deltaplan::planner {

Warning::Warning(const Warning& other) = default;
Warning::Warning(Warning&& other) noexcept = default;
Warning& Warning::operator=(const Warning& other) = default;
Warning& Warning::operator=(Warning&& other) noexcept = default;
Warning::~Warning() = default;

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
