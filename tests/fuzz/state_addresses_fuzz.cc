// States: what is read is sorted, and each address is read the same again from its text; or there
// is an error of one line.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "tests/fuzz/require.h"
#include "tfvars/state_addresses.h"

namespace {

using deltaplan::fuzz::Require;
namespace tfvars = deltaplan::tfvars;

void Check(std::string_view text) {
  const auto read = tfvars::ReadStateAddresses(text);
  if (const auto* error = std::get_if<tfvars::StateError>(&read)) {
    Require(!error->message.empty());
    return;
  }
  const auto& instances = std::get<std::vector<tfvars::AbsResourceInstance>>(read);
  Require(std::ranges::is_sorted(instances));
  for (const tfvars::AbsResourceInstance& instance : instances) {
    const auto again = tfvars::ParseResourceInstance(tfvars::Print(tfvars::Target(instance)));
    const auto* same = std::get_if<tfvars::AbsResourceInstance>(&again);
    Require(same != nullptr && *same == instance);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
