#include "tfvars/carriers/carrier.h"

#include <algorithm>
#include <iterator>

namespace deltaplan::tfvars {
namespace {

// Exactly one of them fits.
constexpr const Carrier& (*kCarriers[])() = {
    MapCarrier,
    ServiceScalarCarrier,
    SharedScalarCarrier,
    JsonTextCarrier,
};

}  // namespace

const Carrier& CarrierFor(const TagPlace& place) {
  const auto* found =
      std::ranges::find_if(kCarriers, [&](const auto& carrier) { return carrier().Fits(place); });
  return (*found)();
}

}  // namespace deltaplan::tfvars
