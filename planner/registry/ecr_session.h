// ECR's API, opened as an environment is asked about.
#ifndef DELTAPLAN_PLANNER_REGISTRY_ECR_SESSION_H_
#define DELTAPLAN_PLANNER_REGISTRY_ECR_SESSION_H_

#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "planner/live/aws/api.h"
#include "planner/live/aws/keyring.h"
#include "planner/live/live_source.h"
#include "planner/model/config.h"
#include "planner/model/result.h"
#include "planner/ports/ports.h"

namespace deltaplan::planner {

/// Keys of AWS are those of the environment's live sources: the first profile that one names, else
/// what the AWS CLI would take.
class EcrSession {
 public:
  /// All have to outlive it.
  EcrSession(const Config& config, const EnvironmentEntry& environment, const Ports& ports,
             std::chrono::steady_clock::time_point deadline);
  EcrSession(const EcrSession&) = delete;
  EcrSession& operator=(const EcrSession&) = delete;

  /// The API, which must not outlive the session. Calls go to `region` unless they name another.
  Result<AwsApi> Open(const std::string& region) const;

 private:
  const std::vector<Service> no_services_;
  const std::set<std::string> nobody_;
  AwsKeyring keyring_;
  LiveContext context_;
};

/// A password for `docker login`, as the user AWS: ECR's GetAuthorizationToken for the registries
/// of a region. Never part of a message.
Result<std::string> AskEcrPassword(const EcrSession& session, const std::string& region);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REGISTRY_ECR_SESSION_H_
