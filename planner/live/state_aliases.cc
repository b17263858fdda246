#include "planner/live/state_aliases.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <string_view>

#include "planner/text/quote.h"
#include "tfvars/address/address.h"

namespace deltaplan::planner {
namespace {

using tfvars::JsonValue;
using tfvars::StateInstance;

constexpr std::string_view kLatest = "$LATEST";

bool IsOfType(const StateInstance& instance, std::string_view type) {
  return instance.address.resource.resource.type == type;
}

std::string TextOf(const StateInstance& instance, std::string_view attribute) {
  const std::string* text = instance.values.FindString(attribute);
  return text == nullptr ? std::string() : *text;
}

// By their ARNs; functions of two regions may have one name. Where there are none, by the name or
// the ARN that the alias was given.
bool IsAliasOf(const StateInstance& alias, const StateInstance& function) {
  if (!IsOfType(alias, "aws_lambda_alias")) return false;
  const std::string arn = TextOf(function, "arn");
  const std::string of_alias = TextOf(alias, "arn");
  if (!arn.empty() && !of_alias.empty()) return of_alias.starts_with(arn + ":");
  const std::string given = TextOf(alias, "function_name");
  const std::string name = TextOf(function, "function_name");
  return !given.empty() && (given == arn || given == name || given.ends_with(":function:" + name));
}

bool SharesCalls(const StateInstance& alias) {
  const JsonValue* routing = alias.values.Find("routing_config");
  return routing != nullptr && std::ranges::any_of(routing->items, [](const JsonValue& config) {
           const JsonValue* weights = config.Find("additional_version_weights");
           return weights != nullptr && !weights->members.empty();
         });
}

std::string Difference(const StateInstance& alias, const StateInstance& function) {
  const std::string runs = TextOf(alias, "function_version");
  const std::string has = TextOf(function, "version");
  if (runs != has && runs != kLatest) {
    return fmt::format("{} runs version {}, and of {} the state has {}",
                       tfvars::Print(alias.address), DisplayText(runs),
                       tfvars::Print(function.address), DisplayText(has));
  }
  if (!SharesCalls(alias)) return {};
  return fmt::format("{} sends a part of the calls to a version that the state does not have",
                     tfvars::Print(alias.address));
}

}  // namespace

std::string VersionPastState(const tfvars::State& state,
                             const std::vector<const StateInstance*>& instances,
                             const std::function<bool(const StateInstance&)>& tells) {
  for (const StateInstance* function : instances) {
    if (!IsOfType(*function, "aws_lambda_function") || !tells(*function)) continue;
    std::vector<const StateInstance*> aliases;
    std::ranges::copy_if(instances, std::back_inserter(aliases),
                         [&](const StateInstance* each) { return IsAliasOf(*each, *function); });
    if (aliases.empty()) {
      for (const StateInstance& each : state) {
        if (IsAliasOf(each, *function)) aliases.push_back(&each);
      }
    }
    for (const StateInstance* alias : aliases) {
      if (std::string sentence = Difference(*alias, *function); !sentence.empty()) return sentence;
    }
  }
  return {};
}

}  // namespace deltaplan::planner
