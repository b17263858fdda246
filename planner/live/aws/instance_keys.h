// Keys that the place where this program runs has: a container's, or a machine's role.
#ifndef DELTAPLAN_PLANNER_LIVE_AWS_INSTANCE_KEYS_H_
#define DELTAPLAN_PLANNER_LIVE_AWS_INSTANCE_KEYS_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "planner/live/aws/credentials.h"
#include "planner/model/result.h"
#include "planner/ports/http_client.h"
#include "planner/ports/ports.h"

namespace deltaplan::planner {

/// The keys in a JSON document as the metadata services and credential_process give it.
std::optional<AwsKeys> KeysInJson(std::string_view text);

/// Those that AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI leads to; nullopt when neither is
/// set.
Result<std::optional<AwsCredentials>> ContainerKeys(const Ports& ports,
                                                    std::chrono::steady_clock::time_point deadline);

struct MachineKeys {
  std::optional<AwsCredentials> keys;
  std::string why_none;  ///< a sentence about the metadata service; empty when it was not asked
};
/// Those of the role of this machine of EC2, by its metadata service, version 2.
MachineKeys AskMachine(const Ports& ports, std::chrono::steady_clock::time_point deadline);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_LIVE_AWS_INSTANCE_KEYS_H_
