// Requests over HTTP, many at once.
#ifndef DELTAPLAN_PLANNER_PORTS_HTTP_CLIENT_H_
#define DELTAPLAN_PLANNER_PORTS_HTTP_CLIENT_H_

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/model/result.h"

namespace deltaplan::planner {

/// Keys of AWS. Never part of a message.
struct AwsKeys {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;  ///< empty for keys that last
};

/// How a request is signed. Source: AWS General Reference, "Signature Version 4".
struct AwsSignature {
  std::string service;  ///< the name in the signature: "ecs", "ssm", "lambda", ...
  std::string region;
  AwsKeys keys;
};

struct HttpHeader {
  std::string name;
  std::string value;
};

struct HttpRequest {
  std::string url;  ///< http or https
  std::string method = "GET";
  std::vector<HttpHeader> headers = {};
  std::string body = {};
  /// Every header of the request is signed. Path and query must need no percent encoding: libcurl
  /// 7.88 signs them as they are.
  std::optional<AwsSignature> signature = {};
  std::string ca_file = {};  ///< certificates to trust instead of the system's; may be empty
  /// At most five, of GET, to the same scheme, host and port or to one of `redirect_servers`; never
  /// with a signature. Another one is an error.
  bool follow_redirects = false;
  std::vector<std::string> redirect_servers = {};  ///< "https://login.example.com"
  bool use_proxy = true;                           ///< what HTTPS_PROXY and its kin say
  int tries = 4;  ///< with those that are repeated; 1: only one, come what may
};

struct HttpResponse {
  int status = 0;
  std::vector<HttpHeader> headers;  ///< of the last answer, when redirects were followed
  std::string body;
  int tries = 1;  ///< how many it took

  /// The first header of that name, in any case of letters; null when there is none.
  const std::string* Header(std::string_view name) const;
};

struct HttpLimits {
  /// Until when all answers have to be there. Each try gets its share of the time that is left.
  std::chrono::steady_clock::time_point deadline;
  std::size_t at_once = 64;  ///< requests under way
};

class HttpClient {
 public:
  virtual ~HttpClient() = default;
  /// Sends all of them and waits for all; the answers stand in the order of the requests. What may
  /// pass is tried again, with growing pauses: connections that fail, end early or take too long,
  /// statuses 429 and 5xx, and AWS's errors that ask for it (`IsRetryable`); Retry-After is
  /// honoured. What is throttled is tried until the time is over, the rest as often as the request
  /// says. After the last try the answer is what came last. Bodies come uncompressed. An error
  /// means that no whole answer came. It names the server, never the path, the query, a header or a
  /// body: all of these may hold secrets.
  virtual std::vector<Result<HttpResponse>> Send(const std::vector<HttpRequest>& requests,
                                                 const HttpLimits& limits) = 0;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_PORTS_HTTP_CLIENT_H_
