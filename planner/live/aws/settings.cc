#include "planner/live/aws/settings.h"

#include <fmt/format.h>
#include <utility>

#include "planner/text/quote.h"
#include "tfvars/text/ascii.h"

namespace deltaplan::planner {
namespace {

Status AddFile(const Ports& ports, const char* variable, const char* usual, AwsFile kind,
               AwsProfiles& profiles) {
  const std::string path = AwsSettings::ExpandHome(ports, ports.variable(variable).value_or(usual));
  Result<std::optional<std::string>> text = ports.files.ReadIfExists(path);
  if (!text) return std::move(text).error().Within("cannot read the settings of AWS");
  if (!*text) return Ok();
  const std::size_t line = AddAwsFile(**text, kind, profiles);
  if (line == 0) return Ok();
  return Error{
      .message = fmt::format("cannot read the settings of AWS in '{}'", DisplayText(path)),
      .causes = {fmt::format("line {} is no [section], no \"name = value\" and no comment", line)},
      .remedy = "Correct that line."};
}

// Takes "fips-" and "-fips" out of a region; whether one was there.
bool TakeFipsMark(std::string& region) {
  bool found = false;
  for (const std::string_view mark : {"fips-", "-fips"}) {
    for (std::size_t at = region.find(mark); at != std::string::npos; at = region.find(mark)) {
      region.erase(at, mark.size());
      found = true;
    }
  }
  return found;
}

}  // namespace

std::string AwsSettings::ExpandHome(const Ports& ports, const std::string& path) {
  if (!path.starts_with("~/")) return path;
  return ports.variable("HOME").value_or("") + path.substr(1);
}

const std::string* AwsSettings::Find(std::string_view profile, std::string_view setting) const {
  const auto section = profiles_.profiles.find(profile);
  if (section == profiles_.profiles.end()) return nullptr;
  const auto found = section->second.find(setting);
  return found == section->second.end() || found->second.empty() ? nullptr : &found->second;
}

const AwsSection* AwsSettings::FindSecret(std::string_view profile) const {
  const auto section = profiles_.secrets.find(profile);
  return section == profiles_.secrets.end() ? nullptr : &section->second;
}

const AwsSection* AwsSettings::FindSection(std::string_view profile) const {
  const auto section = profiles_.config.find(profile);
  return section == profiles_.config.end() ? nullptr : &section->second;
}

Result<AwsSettings> AwsSettings::Read(const Ports& ports, std::optional<std::string> profile,
                                      std::optional<std::string> region) {
  AwsSettings settings;
  for (const Status& status :
       {AddFile(ports, "AWS_CONFIG_FILE", "~/.aws/config", AwsFile::kConfig, settings.profiles_),
        AddFile(ports, "AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials", AwsFile::kCredentials,
                settings.profiles_)}) {
    if (!status) return status.error();
  }
  settings.profile_is_explicit_ = profile.has_value();
  if (!profile) profile = ports.variable("AWS_PROFILE");
  if (!profile) profile = ports.variable("AWS_DEFAULT_PROFILE");
  if (profile && !settings.HasProfile(*profile)) {
    return Error{
        .message = fmt::format("there is no AWS profile '{}'", DisplayText(*profile)),
        .causes = {},
        .remedy = fmt::format("Make it with aws configure --profile {}, or name another one.",
                              DisplayText(*profile))};
  }
  settings.profile_ = profile.value_or("default");
  const auto setting = [&](const char* name) {
    const std::string* found = settings.Find(name);
    return found == nullptr ? std::optional<std::string>() : *found;
  };
  const auto either = [&](const char* variable, const char* name) {
    std::optional<std::string> value = ports.variable(variable);
    return value ? value : setting(name);
  };

  if (!region) region = ports.variable("AWS_REGION");
  if (!region) region = either("AWS_DEFAULT_REGION", "region");
  settings.region_ = region.value_or("");
  // As botocore takes them: "fips-us-gov-west-1" is a region and a wish.
  const bool wants_fips = TakeFipsMark(settings.region_);
  if (!settings.region_.empty() && !IsAwsRegion(settings.region_)) {
    return Error{.message = fmt::format("'{}' is no AWS region", DisplayText(settings.region_)),
                 .causes = {},
                 .remedy =
                     "A region is a word such as eu-west-1. Correct \"region\" of the live "
                     "source, AWS_REGION, or the region of the AWS profile."};
  }
  settings.ca_file_ = ExpandHome(ports, either("AWS_CA_BUNDLE", "ca_bundle").value_or(""));
  const auto is_on = [&](const char* variable, const char* name) {
    return tfvars::ToUpper(either(variable, name).value_or("")) == "TRUE";
  };
  settings.variant_ = {.fips = wants_fips || is_on("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
                       .dual_stack = is_on("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")};

  if (is_on("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")) {
    return settings;
  }
  const AwsSection* section = nullptr;
  if (const auto name = setting("services")) {
    const auto found = settings.profiles_.services.find(*name);
    if (found != settings.profiles_.services.end()) section = &found->second;
  }
  for (const AwsService& service : {kEcs, kEcr, kSsm, kLambda, kSts}) {
    std::optional<std::string> url =
        ports.variable("AWS_ENDPOINT_URL_" + tfvars::ToUpper(service.name));
    if (!url) url = ports.variable("AWS_ENDPOINT_URL");
    if (!url && section != nullptr) {
      const auto found = section->find(std::string(service.name) + ".endpoint_url");
      if (found != section->end()) url = found->second;
    }
    if (!url) url = setting("endpoint_url");
    if (!url) continue;
    while (url->ends_with('/')) url->pop_back();
    settings.endpoints_.emplace(service.name, *std::move(url));
  }
  return settings;
}

std::string AwsSettings::Endpoint(const AwsService& service, std::string_view region) const {
  if (const auto given = endpoints_.find(service.name); given != endpoints_.end()) {
    return given->second;
  }
  return "https://" + AwsHost(service, region, variant_);
}

}  // namespace deltaplan::planner
