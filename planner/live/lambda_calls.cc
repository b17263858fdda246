#include "planner/live/lambda_calls.h"

#include <algorithm>
#include <string_view>

namespace deltaplan::planner {
namespace {

constexpr std::string_view kFunctions = "/2015-03-31/functions/";

struct FunctionName {
  std::string name;
  std::string qualifier;  // may be empty
};

std::optional<FunctionName> ReadName(const std::string& function) {
  const std::size_t colon = function.find(':');
  FunctionName read{.name = function.substr(0, colon),
                    .qualifier = colon == std::string::npos ? "" : function.substr(colon + 1)};
  const auto is_word = [](const std::string& text) {
    return std::ranges::all_of(text, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             c == '-' || c == '_';
    });
  };
  if (read.name.empty() || !is_word(read.name) || !is_word(read.qualifier)) return std::nullopt;
  return read;
}

}  // namespace

std::string GetFunctionPath(const std::string& function) {
  const std::optional<FunctionName> name = ReadName(function);
  if (!name) return {};
  return std::string(kFunctions) + name->name +
         (name->qualifier.empty() ? "" : "?Qualifier=" + name->qualifier);
}

std::optional<std::string> GetAliasPath(const std::string& function) {
  const std::optional<FunctionName> name = ReadName(function);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!name || std::ranges::all_of(name->qualifier, is_digit)) return std::nullopt;
  return std::string(kFunctions) + name->name + "/aliases/" + name->qualifier;
}

std::string OtherVersion(const tfvars::JsonValue& alias) {
  const tfvars::JsonValue* routing = alias.Find("RoutingConfig");
  const tfvars::JsonValue* weights =
      routing == nullptr ? nullptr : routing->Find("AdditionalVersionWeights");
  return weights == nullptr || weights->members.empty() ? "" : weights->members.front().name;
}

}  // namespace deltaplan::planner
