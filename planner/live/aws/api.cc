#include "planner/live/aws/api.h"

#include <fmt/format.h>
#include <string_view>
#include <utility>
#include <variant>

#include "planner/live/aws/fault_remedy.h"
#include "planner/live/aws/keyring.h"
#include "planner/ports/http_answer.h"
#include "planner/text/quote.h"
#include "planner/text/shell_words.h"
#include "tfvars/text/ascii.h"

namespace deltaplan::planner {

using tfvars::JsonValue;

Result<AwsApi> AwsApi::Open(const LiveContext& context, const LiveSourceEntry& entry) {
  const auto text = [&](std::string_view key) {
    const std::string* written = entry.Text(key);
    return written == nullptr ? std::optional<std::string>()
                              : std::optional(FillPlaceholders(*written, context.Placeholders()));
  };
  Result<AwsSettings> settings = AwsSettings::Read(context.ports, text("profile"), text("region"));
  if (!settings) return std::move(settings).error();
  if (settings->region().empty()) {
    return Error{
        .message = fmt::format("no AWS region is set for the live source '{}'", entry.from),
        .causes = {},
        .remedy = fmt::format("Add \"region\" to it, set AWS_REGION, or run "
                              "aws configure set region eu-west-1 {}.",
                              ShownCommand({"--profile", settings->profile()}))};
  }
  const Result<AwsCredentials>& credentials =
      context.keyring.Find(*settings, context.ports, context.deadline);
  if (!credentials) return credentials.error();
  return AwsApi(context, *std::move(settings), *credentials);
}

AwsApi::AwsApi(const LiveContext& context, AwsSettings settings, AwsCredentials credentials)
    : context_(context), settings_(std::move(settings)), credentials_(std::move(credentials)) {}

std::string AwsApi::Where() const {
  return fmt::format("region {} with {}", DisplayText(settings_.region()), credentials_.origin);
}

std::vector<AwsAnswer> AwsApi::Call(const AwsService& service,
                                    const std::vector<AwsCall>& calls) const {
  std::vector<AwsAnswer> answers;
  if (calls.empty()) return answers;
  std::vector<HttpRequest> requests;
  for (const AwsCall& call : calls) {
    const std::string& region = call.region.empty() ? settings_.region() : call.region;
    HttpRequest request{
        .url = settings_.Endpoint(service, region) + (call.path.empty() ? "/" : call.path),
        .signature =
            AwsSignature{
                .service = std::string(service.name), .region = region, .keys = credentials_.keys},
        .ca_file = settings_.ca_file()};
    if (call.path.empty()) {
      request.method = "POST";
      request.headers = {{"Content-Type", "application/x-amz-json-1.1"},
                         {"X-Amz-Target", std::string(service.operations) + call.operation}};
      request.body = call.body;
    }
    requests.push_back(std::move(request));
  }
  Result<HttpClient*> http = context_.ports.http();
  if (!http) {
    for (std::size_t i = 0; i < calls.size(); ++i) answers.push_back({http.error()});
    return answers;
  }
  auto responses = (*http)->Send(requests, {.deadline = context_.deadline});
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const AwsCall& call = calls[i];
    const auto fail = [&](const std::string& cause, const AwsFault& fault = {}) {
      answers.push_back({Explain(service, call, cause, fault), fault.code});
    };
    if (!responses[i]) {
      Error error = Explain(service, call, responses[i].error().message, {});
      const Error& from = responses[i].error();
      error.causes.insert(error.causes.end(), from.causes.begin(), from.causes.end());
      error.remedy = from.remedy;
      answers.push_back({std::move(error)});
      continue;
    }
    const HttpResponse& response = *responses[i];
    if (!IsValidUtf8(response.body)) {
      fail("the answer is no JSON: it is not UTF-8");
      continue;
    }
    if (response.status != 200) {
      AwsFault fault = ReadAwsFault(response);
      std::string cause = fmt::format("HTTP status {}", response.status);
      if (!fault.code.empty()) cause = DisplayText(fault.code);
      if (!fault.message.empty()) cause += ": " + DisplayText(fault.message);
      if (response.tries > 1) cause += fmt::format(" (tried {} times)", response.tries);
      // Without a code, what is too much is told by the status alone.
      if (response.status == 429 && fault.code.empty()) fault.code = "ThrottlingException";
      fail(cause, fault);
      continue;
    }
    auto parsed = tfvars::ParseJson(response.body, tfvars::JsonComments::kRefused);
    if (const auto* wrong = std::get_if<tfvars::JsonSyntaxError>(&parsed)) {
      fail("the answer is no JSON: " + wrong->message);
      continue;
    }
    JsonValue& root = std::get<tfvars::JsonDocument>(parsed).root;
    if (root.kind != JsonValue::Kind::kObject) {
      fail(fmt::format("the answer is {}, not an object", tfvars::JsonKindName(root.kind)));
      continue;
    }
    answers.push_back({std::move(root)});
  }
  return answers;
}

Error AwsApi::Explain(const AwsService& service, const AwsCall& call, const std::string& cause,
                      const AwsFault& fault) const {
  Error error{.message = fmt::format("{} {} for {} failed in {}", tfvars::ToUpper(service.name),
                                     call.operation, ShownNames(call.about), Where()),
              .causes = {cause},
              .remedy = {}};
  const AwsFaultKind kind = KindOf(fault);
  switch (kind) {
    case AwsFaultKind::kClock:
    case AwsFaultKind::kExpired:
    case AwsFaultKind::kNotAccepted:
      error.remedy = KeyRemedy(kind, credentials_.remedy);
      break;
    case AwsFaultKind::kDenied:
      error.remedy =
          fmt::format("Allow {}:{} for {}; aws sts get-caller-identity tells who that is.",
                      service.name, call.operation, credentials_.origin);
      break;
    case AwsFaultKind::kThrottled:
      error.remedy = "AWS gets too many requests from this account. Try again in a minute.";
      break;
    case AwsFaultKind::kNotFound:
      error.remedy = "Check the names in the configuration of the live source, region and profile.";
      break;
    case AwsFaultKind::kOther:
      error.remedy =
          fmt::format("Check that {} is {} of AWS.",
                      DisplayText(ServerOf(settings_.Endpoint(service, settings_.region()))),
                      tfvars::ToUpper(service.name));
      break;
  }
  return error;
}

std::vector<LiveKey> AwsApi::WithKeys(std::vector<LiveKey> keys) {
  using Placeholders = LiveKey::Placeholders;
  keys.push_back({.name = "region", .placeholders = Placeholders::kEnvironment});
  keys.push_back({.name = "profile", .placeholders = Placeholders::kEnvironment});
  return keys;
}

std::optional<Error> FirstError(const std::vector<AwsCall>& calls,
                                const std::vector<AwsAnswer>& answers, ServiceProblems& problems) {
  std::optional<Error> first;
  std::size_t count = 0;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const AwsAnswer& answer = answers[i];
    if (answer.value) continue;
    const Error& error = answer.value.error();
    std::string sentence = error.message;
    if (!error.causes.empty()) sentence += ": " + error.causes.front();
    if (problems.Excuse(calls[i].about, sentence)) continue;
    ++count;
    if (!first) first = answer.value.error();
  }
  if (count > 1) {
    first->causes.push_back(
        fmt::format("{} other request{} failed, too", count - 1, count == 2 ? "" : "s"));
  }
  return first;
}

std::string ShownNames(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 5;
  std::string shown;
  for (std::size_t i = 0; i < names.size() && i < kMost; ++i) {
    if (i > 0) shown += ", ";
    shown += DisplayPath(names[i]);
  }
  if (names.size() > kMost) shown += fmt::format(" and {} more", names.size() - kMost);
  return shown;
}

}  // namespace deltaplan::planner
