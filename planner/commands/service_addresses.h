// The Terraform addresses that roll a service: from patterns, or found in the Terraform files.
#ifndef DELTAPLAN_PLANNER_COMMANDS_SERVICE_ADDRESSES_H_
#define DELTAPLAN_PLANNER_COMMANDS_SERVICE_ADDRESSES_H_

#include <string>
#include <vector>

#include "planner/commands/discovery.h"
#include "planner/commands/session.h"
#include "planner/model/options.h"
#include "planner/model/platform.h"
#include "planner/model/result.h"
#include "planner/ports/ports.h"

namespace deltaplan::planner {

/// All arguments of the constructor have to outlive it.
class ServiceAddresses {
 public:
  ServiceAddresses(Session& session, const Platform& platform, const Options& options,
                   const Ports& ports)
      : session_(session), platform_(platform), options_(options), ports_(ports) {}

  /// The service's own targets, else its environment's; none without either.
  Result<std::vector<std::string>> Of(const Service& service);

  /// Whether the service's addresses are found rather than made from patterns.
  bool IsFound(const Service& service) const { return RuleOf(service).is_auto; }
  /// What was found; null as long as nothing had to be.
  const Discovery* discovery() const { return discovery_; }

 private:
  const TargetRule& RuleOf(const Service& service) const;

  Session& session_;
  const Platform& platform_;
  const Options& options_;
  const Ports& ports_;
  const Discovery* discovery_ = nullptr;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_SERVICE_ADDRESSES_H_
