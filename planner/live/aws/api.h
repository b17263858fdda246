// Calls of AWS APIs, many at once, and what their failures mean.
#ifndef DELTAPLAN_PLANNER_LIVE_AWS_API_H_
#define DELTAPLAN_PLANNER_LIVE_AWS_API_H_

#include <optional>
#include <string>
#include <vector>

#include "planner/live/aws/credentials.h"
#include "planner/live/aws/settings.h"
#include "planner/live/live_source.h"
#include "planner/model/result.h"
#include "planner/ports/http_answer.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::planner {

/// One call. For a JSON API `body` is the input; for a REST API `path` is what is asked for.
struct AwsCall {
  std::string operation;  ///< "DescribeServices"
  std::string body = {};
  std::string path = {};
  std::string region = {};              ///< empty: that of the settings
  std::vector<std::string> about = {};  ///< the services that it is for, for messages
};

/// What came back.
struct AwsAnswer {
  /// The answer, an object; or an error that names service, region, profile and what to do.
  Result<tfvars::JsonValue> value;
  std::string code = {};  ///< AWS's own, when the error is AWS's: "ResourceNotFoundException"
};

/// AWS for one entry of a source: its settings and credentials, found once. Keys of the entry:
/// "region", "profile".
class AwsApi {
 public:
  /// Errors: settings that can't be read, no region, no credentials.
  static Result<AwsApi> Open(const LiveContext& context, const LiveSourceEntry& entry);

  /// Sends all calls at once; the answers stand in their order.
  std::vector<AwsAnswer> Call(const AwsService& service, const std::vector<AwsCall>& calls) const;

  /// "region eu-west-1 with profile 'prod'", for messages.
  std::string Where() const;

  /// The keys that every source of AWS has, behind `keys`.
  static std::vector<LiveKey> WithKeys(std::vector<LiveKey> keys);

 private:
  AwsApi(const LiveContext& context, AwsSettings settings, AwsCredentials credentials);

  Error Explain(const AwsService& service, const AwsCall& call, const std::string& cause,
                const AwsFault& fault) const;

  const LiveContext& context_;
  AwsSettings settings_;
  AwsCredentials credentials_;
};

/// The first error among `answers` to `calls`, with how many others there are; nullopt when all is
/// well. What is about excused services alone becomes theirs and is no error.
std::optional<Error> FirstError(const std::vector<AwsCall>& calls,
                                const std::vector<AwsAnswer>& answers, ServiceProblems& problems);

/// "api, web and 3 others", for messages.
std::string ShownNames(const std::vector<std::string>& names);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_LIVE_AWS_API_H_
