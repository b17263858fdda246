#include "planner/live/aws/credentials.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>
#include <variant>

#include "planner/ports/http_answer.h"
#include "planner/ports/run_command.h"
#include "planner/text/quote.h"
#include "planner/text/shell_words.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::planner {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kContainerHost = "http://169.254.170.2";
constexpr const char* kMachineHost = "http://169.254.169.254";

// None where a provider has nothing to offer.
using Found = Result<std::optional<AwsCredentials>>;
Found Nothing() { return std::optional<AwsCredentials>(); }

// What the metadata services and credential_process answer with.
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

std::string FormEncoded(const std::vector<std::pair<std::string, std::string>>& fields) {
  std::string form;
  for (const auto& [name, value] : fields) {
    if (!form.empty()) form += '&';
    form += name + "=" + PercentEncoded(value);
  }
  return form;
}

std::string ShownProfile(std::string_view profile) {
  return fmt::format("profile '{}'", DisplayText(profile));
}

// A name as an argument of a command that somebody may copy.
std::string ProfileOption(const std::string& profile) {
  return ShownCommand({"--profile", profile});
}

// Looks for keys; each provider is one function.
class Finder {
 public:
  Finder(const AwsSettings& settings, const Ports& ports, Clock::time_point deadline)
      : settings_(settings), ports_(ports), deadline_(deadline) {}

  Result<AwsCredentials> Find() {
    if (!settings_.profile_is_explicit()) {
      if (std::optional<AwsCredentials> given = FromVariables()) return *std::move(given);
    }
    Found found = FromProfile(settings_.profile());
    if (!found) return std::move(found).error();
    if (!*found) found = FromContainer();
    if (!found) return std::move(found).error();
    if (!*found) found = FromMachine();
    if (!found) return std::move(found).error();
    if (*found) return **std::move(found);
    return Error{.message = fmt::format("there are no AWS credentials for {}",
                                        ShownProfile(settings_.profile())),
                 .causes = {},
                 .remedy = fmt::format(
                     "Log in with aws sso login {0}, store keys with aws configure {0}, or set "
                     "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
                     ProfileOption(settings_.profile()))};
  }

 private:
  std::optional<AwsCredentials> FromVariables() const {
    auto id = ports_.variable("AWS_ACCESS_KEY_ID");
    auto secret = ports_.variable("AWS_SECRET_ACCESS_KEY");
    if (!id || !secret) return std::nullopt;
    return AwsCredentials{
        .keys = {*std::move(id), *std::move(secret),
                 ports_.variable("AWS_SESSION_TOKEN").value_or("")},
        .origin = "the environment variables",
        .remedy =
            "Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN anew, or "
            "unset them to use a profile."};
  }

  // All that a profile may say. `chain`: the profiles that led here, which must not come again.
  Found FromProfile(const std::string& profile, std::vector<std::string> chain = {}) {
    const bool is_main = chain.empty();
    // A profile may name itself as the source of its role: then its own keys are meant.
    const bool is_own_source = !is_main && chain.back() == profile;
    const std::string* role = settings_.Find(profile, "role_arn");
    const bool has_token = settings_.Find(profile, "web_identity_token_file") != nullptr;
    if (role != nullptr && !has_token && !is_own_source) {
      if (std::ranges::find(chain, profile) != chain.end()) {
        return Error{.message = fmt::format("the AWS {} is its own source by way of others",
                                            ShownProfile(profile)),
                     .causes = {},
                     .remedy = "Correct source_profile in the AWS configuration."};
      }
      chain.push_back(profile);
      return FromRole(profile, *role, chain);
    }
    Found found = FromWebIdentity(profile, is_main);
    if (!found || *found) return found;
    for (const char* setting : {"sso_session", "sso_start_url", "login_session"}) {
      if (settings_.Find(profile, setting) != nullptr) {
        return FromCli(profile, std::string_view(setting) == "login_session");
      }
    }
    const std::string* id = settings_.Find(profile, "aws_access_key_id");
    const std::string* secret = settings_.Find(profile, "aws_secret_access_key");
    if (id != nullptr && secret != nullptr) {
      const std::string* token = settings_.Find(profile, "aws_session_token");
      return std::optional(AwsCredentials{
          .keys = {*id, *secret, token == nullptr ? "" : *token},
          .origin = ShownProfile(profile),
          .remedy = fmt::format("Store new keys with aws configure {}.", ProfileOption(profile))});
    }
    return FromProcess(profile);
  }

  Found FromRole(const std::string& profile, const std::string& role,
                 const std::vector<std::string>& chain) {
    const auto wrong = [&](std::string message, std::string remedy) {
      return Error{.message = fmt::format("the AWS {} {}", ShownProfile(profile), message),
                   .causes = {},
                   .remedy = std::move(remedy)};
    };
    if (settings_.Find(profile, "mfa_serial") != nullptr) {
      return wrong("asks for a code of a second factor",
                   fmt::format("Run eval \"$(aws configure export-credentials {} --format env)\" "
                               "first; it asks for the code.",
                               ProfileOption(profile)));
    }
    const std::string* source = settings_.Find(profile, "source_profile");
    const std::string* place = settings_.Find(profile, "credential_source");
    Found base = Nothing();
    if (source != nullptr) {
      if (!settings_.HasProfile(*source)) {
        return wrong(
            fmt::format("has the source_profile '{}', which does not exist", DisplayText(*source)),
            "Correct source_profile in the AWS configuration.");
      }
      base = FromProfile(*source, chain);
    } else if (place != nullptr && *place == "Environment") {
      base = FromVariables();
    } else if (place != nullptr && *place == "EcsContainer") {
      base = FromContainer();
    } else if (place != nullptr && *place == "Ec2InstanceMetadata") {
      base = FromMachine();
    } else {
      return wrong("has a role_arn, but no source_profile",
                   "Add source_profile or credential_source to the AWS configuration.");
    }
    if (!base) return std::move(base).error();
    if (!*base) {
      return wrong(fmt::format("finds no keys to assume its role with in {}",
                               source != nullptr ? ShownProfile(*source) : DisplayText(*place)),
                   source != nullptr
                       ? fmt::format("Store keys with aws configure {}.", ProfileOption(*source))
                       : "Check credential_source in the AWS configuration.");
    }
    std::vector<std::pair<std::string, std::string>> fields{
        {"Action", "AssumeRole"}, {"Version", "2011-06-15"}, {"RoleArn", role}};
    const std::string* session = settings_.Find(profile, "role_session_name");
    fields.emplace_back("RoleSessionName", session == nullptr ? "deltaplan" : *session);
    if (const std::string* id = settings_.Find(profile, "external_id")) {
      fields.emplace_back("ExternalId", *id);
    }
    if (const std::string* seconds = settings_.Find(profile, "duration_seconds")) {
      fields.emplace_back("DurationSeconds", *seconds);
    }
    const std::string remedy = (*base)->remedy;
    Result<AwsKeys> keys = AskSts(std::move(fields), (*base)->keys);
    if (!keys) {
      Error error = std::move(keys).error().Within(
          fmt::format("cannot assume the role of {} with the keys of {}", ShownProfile(profile),
                      (*base)->origin));
      if (error.remedy.empty()) error.remedy = remedy;
      return error;
    }
    return std::optional(AwsCredentials{
        .keys = *std::move(keys), .origin = ShownProfile(profile), .remedy = remedy});
  }

  Found FromWebIdentity(const std::string& profile, bool is_main) {
    std::optional<std::string> file;
    std::optional<std::string> role;
    std::optional<std::string> session;
    if (is_main && !settings_.profile_is_explicit()) {
      file = ports_.variable("AWS_WEB_IDENTITY_TOKEN_FILE");
      role = ports_.variable("AWS_ROLE_ARN");
      session = ports_.variable("AWS_ROLE_SESSION_NAME");
    }
    const auto fill = [&](std::optional<std::string>& value, const char* setting) {
      const std::string* written = settings_.Find(profile, setting);
      if (!value && written != nullptr) value = *written;
    };
    fill(file, "web_identity_token_file");
    fill(role, "role_arn");
    fill(session, "role_session_name");
    if (!file || !role) return Nothing();
    Result<std::string> token = ports_.files.Read(AwsSettings::ExpandHome(ports_, *file));
    if (!token) return std::move(token).error().Within("cannot read the web identity token");
    Result<AwsKeys> keys =
        AskSts({{"Action", "AssumeRoleWithWebIdentity"},
                {"Version", "2011-06-15"},
                {"RoleArn", *role},
                {"RoleSessionName", session.value_or("deltaplan")},
                {"WebIdentityToken", token->substr(0, token->find_last_not_of(" \t\r\n") + 1)}},
               std::nullopt);
    const std::string remedy =
        fmt::format("Have the token in '{}' renewed, and check that the role trusts who gives it.",
                    DisplayText(*file));
    if (!keys) {
      Error error = std::move(keys).error().Within(fmt::format(
          "cannot assume the role of {} with its web identity token", ShownProfile(profile)));
      if (error.remedy.empty()) error.remedy = remedy;
      return error;
    }
    return std::optional(AwsCredentials{
        .keys = *std::move(keys), .origin = ShownProfile(profile), .remedy = remedy});
  }

  // The AWS CLI keeps and renews the tokens of these profiles.
  Found FromCli(const std::string& profile, bool by_login) {
    const std::string remedy = fmt::format(
        "Log in with aws {} {}.", by_login ? "login" : "sso login", ProfileOption(profile));
    Result<AwsKeys> keys = AskProgram(
        {"aws", "configure", "export-credentials", "--profile", profile, "--format", "process"});
    if (!keys) {
      Error error = std::move(keys).error().Within(
          fmt::format("the AWS CLI gives no credentials for {}", ShownProfile(profile)));
      error.remedy = remedy + " Version 2 of the AWS CLI has to be installed.";
      return error;
    }
    return std::optional(AwsCredentials{
        .keys = *std::move(keys), .origin = ShownProfile(profile), .remedy = remedy});
  }

  Found FromProcess(const std::string& profile) {
    const std::string* process = settings_.Find(profile, "credential_process");
    if (process == nullptr) return Nothing();
    const auto arguments = SplitCommand(*process);
    const std::string remedy =
        fmt::format("Run the credential_process of {} by hand to see why.", ShownProfile(profile));
    Result<AwsKeys> keys = arguments && !arguments->empty()
                               ? AskProgram(*arguments)
                               : Error{"a quote in it is not closed", {}, {}};
    if (!keys) {
      Error error = std::move(keys).error().Within(
          fmt::format("the credential_process of {} gives no credentials", ShownProfile(profile)));
      error.remedy = remedy;
      return error;
    }
    return std::optional(AwsCredentials{
        .keys = *std::move(keys), .origin = ShownProfile(profile), .remedy = remedy});
  }

  Found FromContainer() {
    std::string url;
    if (const auto relative = ports_.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")) {
      url = kContainerHost + *relative;
    } else if (const auto full = ports_.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI")) {
      url = *full;
    } else {
      return Nothing();
    }
    if (!MaySendTokenTo(url)) {
      return Error{.message = "the container's AWS credentials can't be asked for safely",
                   .causes = {fmt::format("AWS_CONTAINER_CREDENTIALS_FULL_URI names {}",
                                          DisplayText(ServerOf(url)))},
                   .remedy = "It has to be https, or an address of this machine or container."};
    }
    HttpRequest request{.url = url, .use_proxy = url.starts_with("https://")};
    std::optional<std::string> token = ports_.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN");
    if (const auto file = ports_.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")) {
      Result<std::string> text = ports_.files.Read(*file);
      if (!text) return std::move(text).error().Within("cannot read the container's token");
      token = text->substr(0, text->find_last_not_of(" \t\r\n") + 1);
    }
    if (token) request.headers.push_back({"Authorization", *token});
    Result<HttpResponse> answer = Ask(request, deadline_);
    if (!answer) {
      return std::move(answer).error().Within("cannot get the container's AWS credentials");
    }
    std::optional<AwsKeys> keys = KeysInJson(answer->body);
    if (answer->status != 200 || !keys) {
      return Error{.message = "cannot get the container's AWS credentials",
                   .causes = {fmt::format("{} answers with HTTP status {} and no keys",
                                          ServerOf(url), answer->status)},
                   .remedy = "Check the role of the task or pod."};
    }
    return std::optional(AwsCredentials{.keys = *std::move(keys),
                                        .origin = "the container's role",
                                        .remedy = "Check the role of the task or pod."});
  }

  // Instance Metadata Service, version 2. No answer means that this is no machine of EC2.
  Found FromMachine() {
    if (ports_.variable("AWS_EC2_METADATA_DISABLED") == "true") return Nothing();
    const std::string host =
        ports_.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT").value_or(kMachineHost);
    const auto ask = [&](HttpRequest request, const std::string& path) -> Result<HttpResponse> {
      request.url = (host.ends_with('/') ? host.substr(0, host.size() - 1) : host) + path;
      request.use_proxy = false;
      request.tries = 1;
      return Ask(request, std::min(deadline_, Clock::now() + std::chrono::seconds(1)));
    };
    Result<HttpResponse> token =
        ask({.url = {},
             .method = "PUT",
             .headers = {{"X-aws-ec2-metadata-token-ttl-seconds", "21600"}}},
            "/latest/api/token");
    if (!token || token->status != 200) return Nothing();
    const HttpRequest with_token{.url = {}, .headers = {{"X-aws-ec2-metadata-token", token->body}}};
    const std::string place = "/latest/meta-data/iam/security-credentials/";
    Result<HttpResponse> role = ask(with_token, place);
    if (!role || role->status != 200) return Nothing();
    Result<HttpResponse> answer =
        ask(with_token, place + role->body.substr(0, role->body.find('\n')));
    if (!answer || answer->status != 200) return Nothing();
    std::optional<AwsKeys> keys = KeysInJson(answer->body);
    if (!keys) return Nothing();
    return std::optional(AwsCredentials{.keys = *std::move(keys),
                                        .origin = "the machine's role",
                                        .remedy = "Check the instance profile of this machine."});
  }

  static bool MaySendTokenTo(const std::string& url) {
    if (url.starts_with("https://")) return true;
    constexpr std::array<std::string_view, 6> kNear{
        "http://169.254.170.2", "http://169.254.170.23", "http://[fd00:ec2::23]",
        "http://127.0.0.1",     "http://localhost",      "http://[::1]"};
    const std::string server = ServerOf(url);
    const std::size_t end = server.find_first_not_of("0123456789", server.rfind(':') + 1);
    const bool has_port = end == std::string::npos;
    const std::string host = has_port ? server.substr(0, server.rfind(':')) : server;
    return std::ranges::find(kNear, host) != kNear.end();
  }

  Result<AwsKeys> AskProgram(const std::vector<std::string>& arguments) {
    CommandLine command{.arguments = arguments, .directory = {}, .environment = {}};
    command.timeout =
        std::max(std::chrono::milliseconds(1),
                 std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now()));
    Result<std::string> output = RunToSuccess(ports_.commands, command);
    if (!output) {
      // Arguments may be secrets, so the command is not shown.
      Error error = std::move(output).error();
      error.message = fmt::format("'{}' fails", DisplayText(arguments.front()));
      return error;
    }
    if (std::optional<AwsKeys> keys = KeysInJson(*output)) return *std::move(keys);
    return Error{"what it prints has no AccessKeyId and SecretAccessKey", {}, {}};
  }

  Result<AwsKeys> AskSts(std::vector<std::pair<std::string, std::string>> fields,
                         std::optional<AwsKeys> keys) {
    if (settings_.region().empty()) {
      return Error{"no AWS region is set", {}, "Set AWS_REGION, or \"region\" of the source."};
    }
    HttpRequest request{.url = settings_.Endpoint(kSts, settings_.region()) + "/",
                        .method = "POST",
                        .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                        .body = FormEncoded(fields),
                        .ca_file = settings_.ca_file()};
    if (keys) {
      request.signature = AwsSignature{.service = std::string(kSts.name),
                                       .region = settings_.region(),
                                       .keys = *std::move(keys)};
    }
    Result<HttpResponse> answer = Ask(request, deadline_);
    if (!answer) return std::move(answer).error();
    if (answer->status != 200) {
      const AwsFault fault = ReadAwsFault(*answer);
      return Error{fault.code.empty()
                       ? fmt::format("STS answers with HTTP status {}", answer->status)
                       : DisplayText(fault.code + ": " + fault.message),
                   {},
                   {}};
    }
    AwsKeys assumed{XmlText(answer->body, "AccessKeyId"), XmlText(answer->body, "SecretAccessKey"),
                    XmlText(answer->body, "SessionToken")};
    if (assumed.access_key_id.empty() || assumed.secret_access_key.empty()) {
      return Error{"STS answers without keys", {}, {}};
    }
    return assumed;
  }

  Result<HttpResponse> Ask(const HttpRequest& request, Clock::time_point until) {
    Result<HttpClient*> http = ports_.http();
    if (!http) return std::move(http).error();
    return std::move((*http)->Send({request}, {.deadline = until}).front());
  }

  const AwsSettings& settings_;
  const Ports& ports_;
  const Clock::time_point deadline_;
};

}  // namespace

Result<AwsCredentials> FindAwsCredentials(const AwsSettings& settings, const Ports& ports,
                                          Clock::time_point deadline) {
  return Finder(settings, ports, deadline).Find();
}

std::optional<std::vector<std::string>> SplitCommand(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  char quote = '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool escapes = c == '\\' && quote != '\'' && i + 1 < text.size() &&
                         (quote == '\0' || text[i + 1] == '"' || text[i + 1] == '\\');
    if (escapes) {
      word += text[++i];
      in_word = true;
    } else if (quote != '\0') {
      if (c == quote) {
        quote = '\0';
      } else {
        word += c;
      }
    } else if (c == '"' || c == '\'') {
      quote = c;
      in_word = true;
    } else if (c == ' ' || c == '\t') {
      if (in_word) words.push_back(std::exchange(word, {}));
      in_word = false;
    } else {
      word += c;
      in_word = true;
    }
  }
  if (quote != '\0') return std::nullopt;
  if (in_word) words.push_back(std::move(word));
  return words;
}

}  // namespace deltaplan::planner
