// The shared configuration and credentials files of AWS. Source: AWS SDKs and Tools Reference
// Guide, "Shared config and credentials files"; where it leaves something open, the AWS CLI.
#ifndef DELTAPLAN_PLANNER_LIVE_AWS_PROFILES_H_
#define DELTAPLAN_PLANNER_LIVE_AWS_PROFILES_H_

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <variant>

namespace deltaplan::planner {

/// The settings of one section by name in small letters. Settings below another one are joined by a
/// dot: "ecs.endpoint_url". A value that goes on in further lines has line breaks.
using AwsSection = std::map<std::string, std::string, std::less<>>;

/// What both files hold. Of a setting that stands in both, the credentials file's counts.
struct AwsProfiles {
  std::map<std::string, AwsSection, std::less<>> profiles;
  std::map<std::string, AwsSection, std::less<>> config;    ///< the configuration file alone
  std::map<std::string, AwsSection, std::less<>> secrets;   ///< the credentials file alone
  std::map<std::string, AwsSection, std::less<>> services;  ///< [services NAME]
};

enum class AwsFile { kConfig, kCredentials };

/// Adds what a file holds, read as Python's configparser does for the AWS CLI: `name = value` or
/// `name: value`; lines that are indented further than a setting belong to it. The number of the
/// first line that is no section, setting or comment; 0 when all are. Never its text, which may be
/// a secret.
std::size_t AddAwsFile(std::string_view text, AwsFile kind, AwsProfiles& profiles);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_LIVE_AWS_PROFILES_H_
