// "from": "lambda": the images of functions.
#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <utility>

#include "planner/live/aws/api.h"
#include "planner/live/aws/image_tags.h"
#include "planner/live/live_source.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

// The path of GetFunction for NAME or NAME:VERSION_OR_ALIAS; empty when it is neither.
std::string PathOf(const std::string& function) {
  const std::size_t colon = function.find(':');
  const std::string name = function.substr(0, colon);
  const std::string qualifier = colon == std::string::npos ? "" : function.substr(colon + 1);
  const auto is_word = [](const std::string& text) {
    return std::ranges::all_of(text, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             c == '-' || c == '_';
    });
  };
  if (name.empty() || !is_word(name) || !is_word(qualifier)) return {};
  return "/2015-03-31/functions/" + name + (qualifier.empty() ? "" : "?Qualifier=" + qualifier);
}

void AddNotes(const Service& service, const tfvars::JsonValue& settings, Warnings& notes) {
  const std::string state = settings.StringAt("LastUpdateStatus");
  if (state == "InProgress") {
    notes.push_back(warnings::RolloutInProgress{.service = service.name, .revision = {}});
  } else if (state == "Failed") {
    notes.push_back(warnings::RolloutFailed{.service = service.name,
                                            .revision = {},
                                            .reason = settings.StringAt("LastUpdateStatusReason")});
  }
}

Result<LiveReading> Read(const LiveContext& context, const LiveSourceEntry& entry) {
  std::map<std::string, std::vector<const Service*>> services;  // by function
  std::vector<std::string> problems;
  for (const Service& service : context.services) {
    const std::string function = *context.TextFor(entry, "function", service);
    if (PathOf(function).empty()) {
      problems.push_back(fmt::format("{}: {} is no name of a function", DisplayPath(service.name),
                                     DisplayPath(function)));
    }
    services[function].push_back(&service);
  }
  if (!problems.empty()) {
    return Error{
        .message = "cannot ask for the functions of environment '" + context.environment.name + "'",
        .causes = std::move(problems),
        .remedy = "A \"function\" is a name or NAME:ALIAS, of letters, digits, - and _."};
  }
  Result<AwsApi> api = AwsApi::Open(context, entry);
  if (!api) return std::move(api).error();
  std::vector<AwsCall> calls;
  for (const auto& [function, its_services] : services) {
    AwsCall call{.operation = "GetFunction", .path = PathOf(function)};
    for (const Service* service : its_services) call.about.push_back(service->name);
    calls.push_back(std::move(call));
  }
  std::vector<AwsAnswer> answers = api->Call(kLambda, calls);
  LiveReading reading;
  ServiceImages images;
  auto answer = answers.begin();
  for (const auto& [function, its_services] : services) {
    const bool is_missing = answer->code == "ResourceNotFoundException";
    const tfvars::JsonValue* found = answer->value ? &*answer->value : nullptr;
    const tfvars::JsonValue* settings = found == nullptr ? nullptr : found->Find("Configuration");
    const tfvars::JsonValue* code = found == nullptr ? nullptr : found->Find("Code");
    const std::string image = code == nullptr ? "" : code->StringAt("ImageUri");
    for (const Service* service : its_services) {
      if (is_missing) {
        reading.notes.push_back(
            warnings::ServiceMissing{.service = service->name,
                                     .kind = warnings::ServiceMissing::Kind::kFunction,
                                     .name = function,
                                     .where = api->Where()});
      } else if (found != nullptr && image.empty()) {
        problems.push_back(fmt::format("{}: function {} runs no image", DisplayPath(service->name),
                                       DisplayPath(function)));
      } else if (found != nullptr) {
        images.emplace(service->name, image);
        if (settings != nullptr) AddNotes(*service, *settings, reading.notes);
      }
    }
    if (is_missing) {
      answer = answers.erase(answer);
    } else {
      ++answer;
    }
  }
  if (std::optional<Error> error = FirstError(answers)) return *std::move(error);
  if (!problems.empty()) {
    return Error{.message = "cannot read the images of functions in " + api->Where(),
                 .causes = std::move(problems),
                 .remedy = "Only functions of the package type Image have a tag."};
  }
  Result<LiveTags> tags = TagsOfImages(context, *api, images);
  if (!tags) return std::move(tags).error();
  reading.tags = *std::move(tags);
  SortNotes(reading.notes);
  return reading;
}

}  // namespace

LiveSource LambdaSource() {
  return {.kind = {.from = "lambda",
                   .keys = AwsApi::WithKeys({{.name = "function",
                                              .required = true,
                                              .placeholders = LiveKey::Placeholders::kService}}),
                   .check = nullptr},
          .read = Read};
}

}  // namespace deltaplan::planner
