// Calls of STS, whose API is AWS's Query protocol: forms in, XML out.
#ifndef DELTAPLAN_PLANNER_LIVE_AWS_STS_H_
#define DELTAPLAN_PLANNER_LIVE_AWS_STS_H_

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "planner/live/aws/settings.h"
#include "planner/model/release_facts.h"
#include "planner/model/result.h"
#include "planner/ports/http_client.h"
#include "planner/ports/ports.h"

namespace deltaplan::planner {

struct StsCall {
  std::vector<std::pair<std::string, std::string>> fields;  ///< "Action" and "Version" among them
  std::optional<AwsKeys> keys;  ///< that sign it; nullopt: it is not signed
  std::string renewal;          ///< how these are renewed, as whole sentences
  std::chrono::steady_clock::time_point deadline;
};

/// The answer, at the endpoint of the settings' region. Errors never hold keys or fields.
Result<std::string> AskSts(const StsCall& call, const AwsSettings& settings, const Ports& ports);

/// Of whoever starts this program: the keys that the AWS CLI and Terraform take without being told
/// otherwise. `region` counts where none is set. Source: AWS STS API Reference, GetCallerIdentity,
/// which needs no permission.
Result<AwsIdentity> AskForIdentity(const std::optional<std::string>& region, const Ports& ports,
                                   std::chrono::steady_clock::time_point deadline);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_LIVE_AWS_STS_H_
