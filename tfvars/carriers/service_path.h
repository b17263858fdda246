// Paths of tags, name by name, in which {service}, {service_id} and further words stand for what
// belongs to a service.
#ifndef DELTAPLAN_TFVARS_CARRIERS_SERVICE_PATH_H_
#define DELTAPLAN_TFVARS_CARRIERS_SERVICE_PATH_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tfvars/carriers/tag_place.h"

namespace deltaplan::tfvars {

/// The names between the dots; one in brackets and quotes may hold dots itself:
/// images["ghcr.io/acme/{service}"]. None of an empty path, which leads to the root; an empty name
/// where a name is missing or a bracket is not closed.
std::vector<std::string> SplitPath(std::string_view path);

/// Whether one of the placeholders is in it.
bool NamesService(std::string_view step, const ServiceWords& words);

/// The step with the service in it; a word that has no value for it stays. What is put in is not
/// looked at again.
std::string FillService(std::string_view step, std::string_view service, const ServiceWords& words);

/// One step with a placeholder, read backwards: from a name in the file to the service.
class ServiceStep {
 public:
  ServiceStep(std::string_view step, const std::vector<std::string>& services,
              const ServiceWords& words);

  /// The services of which the step makes `name`. Where {service} stands alone it may be any, else
  /// it is one of `services`, in their order; several where a word is the same for them.
  std::vector<std::string> ServicesOf(std::string_view name) const;

 private:
  using Named = std::pair<std::string, std::string>;  // a name, and the service that makes it

  bool is_of_any_ = false;  // what stands between the two is the service
  std::string_view before_;
  std::string_view behind_;
  std::vector<Named> services_;  // else: sorted by name
};

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_CARRIERS_SERVICE_PATH_H_
