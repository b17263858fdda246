// Keys for AWS: as the AWS CLI finds them.
#ifndef DELTAPLAN_PLANNER_LIVE_AWS_CREDENTIALS_H_
#define DELTAPLAN_PLANNER_LIVE_AWS_CREDENTIALS_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/live/aws/settings.h"
#include "planner/model/result.h"
#include "planner/ports/http_client.h"
#include "planner/ports/ports.h"

namespace deltaplan::planner {

struct AwsCredentials {
  AwsKeys keys;
  std::string origin;  ///< "profile 'prod'", "the environment variables", ...
  std::string remedy;  ///< how they are renewed: whole sentences with the command
};

/// The first of these that there is, which is the AWS CLI's order:
/// 1. AWS_ACCESS_KEY_ID and its kin, unless the source's entry names a profile;
/// 2. a role that the profile assumes (role_arn with source_profile or credential_source);
/// 3. a web identity token (AWS_WEB_IDENTITY_TOKEN_FILE, or the profile's);
/// 4. SSO and `aws login`, by `aws configure export-credentials`;
/// 5. keys in the credentials file; 6. the profile's credential_process; 7. keys in the
///    configuration file;
/// 8. the container's credentials; 9. those of the machine, by its metadata service (version 2).
///
/// Errors name the profile and how to get keys, and never hold any. Sources: AWS SDKs and Tools
/// Reference Guide, "Standardized credential providers"; AWS STS API Reference.
Result<AwsCredentials> FindAwsCredentials(const AwsSettings& settings, const Ports& ports,
                                          std::chrono::steady_clock::time_point deadline);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_LIVE_AWS_CREDENTIALS_H_
