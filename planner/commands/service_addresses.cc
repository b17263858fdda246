#include "planner/commands/service_addresses.h"

#include <fmt/format.h>
#include <map>
#include <utility>
#include <variant>

#include "planner/text/quote.h"
#include "tfvars/address/target_pattern.h"

namespace deltaplan::planner {

const TargetRule& ServiceAddresses::RuleOf(const Service& service) const {
  const EnvironmentEntry* environment = session_.environment;
  const bool is_own =
      !service.targets.IsEmpty() || environment == nullptr || !environment->terraform;
  return is_own ? service.targets : environment->terraform->targets;
}

Result<std::vector<std::string>> ServiceAddresses::Of(const Service& service) {
  const TargetRule& rule = RuleOf(service);
  std::vector<std::string> addresses;
  if (rule.is_auto) {
    if (discovery_ == nullptr) {
      Result<const Discovery*> made = Discover(session_, platform_, options_, ports_);
      if (!made) return std::move(made).error();
      discovery_ = *made;
    }
    for (const ServiceTarget& target : discovery_->findings.Of(service.name).targets) {
      addresses.push_back(target.address);
    }
    return addresses;
  }
  std::map<std::string, std::string> values{{"service", service.name}, {"image", service.image}};
  if (session_.environment != nullptr) values.emplace("env", session_.environment->name);
  for (const std::string& pattern : rule.patterns) {
    auto address = tfvars::ExpandTargetPattern(pattern, values);
    if (const auto* error = std::get_if<tfvars::TargetPatternError>(&address)) {
      return Error{
          .message = fmt::format("cannot make the Terraform address of service '{}' from '{}'",
                                 DisplayPath(service.name), pattern),
          .causes = {error->message},
          .remedy = "Mend the pattern in \"targets\" of the configuration."};
    }
    addresses.push_back(std::get<std::string>(std::move(address)));
  }
  return addresses;
}

}  // namespace deltaplan::planner
