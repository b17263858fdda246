// "from": "lambda": the images of functions.
#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <utility>

#include "planner/live/aws/api.h"
#include "planner/live/aws/image_tags.h"
#include "planner/live/lambda_calls.h"
#include "planner/live/live_source.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

void AddNotes(const Service& service, const tfvars::JsonValue& settings, Warnings& notes) {
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
  for (const auto& [function, its_services] : services) {
    AwsCall call{.operation = "GetFunction", .path = GetFunctionPath(function)};
    for (const Service* service : its_services) call.about.push_back(service->name);
    calls.push_back(std::move(call));
  }
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
    if (!its_answer.value) continue;  // of excused services
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
      } else if (image.empty()) {
        problems.AddOwn(service->name,
                        fmt::format("function {} runs no image; only functions of the package type "
                                    "Image have a tag",
                                    DisplayPath(function)));
      } else {
        images.emplace(service->name, image);
        if (settings != nullptr) AddNotes(*service, *settings, reading.notes);
      }
    }
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
