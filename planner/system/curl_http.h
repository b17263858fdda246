// HTTP by libcurl, which is loaded when the first request needs it.
#ifndef DELTAPLAN_PLANNER_SYSTEM_CURL_HTTP_H_
#define DELTAPLAN_PLANNER_SYSTEM_CURL_HTTP_H_

#include <memory>
#include <vector>

#include "planner/model/result.h"
#include "planner/ports/http_client.h"

namespace deltaplan::planner {

struct CurlLibrary;

/// All requests go through one multi handle, which keeps connections from one call to the next and
/// speaks HTTP/2 where the server does. libcurl is not linked: loading it with its two dozen
/// libraries takes longer than a plan that needs no network. See docs/decisions/libcurl-at-need.md.
class CurlHttp : public HttpClient {
 public:
  /// Loads libcurl.so.4. An error names the package to install.
  static Result<std::unique_ptr<CurlHttp>> Open();
  ~CurlHttp() override;
  CurlHttp(const CurlHttp&) = delete;
  CurlHttp& operator=(const CurlHttp&) = delete;

  std::vector<Result<HttpResponse>> Send(const std::vector<HttpRequest>& requests,
                                         const HttpLimits& limits) override;

 private:
  class Transfer;
  class Batch;

  explicit CurlHttp(std::unique_ptr<CurlLibrary> library);

  std::unique_ptr<CurlLibrary> library_;
  void* multi_;  ///< CURLM
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_SYSTEM_CURL_HTTP_H_
