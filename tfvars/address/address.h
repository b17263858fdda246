// Terraform's addresses: modules, resources, and instances of both. Source: Terraform's
// documentation, "Resource addressing" and "Resource targeting".
//
// All types here are plain values that compare in the order in which Terraform sorts. Names are
// identifiers and keys are UTF-8 in normal form C, as `ParseTarget` makes them; who builds an
// address by hand keeps that.
#ifndef DELTAPLAN_TFVARS_ADDRESS_ADDRESS_H_
#define DELTAPLAN_TFVARS_ADDRESS_ADDRESS_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace deltaplan::tfvars {

struct NoKey {
  auto operator<=>(const NoKey&) const = default;
};
/// Which instance: of `count` a number, of `for_each` a string. None sorts before numbers, numbers
/// before strings; strings by their bytes.
using InstanceKey = std::variant<NoKey, std::int64_t, std::string>;

struct ModuleStep {
  std::string name;
  InstanceKey key;

  auto operator<=>(const ModuleStep&) const = default;
};

/// The way from the root module, which has no steps. Fewer steps sort first.
struct ModuleInstance {
  std::vector<ModuleStep> steps;

  bool operator==(const ModuleInstance&) const = default;
  std::strong_ordering operator<=>(const ModuleInstance& other) const;
};

enum class ResourceMode { kData, kManaged };

/// What stands in a module's configuration.
struct Resource {
  ResourceMode mode = ResourceMode::kManaged;
  std::string type;
  std::string name;

  auto operator<=>(const Resource&) const = default;
};

/// A resource with all of its instances.
struct AbsResource {
  ModuleInstance module;
  Resource resource;

  auto operator<=>(const AbsResource&) const = default;
};

/// One instance. Without a key it is the only one.
struct AbsResourceInstance {
  AbsResource resource;
  InstanceKey key;

  auto operator<=>(const AbsResourceInstance&) const = default;
};

/// What -target takes. A resource written without a key is always an `AbsResource`.
using Target = std::variant<ModuleInstance, AbsResource, AbsResourceInstance>;

/// In the text that Terraform prints and takes: module.a["k"].aws_x.y[0].
std::string Print(const ModuleInstance& module);
std::string Print(const AbsResource& resource);
std::string Print(const AbsResourceInstance& instance);
std::string Print(const Target& target);

/// What is wrong with an address, and where.
struct AddressError {
  std::string message;     ///< one line without a full stop
  std::size_t column = 1;  ///< in characters, from 1
};

/// Reads what Terraform takes as a target; blanks, line ends and comments between the parts are
/// passed over as it does. `Print` of what is read gives Terraform's own text, and is read the same
/// again.
std::variant<Target, AddressError> ParseTarget(std::string_view text);
/// Reads the address of one instance, as plans and states name it.
std::variant<AbsResourceInstance, AddressError> ParseResourceInstance(std::string_view text);

/// True when -target=`target` covers all of `other`, as Terraform decides it:
/// - a module covers what is in it; one without a key at its end covers all of its instances;
/// - a resource covers its instances, in exactly its module instance;
/// - an instance covers itself.
bool Contains(const Target& target, const Target& other);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_ADDRESS_ADDRESS_H_
