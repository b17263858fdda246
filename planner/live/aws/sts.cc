#include "planner/live/aws/sts.h"

#include <fmt/format.h>

#include "planner/live/aws/credentials.h"
#include "planner/live/aws/fault_remedy.h"
#include "planner/ports/http_answer.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

std::string FormEncoded(const std::vector<std::pair<std::string, std::string>>& fields) {
  std::string form;
  for (const auto& [name, value] : fields) {
    if (!form.empty()) form += '&';
    form += name + "=" + PercentEncoded(value);
  }
  return form;
}

}  // namespace

Result<std::string> AskSts(const StsCall& call, const AwsSettings& settings, const Ports& ports) {
  if (settings.region().empty()) {
    return Error{"no AWS region is set", {}, "Set AWS_REGION, or \"region\" of the source."};
  }
  HttpRequest request{.url = settings.Endpoint(kSts, settings.region()) + "/",
                      .method = "POST",
                      .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                      .body = FormEncoded(call.fields),
                      .ca_file = settings.ca_file()};
  if (call.keys) {
    request.signature = AwsSignature{
        .service = std::string(kSts.name), .region = settings.region(), .keys = *call.keys};
  }
  Result<HttpClient*> http = ports.http();
  if (!http) return std::move(http).error();
  Result<HttpResponse> answer =
      std::move((*http)->Send({request}, {.deadline = call.deadline}).front());
  if (!answer) return std::move(answer).error();
  if (answer->status == 200) return std::move(answer->body);
  const AwsFault fault = ReadAwsFault(*answer);
  return Error{fault.code.empty() ? fmt::format("STS answers with HTTP status {}", answer->status)
                                  : DisplayText(fault.code + ": " + fault.message),
               {},
               KeyRemedy(KindOf(fault), call.renewal)};
}

Result<AwsIdentity> AskForIdentity(const std::optional<std::string>& region, const Ports& ports,
                                   std::chrono::steady_clock::time_point deadline) {
  Result<AwsSettings> settings = AwsSettings::Read(ports, std::nullopt, std::nullopt);
  if (settings && settings->region().empty() && region) {
    settings = AwsSettings::Read(ports, std::nullopt, region);
  }
  if (!settings) return std::move(settings).error();
  const Result<AwsCredentials> credentials = FindAwsCredentials(*settings, ports, deadline);
  if (!credentials) return credentials.error();
  const Result<std::string> answer =
      AskSts({.fields = {{"Action", "GetCallerIdentity"}, {"Version", "2011-06-15"}},
              .keys = credentials->keys,
              .renewal = credentials->remedy,
              .deadline = deadline},
             *settings, ports);
  if (!answer) {
    Error error = answer.error();
    if (error.remedy.empty()) error.remedy = credentials->remedy;
    return std::move(error).Within("AWS does not say who you are");
  }
  AwsIdentity identity{.account = XmlText(*answer, "Account"),
                       .arn = XmlText(*answer, "Arn"),
                       .region = settings->region(),
                       .origin = credentials->origin};
  if (!identity.account.empty() && !identity.arn.empty()) return identity;
  return Error{.message = "AWS does not say who you are",
               .causes = {"STS answers without account and ARN"},
               .remedy = "Check that AWS_ENDPOINT_URL, if it is set, is that of AWS."};
}

}  // namespace deltaplan::planner
