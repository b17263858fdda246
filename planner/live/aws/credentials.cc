#include "planner/live/aws/credentials.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "planner/live/aws/fault_remedy.h"
#include "planner/live/aws/instance_keys.h"
#include "planner/live/aws/sts.h"
#include "planner/ports/http_answer.h"
#include "planner/ports/no_commands.h"
#include "planner/ports/run_command.h"
#include "planner/text/quote.h"
#include "planner/text/shell_words.h"

namespace deltaplan::planner {
namespace {

using Clock = std::chrono::steady_clock;

// None where a provider has nothing to offer.
using Found = Result<std::optional<AwsCredentials>>;
Found Nothing() { return std::optional<AwsCredentials>(); }

std::string ShownProfile(std::string_view profile) {
  return fmt::format("profile '{}'", DisplayText(profile));
}

// A name as an argument of a command that somebody may copy.
std::string ProfileOption(const std::string& profile) {
  return ShownCommand({"--profile", profile});
}

// Looks for keys; each provider is one function.
class CredentialChain {
 public:
  CredentialChain(const AwsSettings& settings, const Ports& ports, Clock::time_point deadline)
      : settings_(settings), ports_(ports), deadline_(deadline) {}

  Result<AwsCredentials> Find() {
    if (!settings_.profile_is_explicit()) {
      if (std::optional<AwsCredentials> given = FromVariables()) return *std::move(given);
    }
    Found found = FromProfile(settings_.profile());
    if (!found) return std::move(found).error();
    if (!*found) found = ContainerKeys(ports_, deadline_);
    if (!found) return std::move(found).error();
    if (*found) return **std::move(found);
    MachineKeys machine = AskMachine(ports_, deadline_);
    if (machine.keys) return *std::move(machine.keys);
    std::vector<std::string> causes;
    if (!machine.why_none.empty()) causes.push_back(std::move(machine.why_none));
    return Error{.message = fmt::format("there are no AWS credentials for {}",
                                        ShownProfile(settings_.profile())),
                 .causes = std::move(causes),
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
    // The credentials file comes before the process, which comes before the configuration file.
    if (auto keys = StoredKeys(settings_.FindSecret(profile), profile)) return keys;
    found = FromProcess(profile);
    if (!found || *found) return found;
    return StoredKeys(settings_.FindSection(profile), profile);
  }

  // The keys that stand in a section, which may be null.
  static std::optional<AwsCredentials> StoredKeys(const AwsSection* section,
                                                  const std::string& profile) {
    if (section == nullptr) return std::nullopt;
    const auto text = [&](const char* setting) {
      const auto found = section->find(setting);
      return found == section->end() ? std::string() : found->second;
    };
    AwsKeys keys{text("aws_access_key_id"), text("aws_secret_access_key"),
                 text("aws_session_token")};
    if (keys.access_key_id.empty() || keys.secret_access_key.empty()) return std::nullopt;
    return AwsCredentials{
        .keys = std::move(keys),
        .origin = ShownProfile(profile),
        .remedy = fmt::format("Store new keys with aws configure {}.", ProfileOption(profile))};
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
      base = ContainerKeys(ports_, deadline_);
    } else if (place != nullptr && *place == "Ec2InstanceMetadata") {
      base = AskMachine(ports_, deadline_).keys;
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
    Result<AwsKeys> keys = AskSts(std::move(fields), (*base)->keys, remedy);
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
    const std::string remedy =
        fmt::format("Have the token in '{}' renewed, and check that the role trusts who gives it.",
                    DisplayText(*file));
    Result<AwsKeys> keys =
        AskSts({{"Action", "AssumeRoleWithWebIdentity"},
                {"Version", "2011-06-15"},
                {"RoleArn", *role},
                {"RoleSessionName", session.value_or("deltaplan")},
                {"WebIdentityToken", token->substr(0, token->find_last_not_of(" \t\r\n") + 1)}},
               std::nullopt, remedy);
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
      if (error.remedy.empty()) {
        error.remedy = remedy + " Version 2 of the AWS CLI has to be installed.";
      }
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
      if (error.remedy.empty()) error.remedy = remedy;
      return error;
    }
    return std::optional(AwsCredentials{
        .keys = *std::move(keys), .origin = ShownProfile(profile), .remedy = remedy});
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
      if (error.remedy != kNoCommandsRemedy) error.remedy.clear();
      return error;
    }
    if (std::optional<AwsKeys> keys = KeysInJson(*output)) return *std::move(keys);
    return Error{"what it prints has no AccessKeyId and SecretAccessKey", {}, {}};
  }

  Result<AwsKeys> AskSts(std::vector<std::pair<std::string, std::string>> fields,
                         std::optional<AwsKeys> keys, const std::string& renewal) {
    const Result<std::string> answer = planner::AskSts({.fields = std::move(fields),
                                                        .keys = std::move(keys),
                                                        .renewal = renewal,
                                                        .deadline = deadline_},
                                                       settings_, ports_);
    if (!answer) return answer.error();
    AwsKeys assumed{XmlText(*answer, "AccessKeyId"), XmlText(*answer, "SecretAccessKey"),
                    XmlText(*answer, "SessionToken")};
    if (assumed.access_key_id.empty() || assumed.secret_access_key.empty()) {
      return Error{"STS answers without keys", {}, {}};
    }
    return assumed;
  }

  const AwsSettings& settings_;
  const Ports& ports_;
  const Clock::time_point deadline_;
};

}  // namespace

Result<AwsCredentials> FindAwsCredentials(const AwsSettings& settings, const Ports& ports,
                                          Clock::time_point deadline) {
  return CredentialChain(settings, ports, deadline).Find();
}

}  // namespace deltaplan::planner
