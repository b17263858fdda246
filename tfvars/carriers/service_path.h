// Paths of tags, name by name, in which {service} and {service_id} stand for a service.
#ifndef DELTAPLAN_TFVARS_CARRIERS_SERVICE_PATH_H_
#define DELTAPLAN_TFVARS_CARRIERS_SERVICE_PATH_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deltaplan::tfvars {

/// The names between the dots; one in brackets and quotes may hold dots itself:
/// images["ghcr.io/acme/{service}"]. None of an empty path, which leads to the root; an empty name
/// where a name is missing or a bracket is not closed.
std::vector<std::string> SplitPath(std::string_view path);

/// Whether one of the placeholders is in it.
bool NamesService(std::string_view step);

/// The step with the service in it. What is put in is not looked at again.
std::string FillService(std::string_view step, std::string_view service);

/// One step with a placeholder, read backwards: from a name in the file to the service.
class ServiceStep {
 public:
  ServiceStep(std::string_view step, const std::vector<std::string>& services);

  /// The service whose name makes `name` out of the step; nullopt when there is none. Where
  /// {service} stands alone it may be any, else it is one of `services`.
  std::optional<std::string> ServiceOf(std::string_view name) const;

 private:
  bool is_of_any_ = false;  // what stands between the two is the service
  std::string_view before_;
  std::string_view behind_;
  std::map<std::string, std::string, std::less<>> service_of_;  // else: by the whole name
};

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_CARRIERS_SERVICE_PATH_H_
