// Keys of AWS that a run has found already.
#ifndef DELTAPLAN_PLANNER_LIVE_AWS_KEYRING_H_
#define DELTAPLAN_PLANNER_LIVE_AWS_KEYRING_H_

#include <chrono>
#include <map>
#include <string>
#include <utility>

#include "planner/live/aws/credentials.h"
#include "planner/live/aws/settings.h"
#include "planner/model/result.h"
#include "planner/ports/ports.h"

namespace deltaplan::planner {

/// Looks for the keys of each profile once, as a session of botocore does: what asks a person for a
/// touch or a code asks once a run, however many sources want the keys. That they can't be found is
/// kept, too.
class AwsKeyring {
 public:
  const Result<AwsCredentials>& Find(const AwsSettings& settings, const Ports& ports,
                                     std::chrono::steady_clock::time_point deadline) {
    const std::pair key(settings.profile_is_explicit(), settings.profile());
    auto found = found_.find(key);
    if (found == found_.end()) {
      found = found_.emplace(key, FindAwsCredentials(settings, ports, deadline)).first;
    }
    return found->second;
  }

 private:
  /// By whether the profile is explicit, and its name.
  std::map<std::pair<bool, std::string>, Result<AwsCredentials>> found_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_LIVE_AWS_KEYRING_H_
