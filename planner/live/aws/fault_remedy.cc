#include "planner/live/aws/fault_remedy.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace deltaplan::planner {
namespace {

template <std::size_t kCount>
bool IsOneOf(std::string_view code, const std::array<std::string_view, kCount>& codes) {
  return std::ranges::find(codes, code) != codes.end();
}

constexpr std::array<std::string_view, 3> kClock{"RequestExpired", "RequestInTheFuture",
                                                 "RequestTimeTooSkewed"};
constexpr std::array<std::string_view, 3> kExpired{"ExpiredToken", "ExpiredTokenException",
                                                   "TokenRefreshRequired"};
constexpr std::array<std::string_view, 8> kNotAccepted{
    "AuthFailure",           "IncompleteSignature",         "InvalidAccessKeyId",
    "InvalidClientTokenId",  "InvalidSignatureException",   "MissingAuthenticationToken",
    "SignatureDoesNotMatch", "UnrecognizedClientException",
};
constexpr std::array<std::string_view, 5> kDenied{"AccessDenied", "AccessDeniedException",
                                                  "NotAuthorized", "UnauthorizedAccess",
                                                  "UnauthorizedOperation"};

}  // namespace

AwsFaultKind KindOf(const AwsFault& fault) {
  // "Signature expired: ... is now earlier than ...", "Signature not yet current: ...". The code is
  // that of a wrong signature.
  const bool is_about_time = fault.message.find("Signature expired") != std::string::npos ||
                             fault.message.find("not yet current") != std::string::npos;
  if (IsOneOf(fault.code, kClock) || is_about_time) return AwsFaultKind::kClock;
  if (IsOneOf(fault.code, kExpired)) return AwsFaultKind::kExpired;
  if (IsOneOf(fault.code, kNotAccepted)) return AwsFaultKind::kNotAccepted;
  if (IsOneOf(fault.code, kDenied)) return AwsFaultKind::kDenied;
  if (fault.code.find("Thrott") != std::string::npos || fault.code == "TooManyRequestsException") {
    return AwsFaultKind::kThrottled;
  }
  if (fault.code.find("NotFound") != std::string::npos) return AwsFaultKind::kNotFound;
  return AwsFaultKind::kOther;
}

std::string KeyRemedy(AwsFaultKind kind, const std::string& renewal) {
  switch (kind) {
    case AwsFaultKind::kClock:
      return "The clock of this machine and that of AWS differ by minutes. Set it, with "
             "timedatectl set-ntp true for one, and try again; the credentials are good.";
    case AwsFaultKind::kExpired:
      return "The credentials have expired. " + renewal;
    case AwsFaultKind::kNotAccepted:
      return "AWS does not accept the credentials. " + renewal;
    default:
      return {};
  }
}

}  // namespace deltaplan::planner
