// Which account, region and endpoints of AWS: as the AWS CLI finds them.
#ifndef DELTAPLAN_PLANNER_LIVE_AWS_SETTINGS_H_
#define DELTAPLAN_PLANNER_LIVE_AWS_SETTINGS_H_

#include <optional>
#include <string>
#include <string_view>

#include "planner/live/aws/endpoints.h"
#include "planner/live/aws/profiles.h"
#include "planner/model/result.h"
#include "planner/ports/ports.h"

namespace deltaplan::planner {

/// Environment variables, the shared files and what the configuration of a source says. Sources:
/// AWS SDKs and Tools Reference Guide, "Settings reference"; AWS CLI User Guide, "Configuration and
/// credential precedence".
class AwsSettings {
 public:
  /// Reads the shared files. `profile` and `region` are those of the source's entry, which win over
  /// the environment. Errors: a file can't be read, the profile that is asked for is in neither,
  /// the region is none.
  static Result<AwsSettings> Read(const Ports& ports, std::optional<std::string> profile,
                                  std::optional<std::string> region);

  const std::string& profile() const { return profile_; }  ///< "default" unless one is named
  /// The entry names a profile: then keys in environment variables don't count.
  bool profile_is_explicit() const { return profile_is_explicit_; }
  /// A setting of a profile; null when it is not there or empty.
  const std::string* Find(std::string_view profile, std::string_view setting) const;
  const std::string* Find(std::string_view setting) const { return Find(profile_, setting); }
  /// The section of a profile in the credentials file, and in the configuration file; may be null.
  const AwsSection* FindSecret(std::string_view profile) const;
  const AwsSection* FindSection(std::string_view profile) const;
  bool HasProfile(std::string_view profile) const { return profiles_.profiles.contains(profile); }

  /// Empty when none is set.
  const std::string& region() const { return region_; }
  /// Where requests to a service in a region go, without a slash at the end.
  std::string Endpoint(const AwsService& service, std::string_view region) const;
  /// A file of certificates; empty: the system's.
  const std::string& ca_file() const { return ca_file_; }

  /// `~` at the beginning of a path is the user's home directory.
  static std::string ExpandHome(const Ports& ports, const std::string& path);

 private:
  AwsSettings() = default;

  AwsProfiles profiles_;
  std::string profile_;
  bool profile_is_explicit_ = false;
  std::string region_;
  std::string ca_file_;
  EndpointVariant variant_;
  std::map<std::string, std::string, std::less<>> endpoints_;  ///< by name of the service
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_LIVE_AWS_SETTINGS_H_
