#include "planner/ports/http_answer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <variant>

#include "tfvars/json/json_value.h"
#include "tfvars/text/ascii.h"

namespace deltaplan::planner {
namespace {

bool SameName(std::string_view a, std::string_view b) {
  return tfvars::ToLower(a) == tfvars::ToLower(b);
}

// "aws.protocols#ThrottlingException:http://..." -> "ThrottlingException"
std::string BareCode(std::string_view code) {
  code = code.substr(0, code.find(':'));
  return std::string(code.substr(code.find('#') + 1));  // npos + 1 is 0
}

}  // namespace

const std::string* HttpResponse::Header(std::string_view name) const {
  const auto found = std::ranges::find_if(
      headers, [&](const HttpHeader& header) { return SameName(header.name, name); });
  return found == headers.end() ? nullptr : &found->value;
}

AwsFault ReadAwsFault(const HttpResponse& response) {
  AwsFault fault;
  if (const std::string* type = response.Header("x-amzn-errortype")) fault.code = BareCode(*type);
  if (response.body.starts_with('<')) {
    if (fault.code.empty()) fault.code = XmlText(response.body, "Code");
    fault.message = XmlText(response.body, "Message");
    return fault;
  }
  const auto parsed = tfvars::ParseJson(response.body, tfvars::JsonComments::kRefused);
  const auto* document = std::get_if<tfvars::JsonDocument>(&parsed);
  if (document == nullptr) return fault;
  for (const char* name : {"__type", "code", "Code"}) {
    if (fault.code.empty()) fault.code = BareCode(document->root.StringAt(name));
  }
  for (const char* name : {"message", "Message", "errorMessage"}) {
    if (fault.message.empty()) fault.message = document->root.StringAt(name);
  }
  return fault;
}

bool IsThrottled(const HttpResponse& response) {
  if (response.status == 429) return true;
  if (response.status < 400) return false;
  constexpr std::array<std::string_view, 13> kThrottled{
      "BandwidthLimitExceeded",
      "EC2ThrottledException",
      "LimitExceededException",
      "PriorRequestNotComplete",
      "ProvisionedThroughputExceededException",
      "RequestLimitExceeded",
      "RequestThrottled",
      "RequestThrottledException",
      "SlowDown",
      "ThrottledException",
      "Throttling",
      "ThrottlingException",
      "TooManyRequestsException",
  };
  return std::ranges::find(kThrottled, ReadAwsFault(response).code) != kThrottled.end();
}

bool IsRetryable(const HttpResponse& response) {
  if (response.status == 408 || response.status >= 500 || IsThrottled(response)) return true;
  if (response.status < 400) return false;
  const std::string code = ReadAwsFault(response).code;
  return code == "RequestTimeout" || code == "RequestTimeoutException";
}

std::optional<std::chrono::milliseconds> RetryAfter(const HttpResponse& response) {
  const std::string* value = response.Header("retry-after");
  if (value == nullptr) return std::nullopt;
  unsigned seconds = 0;
  const char* const end = value->data() + value->size();
  const auto read = std::from_chars(value->data(), end, seconds);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return std::chrono::seconds(seconds);
}

std::string XmlText(std::string_view document, std::string_view name) {
  const std::string opening = "<" + std::string(name) + ">";
  const std::size_t begin = document.find(opening);
  if (begin == std::string_view::npos) return {};
  document.remove_prefix(begin + opening.size());
  return std::string(document.substr(0, document.find('<')));
}

std::string PercentEncoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') ||
                          std::string_view("-._~").find(c) != std::string_view::npos;
    if (is_plain) {
      encoded += c;
    } else {
      encoded += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
    }
  }
  return encoded;
}

std::string ServerOf(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  const std::size_t begin = scheme + 3;
  const std::string_view authority = url.substr(begin, url.find_first_of("/?#", begin) - begin);
  return std::string(url.substr(0, begin)) +
         std::string(authority.substr(authority.rfind('@') + 1));
}

bool IsSameServer(std::string_view url, std::string_view other) {
  const auto with_port = [](std::string_view text) {
    std::string server = tfvars::ToLower(ServerOf(text));
    const std::size_t host_end =
        server.find(']') == std::string::npos ? server.find("://") + 3 : server.find(']');
    const bool has_port = server.find(':', host_end) != std::string::npos;
    if (!has_port) server += server.starts_with("https:") ? ":443" : ":80";
    return server;
  };
  return with_port(url) == with_port(other);
}

}  // namespace deltaplan::planner
