// What we read of a Terraform state: resource instances with their values.
//
// Formats: what `terraform show -json` prints of a state (Terraform's documentation, "JSON Output
// Format", state representation, format_version 0.1 to 1.x), and the state file itself (version 4,
// Terraform 0.12 and later, OpenTofu).
#ifndef DELTAPLAN_TFVARS_PLAN_STATE_H_
#define DELTAPLAN_TFVARS_PLAN_STATE_H_

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tfvars/address/address.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::tfvars {

/// A managed instance. Its values may hold secrets: they are never to be shown.
struct StateInstance {
  AbsResourceInstance address;
  JsonValue values;      ///< an object, or null when the state has none
  bool tainted = false;  ///< Terraform could not make it, or not wholly, and will make it anew
};

/// The managed instances, sorted by address; without what is only kept to be destroyed ("deposed").
/// An empty state has none.
using State = std::vector<StateInstance>;

/// Why a text is no state.
struct StateError {
  std::string message;  ///< one line without a full stop
};

std::variant<State, StateError> ReadState(std::string_view text);

/// An image that a value names.
struct StateImage {
  std::string container;  ///< the "name" beside the image; empty when there is none
  std::string image;      ///< "registry.example/api:1a2b3c4"

  auto operator<=>(const StateImage&) const = default;
};

/// The images that a value names anywhere inside of it, also in text that is JSON (container
/// definitions, container properties): members that hold one by their name (`IsImageAttribute`).
/// Sorted by container and image, each once.
std::vector<StateImage> FindStateImages(const JsonValue& values);

/// The text at the end of `path` (names and list positions joined by dots; text that is JSON is
/// entered, too); nullopt when nothing is there, or no text.
std::optional<std::string> FindStateText(const JsonValue& values, std::string_view path);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_PLAN_STATE_H_
