// States: what is read is sorted, each address is read the same again from its text, and images are
// found in every value; or there is an error of one line.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "tests/fuzz/require.h"
#include "tfvars/plan/state.h"

namespace {

using deltaplan::fuzz::Require;
namespace tfvars = deltaplan::tfvars;

void Check(std::string_view text) {
  const auto read = tfvars::ReadState(text);
  if (const auto* error = std::get_if<tfvars::StateError>(&read)) {
    Require(!error->message.empty());
    return;
  }
  const auto& state = std::get<tfvars::State>(read);
  Require(std::ranges::is_sorted(state, {}, &tfvars::StateInstance::address));
  for (const tfvars::StateInstance& instance : state) {
    const auto again =
        tfvars::ParseResourceInstance(tfvars::Print(tfvars::Target(instance.address)));
    const auto* same = std::get_if<tfvars::AbsResourceInstance>(&again);
    Require(same != nullptr && *same == instance.address);
    const auto images = tfvars::FindStateImages(instance.values);
    Require(std::ranges::is_sorted(images));
    for (const tfvars::StateImage& image : images) Require(!image.image.empty());
    tfvars::FindStateText(instance.values, "a.0.b");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
