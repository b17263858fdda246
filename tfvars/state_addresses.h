// Which resource instances a Terraform state holds.
#ifndef DELTAPLAN_TFVARS_STATE_ADDRESSES_H_
#define DELTAPLAN_TFVARS_STATE_ADDRESSES_H_

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tfvars/address.h"

namespace deltaplan::tfvars {

/// Why a text is not what `terraform show -json` prints of a state.
struct StateError {
  std::string message;  ///< one line without a full stop
};

/// The managed instances in the output of `terraform show -json`, sorted. An empty state has none.
std::variant<std::vector<AbsResourceInstance>, StateError> ReadStateAddresses(
    std::string_view text);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_STATE_ADDRESSES_H_
