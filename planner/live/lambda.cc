// "from": "lambda": the images of functions.
#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

#include "planner/live/aws/api.h"
#include "planner/live/aws/image_tags.h"
#include "planner/live/lambda_calls.h"
#include "planner/live/live_source.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

// `alias` is what GetAlias says, where the function is named by one.
void AddNotes(const Service& service, const tfvars::JsonValue& settings,
              const tfvars::JsonValue& alias, Warnings& notes) {
  const std::string update = settings.StringAt("LastUpdateStatus");
  if (update == "InProgress" || settings.StringAt("State") == "Pending") {
    notes.push_back(warnings::RolloutInProgress{.service = service.name, .revision = {}});
  } else if (update == "Failed" || settings.StringAt("State") == "Failed") {
    const char* reason = update == "Failed" ? "LastUpdateStatusReason" : "StateReason";
    // The image that it names is the one that was wished for.
    notes.push_back(warnings::RolloutFailed{.service = service.name,
                                            .revision = {},
                                            .running = {},
                                            .reason = settings.StringAt(reason)});
  } else if (!OtherVersion(alias).empty()) {
    notes.push_back(warnings::RolloutInProgress{
        .service = service.name, .revision = "version " + alias.StringAt("FunctionVersion")});
  }
}

Result<LiveReading> ReadLambda(const LiveContext& context, const LiveSourceEntry& entry) {
  std::map<std::string, std::vector<const Service*>> services;  // by function
  LiveReading reading;
  ServiceProblems problems(context, reading);
  for (const Service& service : context.services) {
    const std::string function = *context.TextFor(entry, "function", service);
    if (GetFunctionPath(function).empty()) {
      problems.Add(service.name, DisplayPath(function) + " is no name of a function");
    } else {
      services[function].push_back(&service);
    }
  }
  if (std::vector<std::string> wrong = problems.Take(); !wrong.empty()) {
    return Error{
        .message = "cannot ask for the functions of environment '" + context.environment.name + "'",
        .causes = std::move(wrong),
        .remedy = "A \"function\" is a name or NAME:ALIAS, of letters, digits, - and _."};
  }
  Result<AwsApi> api = AwsApi::Open(context, entry);
  if (!api) return std::move(api).error();
  std::vector<AwsCall> calls;
  std::vector<AwsCall> alias_calls;
  std::map<std::string, std::size_t> aliases;  // by function: where its alias is asked for
  for (const auto& [function, its_services] : services) {
    AwsCall call{.operation = "GetFunction", .path = GetFunctionPath(function)};
    for (const Service* service : its_services) call.about.push_back(service->name);
    if (std::optional<std::string> path = GetAliasPath(function)) {
      aliases.emplace(function, services.size() + alias_calls.size());
      alias_calls.push_back(
          {.operation = "GetAlias", .path = *std::move(path), .about = call.about});
    }
    calls.push_back(std::move(call));
  }
  std::ranges::move(alias_calls, std::back_inserter(calls));
  std::vector<AwsAnswer> answers = api->Call(kLambda, calls);
  // That a function is missing is an answer.
  for (AwsAnswer& answer : answers) {
    if (answer.code == "ResourceNotFoundException") answer.value = tfvars::JsonValue();
  }
  if (std::optional<Error> error = FirstError(calls, answers, problems)) return *std::move(error);
  ServiceImages images;
  auto answer = answers.begin();
  for (const auto& [function, its_services] : services) {
    const AwsAnswer& its_answer = *(answer++);
    const auto alias_at = aliases.find(function);
    const AwsAnswer* alias = alias_at == aliases.end() ? nullptr : &answers[alias_at->second];
    if (!its_answer.value || (alias != nullptr && !alias->value)) continue;  // of excused services
    const tfvars::JsonValue* settings = its_answer.value->Find("Configuration");
    const tfvars::JsonValue* code = its_answer.value->Find("Code");
    const std::string image = code == nullptr ? "" : code->StringAt("ImageUri");
    for (const Service* service : its_services) {
      if (!its_answer.code.empty()) {
        reading.notes.push_back(
            warnings::ServiceMissing{.service = service->name,
                                     .kind = warnings::ServiceMissing::Kind::kFunction,
                                     .name = function,
                                     .where = api->Where()});
      } else if (settings == nullptr) {
        problems.Add(service->name, fmt::format("the answer does not describe function {}",
                                                DisplayPath(function)));
      } else if (image.empty()) {
        problems.AddOwn(service->name,
                        fmt::format("function {} runs no image; only functions of the package type "
                                    "Image have a tag",
                                    DisplayPath(function)));
      } else {
        images.emplace(service->name, image);
        AddNotes(*service, *settings, alias == nullptr ? tfvars::JsonValue() : *alias->value,
                 reading.notes);
      }
    }
  }
  if (std::vector<std::string> wrong = problems.Take(); !wrong.empty()) {
    return Error{.message = "Lambda does not say what every service runs in " + api->Where(),
                 .causes = std::move(wrong),
                 .remedy = "Look at them with aws lambda get-function."};
  }
  if (Status added = AddTagsOfImages(context, *api, images, reading, problems); !added) {
    return std::move(added).error();
  }
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
          .read = ReadLambda};
}

}  // namespace deltaplan::planner
