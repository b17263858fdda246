// Addresses: what is read is printed, and that is read the same again; containment and order hold
// together.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/fuzz/require.h"
#include "tfvars/address/address.h"
#include "tfvars/address/target_set.h"

namespace {

using deltaplan::fuzz::Require;
using deltaplan::tfvars::AddressError;
using deltaplan::tfvars::Target;

void Check(std::string_view text) {
  const auto parsed = deltaplan::tfvars::ParseTarget(text);
  if (const auto* error = std::get_if<AddressError>(&parsed)) {
    Require(!error->message.empty() && error->column >= 1 && error->column <= text.size() + 1);
    return;
  }
  const auto& target = std::get<Target>(parsed);
  const std::string printed = deltaplan::tfvars::Print(target);
  Require(printed.find('\n') == std::string::npos);
  const auto again = deltaplan::tfvars::ParseTarget(printed);
  Require(std::holds_alternative<Target>(again) && std::get<Target>(again) == target);
  Require(deltaplan::tfvars::Print(std::get<Target>(again)) == printed);
  Require(deltaplan::tfvars::Contains(target, target));
  const auto instance = deltaplan::tfvars::ParseResourceInstance(text);
  if (const auto* one = std::get_if<deltaplan::tfvars::AbsResourceInstance>(&instance)) {
    Require(!deltaplan::tfvars::TargetSet({target}).Containing(*one).empty());
    if (!one->resource.module.steps.empty()) {
      Require(deltaplan::tfvars::Contains(Target(one->resource.module), target));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
