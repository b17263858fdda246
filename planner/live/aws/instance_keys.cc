#include "planner/live/aws/instance_keys.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>
#include <variant>

#include "planner/ports/http_answer.h"
#include "planner/text/quote.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::planner {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kContainerHost = "http://169.254.170.2";
constexpr const char* kMachineHost = "http://169.254.169.254";

bool MaySendTokenTo(const std::string& url) {
  if (url.starts_with("https://")) return true;
  constexpr std::array<std::string_view, 6> kNear{"http://169.254.170.2",  "http://169.254.170.23",
                                                  "http://[fd00:ec2::23]", "http://127.0.0.1",
                                                  "http://localhost",      "http://[::1]"};
  const std::string server = ServerOf(url);
  const std::size_t end = server.find_first_not_of("0123456789", server.rfind(':') + 1);
  const bool has_port = end == std::string::npos;
  const std::string host = has_port ? server.substr(0, server.rfind(':')) : server;
  return std::ranges::find(kNear, host) != kNear.end();
}

Result<HttpResponse> Ask(const Ports& ports, const HttpRequest& request, Clock::time_point until) {
  Result<HttpClient*> http = ports.http();
  if (!http) return std::move(http).error();
  return std::move((*http)->Send({request}, {.deadline = until}).front());
}

}  // namespace

std::optional<AwsKeys> KeysInJson(std::string_view text) {
  if (!IsValidUtf8(text)) return std::nullopt;
  const auto parsed = tfvars::ParseJson(text, tfvars::JsonComments::kRefused);
  const auto* document = std::get_if<tfvars::JsonDocument>(&parsed);
  if (document == nullptr) return std::nullopt;
  const tfvars::JsonValue& root = document->root;
  AwsKeys keys{root.StringAt("AccessKeyId"), root.StringAt("SecretAccessKey"),
               root.StringAt("SessionToken")};
  if (keys.session_token.empty()) keys.session_token = root.StringAt("Token");
  if (keys.access_key_id.empty() || keys.secret_access_key.empty()) return std::nullopt;
  return keys;
}

Result<std::optional<AwsCredentials>> ContainerKeys(const Ports& ports,
                                                    Clock::time_point deadline) {
  std::string url;
  if (const auto relative = ports.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")) {
    url = kContainerHost + *relative;
  } else if (const auto full = ports.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI")) {
    url = *full;
  } else {
    return std::optional<AwsCredentials>();
  }
  if (!MaySendTokenTo(url)) {
    return Error{.message = "the container's AWS credentials can't be asked for safely",
                 .causes = {fmt::format("AWS_CONTAINER_CREDENTIALS_FULL_URI names {}",
                                        DisplayText(ServerOf(url)))},
                 .remedy = "It has to be https, or an address of this machine or container."};
  }
  HttpRequest request{.url = url, .use_proxy = url.starts_with("https://")};
  std::optional<std::string> token = ports.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN");
  if (const auto file = ports.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")) {
    Result<std::string> text = ports.files.Read(*file);
    if (!text) return std::move(text).error().Within("cannot read the container's token");
    token = text->substr(0, text->find_last_not_of(" \t\r\n") + 1);
  }
  if (token) request.headers.push_back({"Authorization", *token});
  Result<HttpResponse> answer = Ask(ports, request, deadline);
  if (!answer) {
    return std::move(answer).error().Within("cannot get the container's AWS credentials");
  }
  std::optional<AwsKeys> keys = KeysInJson(answer->body);
  if (answer->status != 200 || !keys) {
    return Error{.message = "cannot get the container's AWS credentials",
                 .causes = {fmt::format("{} answers with HTTP status {} and no keys", ServerOf(url),
                                        answer->status)},
                 .remedy = "Check the role of the task or pod."};
  }
  return std::optional(AwsCredentials{.keys = *std::move(keys),
                                      .origin = "the container's role",
                                      .remedy = "Check the role of the task or pod."});
}

// No answer means that this is no machine of EC2, or that its answer does not come this far.
MachineKeys AskMachine(const Ports& ports, Clock::time_point deadline) {
  if (ports.variable("AWS_EC2_METADATA_DISABLED") == "true") return {};
  const std::string host =
      ports.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT").value_or(kMachineHost);
  const auto ask = [&](HttpRequest request, const std::string& path) -> Result<HttpResponse> {
    request.url = (host.ends_with('/') ? host.substr(0, host.size() - 1) : host) + path;
    request.use_proxy = false;
    request.tries = 1;
    return Ask(ports, request, std::min(deadline, Clock::now() + std::chrono::seconds(1)));
  };
  const auto none = [&](const std::string& what) {
    return MachineKeys{
        .keys = std::nullopt,
        .why_none = fmt::format("the metadata service {} {}", DisplayText(ServerOf(host)), what)};
  };
  const auto status = [&](const Result<HttpResponse>& answer, const char* asked) {
    return none(
        answer ? fmt::format("answers with HTTP status {} when asked for {}", answer->status, asked)
               : fmt::format("gives no answer when asked for {}", asked));
  };
  Result<HttpResponse> token = ask(
      {.url = {}, .method = "PUT", .headers = {{"X-aws-ec2-metadata-token-ttl-seconds", "21600"}}},
      "/latest/api/token");
  if (!token) {
    return none(
        "does not answer: this is no machine of EC2, or a container on one, which its answers "
        "reach with a hop limit of 2 (aws ec2 modify-instance-metadata-options "
        "--http-put-response-hop-limit 2)");
  }
  if (token->status != 200) return status(token, "a token");
  const HttpRequest with_token{.url = {}, .headers = {{"X-aws-ec2-metadata-token", token->body}}};
  const std::string place = "/latest/meta-data/iam/security-credentials/";
  Result<HttpResponse> role = ask(with_token, place);
  if (role && role->status == 404) return none("knows no role of this machine");
  if (!role || role->status != 200) return status(role, "the role of this machine");
  Result<HttpResponse> answer =
      ask(with_token, place + role->body.substr(0, role->body.find('\n')));
  if (!answer || answer->status != 200) return status(answer, "keys");
  std::optional<AwsKeys> keys = KeysInJson(answer->body);
  if (!keys) return none("answers without keys");
  return {.keys = AwsCredentials{.keys = *std::move(keys),
                                 .origin = "the machine's role",
                                 .remedy = "Check the instance profile of this machine."},
          .why_none = {}};
}

}  // namespace deltaplan::planner
