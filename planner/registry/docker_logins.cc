#include "planner/registry/docker_logins.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/registry/json_object.h"
#include "planner/registry/registry_image.h"
#include "planner/text/base64.h"
#include "planner/text/quote.h"
#include "tfvars/text/ascii.h"

namespace deltaplan::planner {
namespace {

using tfvars::JsonValue;

constexpr const char* kDockerHubKey = "https://index.docker.io/v1/";
constexpr std::chrono::seconds kMostTime{20};

// The file's path; empty: nothing names one.
std::string PathOfConfig(const Ports& ports) {
  if (const auto file = ports.variable("REGISTRY_AUTH_FILE")) return *file;
  if (const auto directory = ports.variable("DOCKER_CONFIG")) return *directory + "/config.json";
  if (const auto home = ports.variable("HOME")) return *home + "/.docker/config.json";
  return {};
}

// "ghcr.io" of "https://ghcr.io/v2/": keys were addresses once, and some still are.
std::string_view HostOfKey(std::string_view key) {
  if (const std::size_t scheme = key.find("://"); scheme != std::string_view::npos) {
    key.remove_prefix(scheme + 3);
  }
  return key.substr(0, key.find('/'));
}

bool IsFor(std::string_view key, const std::string& registry) {
  const std::string_view host = HostOfKey(key);
  if (registry != kDockerHub) return host == registry;
  return host == kDockerHub || host == "index.docker.io" || host == "registry-1.docker.io";
}

// What helpers print who know nothing of a server.
bool SaysNotFound(const CommandOutput& output) {
  constexpr std::string_view kNotFound = "credentials not found";
  return output.output.find(kNotFound) != std::string::npos ||
         output.errors.find(kNotFound) != std::string::npos;
}

// A name of a program and nothing else.
bool IsProgramName(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return tfvars::IsLetterOrDigit(c) || c == '-' || c == '_' || c == '.';
  });
}

RegistryLogin LoginOf(const std::string& user, const std::string& secret) {
  if (user == "<token>") return {.basic = {}, .identity_token = secret};
  return {.basic = Base64Encoded(user + ":" + secret), .identity_token = {}};
}

}  // namespace

Result<DockerLogins> DockerLogins::Read(const Ports& ports) {
  DockerLogins logins(ports);
  logins.file_ = PathOfConfig(ports);
  if (logins.file_.empty()) return logins;
  Result<std::optional<std::string>> text = ports.files.ReadIfExists(logins.file_);
  if (!text) return std::move(text).error().Within("cannot read who is logged in to registries");
  if (!*text) return logins;
  std::optional<JsonValue> config = ReadJsonObject(**text);
  if (!config) {
    return Error{.message = fmt::format("'{}' is no JSON object", DisplayText(logins.file_)),
                 .causes = {"logins of registries are read from it"},
                 .remedy = "Mend it, or log in again with `docker login`."};
  }
  logins.config_ = *std::move(config);
  return logins;
}

Result<std::optional<RegistryLogin>> DockerLogins::For(const std::string& registry) {
  auto found = found_.find(registry);
  if (found == found_.end()) found = found_.emplace(registry, Find(registry)).first;
  return found->second;
}

Result<std::optional<RegistryLogin>> DockerLogins::Find(const std::string& registry) const {
  const std::string server = registry == kDockerHub ? kDockerHubKey : registry;
  std::string program = config_.StringAt("credsStore");
  if (const JsonValue* helpers = config_.Find("credHelpers")) {
    for (const tfvars::JsonMember& helper : helpers->members) {
      if (IsFor(helper.name, registry)) program = helper.value.string;
    }
  }
  if (!program.empty()) return AskProgram(program, server);
  const JsonValue* auths = config_.Find("auths");
  if (auths == nullptr) return std::optional<RegistryLogin>();
  for (const tfvars::JsonMember& entry : auths->members) {
    if (!IsFor(entry.name, registry)) continue;
    if (std::string token = entry.value.StringAt("identitytoken"); !token.empty()) {
      return std::optional(RegistryLogin{.basic = {}, .identity_token = std::move(token)});
    }
    if (std::string basic = entry.value.StringAt("auth"); !basic.empty()) {
      return std::optional(RegistryLogin{.basic = std::move(basic), .identity_token = {}});
    }
    const std::string user = entry.value.StringAt("username");
    if (!user.empty()) return std::optional(LoginOf(user, entry.value.StringAt("password")));
  }
  return std::optional<RegistryLogin>();
}

Result<std::optional<RegistryLogin>> DockerLogins::AskProgram(const std::string& name,
                                                              const std::string& server) const {
  const auto wrong = [&](std::string cause) {
    return Error{.message = fmt::format("cannot get the login for {}", DisplayText(server)),
                 .causes = {std::move(cause)},
                 .remedy = fmt::format("'{}' names docker-credential-{}: see that it works, or log "
                                       "in again with `docker login`.",
                                       DisplayText(file_), DisplayText(name))};
  };
  if (!IsProgramName(name)) return wrong("that is no name of a program");
  Result<CommandOutput> output =
      ports_->commands.Run({.arguments = {"docker-credential-" + name, "get"},
                            .directory = {},
                            .environment = {},
                            .timeout = kMostTime,
                            .input = server + "\n"});
  if (!output) {
    Error error = std::move(output).error();
    return std::move(error).Within(fmt::format("cannot get the login for {}", DisplayText(server)));
  }
  // What it prints may be a secret, so none of it is repeated.
  if (output->exit_code != 0) {
    if (SaysNotFound(*output)) return std::optional<RegistryLogin>();
    return wrong(fmt::format("it ended with exit code {}", output->exit_code));
  }
  const std::optional<JsonValue> answer = ReadJsonObject(output->output);
  if (!answer) return wrong("what it prints is no JSON object");
  const std::string* user = answer->FindString("Username");
  const std::string* secret = answer->FindString("Secret");
  if (user == nullptr || secret == nullptr)
    return wrong("it prints no \"Username\" and \"Secret\"");
  return std::optional(LoginOf(*user, *secret));
}

}  // namespace deltaplan::planner
