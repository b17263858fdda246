// Parts of HTTP messages that are read and written in several places.
#ifndef DELTAPLAN_PLANNER_PORTS_HTTP_ANSWER_H_
#define DELTAPLAN_PLANNER_PORTS_HTTP_ANSWER_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "planner/ports/http_client.h"

namespace deltaplan::planner {

/// The error that an AWS answer names, both parts empty when it names none. Source of the forms:
/// Smithy's "AWS JSON 1.0 and 1.1 protocols" and "AWS restJson1 protocol", "Operation error
/// serialization" (header x-amzn-errortype; members __type, code, message, Message), and the AWS
/// Query protocol's XML (<Code>, <Message>).
struct AwsFault {
  std::string code;  ///< without namespace: "AccessDeniedException"
  std::string message;
};
AwsFault ReadAwsFault(const HttpResponse& response);

/// True when the server has too many requests now: 429, and AWS's codes for that. Source: AWS SDKs
/// and Tools Reference Guide, "Retry behavior".
bool IsThrottled(const HttpResponse& response);

/// True when the same request may succeed a little later: throttled, 408, 5xx, AWS's time-outs.
bool IsRetryable(const HttpResponse& response);

/// How long Retry-After asks to wait; nullopt when it is not there or is no number of seconds.
std::optional<std::chrono::milliseconds> RetryAfter(const HttpResponse& response);

/// The text of the first element <name> without attributes; empty when there is none.
std::string XmlText(std::string_view document, std::string_view name);

/// `text` as a part of a URL or a form: all but RFC 3986's unreserved characters as %XX.
std::string PercentEncoded(std::string_view text);

/// The server of a URL, for messages: "https://api.example.com:8443". No user, path or query.
std::string ServerOf(std::string_view url);

/// Whether two URLs have the same scheme, host and port, in any case of letters.
bool IsSameServer(std::string_view url, std::string_view other);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_PORTS_HTTP_ANSWER_H_
