#include "planner/tags/parameters.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "planner/decide/bake_targets.h"
#include "planner/model/placeholders.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

Error WrongParameter(const std::string& name, const std::string& why, std::string remedy) {
  return {.message = fmt::format("the parameter '{}' can't be set: {}", DisplayText(name), why),
          .causes = {},
          .remedy = std::move(remedy)};
}

// A name with a version, a label, or the whole of an ARN is for reading alone.
bool IsPlainName(std::string_view name) { return name.find(':') == std::string_view::npos; }

}  // namespace

Result<ParameterCalls> ParameterCallsFor(const EnvironmentEntry& environment,
                                         const std::vector<Service>& services,
                                         const tfvars::TagMap& changes,
                                         const tfvars::TagMap& others) {
  const auto source = std::ranges::find(environment.live, "ssm", &LiveSourceEntry::from);
  if (source == environment.live.end()) {
    return Error{.message = fmt::format("environment '{}' has no live source \"ssm\"",
                                        DisplayText(environment.name)),
                 .causes = {},
                 .remedy =
                     "Add { \"from\": \"ssm\", \"parameter\": \"/{env}/{service}/tag\" } to "
                     "its \"live\"."};
  }
  ParameterCalls printed;
  const PlaceholderValues env{{"env", environment.name}};
  const auto setting = [&](std::string_view key) {
    const std::string* text = source->Text(key);
    return text == nullptr ? std::nullopt : std::optional(FillPlaceholders(*text, env));
  };
  printed.region = setting("region");
  printed.profile = setting("profile");
  const std::string* content = source->Text("content");
  const bool is_image = content != nullptr && *content == "image";
  if (is_image && !environment.repository) {
    return Error{
        .message = "the parameters hold whole images, and nothing says where these lie",
        .causes = {},
        .remedy = "Add \"repository\": \"registry.example.com/{image}\" to the environment."};
  }

  std::map<std::string, std::vector<const Service*>> readers;
  for (const Service& service : services) {
    readers[FillPlaceholders(*source->Text("parameter"),
                             PlaceholdersOf(service, &environment.name))]
        .push_back(&service);
  }
  for (const auto& [name, all] : readers) {
    const bool is_set = std::ranges::any_of(
        all, [&](const Service* service) { return changes.contains(service->name); });
    if (!is_set) continue;
    if (!IsPlainName(name)) {
      return WrongParameter(name, "it is named with a version, a label or an ARN",
                            "Write the parameter's own name.");
    }
    ParameterCall call{.name = name, .value = {}, .services = {}};
    for (const Service* service : all) {
      std::optional<std::string> tag = tfvars::FindTag(changes, service->name);
      if (!tag) tag = tfvars::FindTag(others, service->name);
      if (!tag) {
        return WrongParameter(
            name,
            fmt::format("'{}' reads it, too, and is given no tag", DisplayText(service->name)),
            "Give it the same tag.");
      }
      std::string value =
          is_image ? ImageReference(&environment, service->image, {service->name}, *tag) : *tag;
      if (!call.services.empty() && value != call.value) {
        return WrongParameter(
            name,
            fmt::format("'{}' and '{}' read it, and would have '{}' and '{}'",
                        DisplayText(call.services.back()), DisplayText(service->name),
                        DisplayText(call.value), DisplayText(value)),
            "Give both the same tag, or a parameter each.");
      }
      call.value = std::move(value);
      call.services.push_back(service->name);
    }
    printed.calls.push_back(std::move(call));
  }
  return printed;
}

}  // namespace deltaplan::planner
