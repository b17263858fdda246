#include "planner/config/deploy_reader.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <fmt/format.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/config/entry_texts.h"
#include "planner/config/health_addresses.h"
#include "planner/model/placeholders.h"
#include "planner/text/duration.h"
#include "tfvars/text/ascii.h"

namespace deltaplan::planner {
namespace {

using Kind = ConfigNode::Kind;

constexpr Word<RegistryKind> kRegistries[] = {{"ecr", RegistryKind::kEcrApi},
                                              {"https", RegistryKind::kHttps},
                                              {"http", RegistryKind::kHttp},
                                              {"never", RegistryKind::kNever}};
constexpr std::size_t kAccountDigits = 12;
constexpr std::size_t kMostAtOnce = 1000;

bool IsWord(char c) { return tfvars::IsLetterOrDigit(c) || c == '_'; }
bool IsVisible(char c) { return c > ' ' && c <= '~'; }

bool IsAccount(std::string_view text) {
  return text.size() == kAccountDigits && std::ranges::all_of(text, tfvars::IsDigit);
}

// What stands before the next ":", which is taken away with it.
std::string_view TakePart(std::string_view& text) {
  const std::size_t colon = text.find(':');
  const std::string_view part = text.substr(0, colon);
  text.remove_prefix(colon == std::string_view::npos ? text.size() : colon + 1);
  return part;
}

// arn:PARTITION:iam|sts::ACCOUNT:WHO
bool IsWho(std::string_view text) {
  const bool is_arn = TakePart(text) == "arn";
  const std::string_view partition = TakePart(text);
  const std::string_view service = TakePart(text);
  const std::string_view region = TakePart(text);
  const std::string_view account = TakePart(text);
  const auto may_stand = [](char c) { return tfvars::IsSmallLetter(c) || c == '-'; };
  return is_arn && !partition.empty() && std::ranges::all_of(partition, may_stand) &&
         (service == "iam" || service == "sts") && region.empty() &&
         (account == "*" || IsAccount(account)) && !text.empty() &&
         std::ranges::all_of(text, IsVisible);
}

// One program: a word, or a path.
bool IsProgram(std::string_view text) {
  const auto may_stand = [](char c) {
    return IsWord(c) || std::string_view("./+-").find(c) != std::string_view::npos;
  };
  return !text.starts_with('-') && std::ranges::all_of(text, may_stand);
}

bool IsVariable(std::string_view text) {
  const auto may_stand = [](char c) { return IsWord(c) || c == '-'; };
  return !tfvars::IsDigit(text.front()) && text.front() != '-' &&
         std::ranges::all_of(text, may_stand);
}

bool IsAppName(std::string_view text) {
  const auto may_stand = [](char c) { return IsWord(c) || c == '.' || c == '-'; };
  return !text.empty() && std::ranges::all_of(text, may_stand);
}

// BUCKET or BUCKET/PREFIX
bool IsBucket(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view name = text.substr(0, slash);
  const std::string_view prefix = slash == std::string_view::npos ? "" : text.substr(slash + 1);
  const auto in_name = [](char c) {
    return tfvars::IsSmallLetter(c) || tfvars::IsDigit(c) || c == '.' || c == '-';
  };
  const auto in_prefix = [](char c) {
    return IsWord(c) || std::string_view("./-").find(c) != std::string_view::npos;
  };
  return name.size() > 1 &&
         (tfvars::IsSmallLetter(name.front()) || tfvars::IsDigit(name.front())) &&
         std::ranges::all_of(name, in_name) && std::ranges::all_of(prefix, in_prefix);
}

// A reader of strings that pass `is_one`.
auto Checked(bool (*is_one)(std::string_view), std::string_view what, std::string_view advice) {
  return [is_one, what, advice](const ConfigNode& node) -> std::optional<std::string> {
    std::optional<std::string> text = ReadString(node);
    if (!text || is_one(*text)) return text;
    node.Problem(fmt::format("\"{}\" is no {}", *text, what), std::string(advice));
    return std::nullopt;
  };
}

std::optional<std::vector<std::string>> ReadPlatforms(const ConfigNode& node) {
  const auto read = Checked(IsPlatform, "platform",
                            "Write it as container tools do: \"linux/amd64\", \"linux/arm64\".");
  if (node.Is(Kind::kArray)) {
    if (node.value().items.empty()) node.Problem("The list is empty");
    return ReadList(node, read);
  }
  if (!node.Is(Kind::kString)) {
    node.WrongType("a string or a list");
    return std::nullopt;
  }
  const std::optional<std::string> one = read(node);
  if (!one) return std::nullopt;
  return std::vector<std::string>{*one};
}

auto WholeNumber(std::size_t least) {
  return [least](const ConfigNode& node) -> std::optional<std::size_t> {
    if (!node.Is(Kind::kNumber)) {
      node.WrongType("a number");
      return std::nullopt;
    }
    const double number = node.value().number;
    if (number < static_cast<double>(least) || number > static_cast<double>(kMostAtOnce) ||
        std::floor(number) != number) {
      node.Problem(fmt::format("{} is no whole number from {} to {}", node.value().string, least,
                               kMostAtOnce));
      return std::nullopt;
    }
    return static_cast<std::size_t>(number);
  };
}

std::optional<std::chrono::seconds> ReadTimeout(const ConfigNode& node) {
  if (!node.Is(Kind::kString)) {
    node.WrongType("a duration, such as \"10m\"");
    return std::nullopt;
  }
  const std::optional<std::chrono::seconds> time = ReadDuration(node.value().string);
  if (time && time->count() > 0) return time;
  node.Problem(fmt::format("\"{}\" is no duration", node.value().string),
               "Write a number above 0 and its unit: \"90s\", \"10m\", \"1h\".");
  return std::nullopt;
}

std::optional<std::string> ReadHealthAddress(const ConfigNode& node) {
  const PlaceholderValues sample{{"env", "x"}, {"image", "x"}, {"service", "x"}};
  std::optional<std::string> address = ReadTemplate(node, sample);
  if (!address || UnknownPlaceholder(*address, sample)) return std::nullopt;
  if (IsHttpAddress(FillPlaceholders(*address, sample))) return address;
  node.Problem(fmt::format("\"{}\" is no address that can be asked", *address),
               "Write it whole: \"https://{service}.example.com/health\".");
  return std::nullopt;
}

std::optional<HealthRule> ReadHealth(const ConfigNode& node) {
  HealthRule rule;
  if (node.Is(Kind::kNull)) return rule;
  if (node.Is(Kind::kString)) {
    rule.address = ReadHealthAddress(node);
    return rule;
  }
  if (!ReadObject(node, "a string, an object or null")) return std::nullopt;
  for (const tfvars::JsonMember& member : node.value().members) {
    const ConfigNode of = node.Member(member.name, member.value);
    std::optional<std::string> address;
    if (!of.Is(Kind::kNull)) address = ReadHealthAddress(of);
    if (member.name == "*") {
      rule.address = std::move(address);
    } else {
      rule.of.push_back({member.name, of.pointer(), std::move(address)});
    }
  }
  return rule;
}

std::optional<AppEntry> ReadApp(const ConfigNode& node) {
  std::optional<ConfigObject> object = ReadObject(node);
  if (!object) return std::nullopt;
  AppEntry app;
  app.directory =
      object->GetRequired("directory", "\"directory\": \"apps/console\"", ReadCanonicalPath)
          .value_or("");
  if (const std::optional<ConfigNode> build =
          object->Require("build", "\"build\": [\"npm\", \"run\", \"build\"]")) {
    app.build = ReadStrings(*build).value_or(std::vector<std::string>());
    if (build->Is(Kind::kArray) && build->value().items.empty()) {
      build->Problem("The list is empty", "Write a program and its arguments.");
    }
  }
  app.output = object->GetRequired("output", "\"output\": \"apps/console/dist\"", ReadCanonicalPath)
                   .value_or("");
  app.bucket = object
                   ->GetRequired("bucket", "\"bucket\": \"platform-prod-console\"",
                                 Checked(IsBucket, "bucket",
                                         "Write its name, or name/prefix, without s3://."))
                   .value_or("");
  app.distribution = object->Get("distribution", ReadString);
  object->RefuseOtherKeys();
  return app;
}

std::optional<std::vector<AppEntry>> ReadApps(const ConfigNode& node) {
  if (!ReadObject(node)) return std::nullopt;
  std::vector<AppEntry> apps;
  for (const tfvars::JsonMember& member : node.value().members) {
    const ConfigNode of = node.Member(member.name, member.value);
    if (!IsAppName(member.name)) {
      of.Problem(fmt::format("\"{}\" is no name of an app", member.name),
                 "Use letters, digits, \".\", \"_\" and \"-\".");
    }
    std::optional<AppEntry> app = ReadApp(of);
    if (!app) continue;
    app->name = member.name;
    apps.push_back(*std::move(app));
  }
  std::ranges::sort(apps, {}, &AppEntry::name);
  return apps;
}

}  // namespace

bool IsPlatform(std::string_view text) {
  std::size_t parts = 0;
  while (true) {
    const std::size_t slash = text.find('/');
    const std::string_view part = text.substr(0, slash);
    const auto may_stand = [](char c) {
      return tfvars::IsSmallLetter(c) || tfvars::IsDigit(c) || c == '_' || c == '.';
    };
    if (part.empty() || !std::ranges::all_of(part, may_stand)) return false;
    ++parts;
    if (slash == std::string_view::npos) return parts == 2 || parts == 3;
    text.remove_prefix(slash + 1);
  }
}

std::optional<DeployEntry> ReadDeploy(const ConfigNode& node) {
  std::optional<ConfigObject> object = ReadObject(node);
  if (!object) return std::nullopt;
  DeployEntry entry;
  const auto read = [&object](std::string_view key, auto reader, auto& field) {
    if (auto value = object->Get(key, reader)) field = *std::move(value);
  };
  read("account", Checked(IsAccount, "AWS account", "An account is twelve digits, in quotes."),
       entry.account);
  const auto who = Checked(IsWho, "ARN of IAM or STS",
                           "Write whom `aws sts get-caller-identity` names, with * for any "
                           "characters: \"arn:aws:sts::123456789012:assumed-role/deploy/*\".");
  read(
      "deployers", [&](const ConfigNode& list) { return ReadList(list, who); }, entry.deployers);
  read(
      "registry", [](const ConfigNode& word) { return ReadWord(word, kRegistries); },
      entry.registry);
  read("build_tool", Checked(IsProgram, "program", "Write its name alone, such as \"buildah\"."),
       entry.build_tool);
  read("platform", ReadPlatforms, entry.platforms);
  read("provenance", ReadBool, entry.provenance);
  read("image_tag_variable",
       Checked(IsVariable, "variable of Terraform", "Write its name, such as \"image_tag\"."),
       entry.tag_variable);
  read("health", ReadHealth, entry.health);
  read("jobs", WholeNumber(1), entry.jobs);
  read("retries", WholeNumber(0), entry.retries);
  read("steady_timeout", ReadTimeout, entry.steady_timeout);
  read("health_timeout", ReadTimeout, entry.health_timeout);
  read("apps", ReadApps, entry.apps);
  object->RefuseOtherKeys();
  return entry;
}

}  // namespace deltaplan::planner
