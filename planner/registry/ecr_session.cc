#include "planner/registry/ecr_session.h"

#include <fmt/format.h>
#include <optional>
#include <string_view>
#include <utility>

#include "planner/text/base64.h"
#include "planner/text/quote.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::planner {
EcrSession::EcrSession(const Config& config, const EnvironmentEntry& environment,
                       const Ports& ports, std::chrono::steady_clock::time_point deadline)
    : context_{.ports = ports,
               .state = {},
               .config = config,
               .environment = environment,
               .root = {},
               .services = no_services_,
               .deadline = deadline,
               .keyring = keyring_,
               .excused = nobody_} {}

Result<AwsApi> EcrSession::Open(const std::string& region) const {
  LiveSourceEntry entry{.pointer = {}, .from = "ecr"};
  entry.texts.emplace("region", region);
  for (const LiveSourceEntry& live : context_.environment.live) {
    if (const std::string* profile = live.Text("profile")) {
      entry.texts.emplace("profile", *profile);
      break;
    }
  }
  return AwsApi::Open(context_, entry);
}

Result<std::string> AskEcrPassword(const EcrSession& session, const std::string& region) {
  constexpr std::string_view kUser = "AWS:";
  const Result<AwsApi> api = session.Open(region);
  if (!api) return api.error();
  const AwsAnswer answer =
      api->Call(kEcr, {{.operation = "GetAuthorizationToken", .body = "{}", .about = {"a login"}}})
          .front();
  if (!answer.value) return answer.value.error();
  const tfvars::JsonValue* data = answer.value->Find("authorizationData");
  const std::optional<std::string> login =
      data == nullptr || data->items.empty()
          ? std::nullopt
          : Base64Decoded(data->items.front().StringAt("authorizationToken"));
  if (login && login->starts_with(kUser)) return login->substr(kUser.size());
  return Error{.message = fmt::format("ECR gives no login in region {}", DisplayText(region)),
               .causes = {"its answer holds none"},
               .remedy = {}};
}

}  // namespace deltaplan::planner
