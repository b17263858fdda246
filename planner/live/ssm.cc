// "from": "ssm": one parameter of the Systems Manager for each service, which holds the tag or the
// image.
#include <fmt/format.h>
#include <map>
#include <set>
#include <utility>

#include "planner/live/aws/api.h"
#include "planner/live/live_image.h"
#include "planner/live/live_source.h"
#include "planner/text/json_writer.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

constexpr std::size_t kMostNames = 10;  // of GetParameters

Result<LiveReading> Read(const LiveContext& context, const LiveSourceEntry& entry) {
  std::map<std::string, std::vector<const Service*>> services;  // by parameter
  for (const Service& service : context.services) {
    services[*context.TextFor(entry, "parameter", service)].push_back(&service);
  }
  Result<AwsApi> api = AwsApi::Open(context, entry);
  if (!api) return std::move(api).error();
  std::vector<AwsCall> calls;
  for (auto next = services.begin(); next != services.end();) {
    AwsCall call{.operation = "GetParameters"};
    JsonWriter writer(call.body);
    writer.BeginObject(JsonLayout::kCompact).Key("WithDecryption").Bool(true);
    writer.Key("Names").BeginArray();
    for (std::size_t i = 0; i < kMostNames && next != services.end(); ++i, ++next) {
      writer.String(next->first);
      for (const Service* service : next->second) call.about.push_back(service->name);
    }
    writer.EndArray().EndObject();
    calls.push_back(std::move(call));
  }
  const std::vector<AwsAnswer> answers = api->Call(kSsm, calls);
  if (std::optional<Error> error = FirstError(answers)) return *std::move(error);

  std::map<std::string, std::string> values;  // by parameter, with the selector that was asked for
  std::set<std::string> missing;
  for (const AwsAnswer& answer : answers) {
    if (const tfvars::JsonValue* parameters = answer.value->Find("Parameters")) {
      for (const tfvars::JsonValue& each : parameters->items) {
        values.emplace(each.StringAt("Name") + each.StringAt("Selector"), each.StringAt("Value"));
      }
    }
    if (const tfvars::JsonValue* invalid = answer.value->Find("InvalidParameters")) {
      for (const tfvars::JsonValue& each : invalid->items) missing.insert(each.string);
    }
  }
  LiveReading reading;
  std::vector<std::string> problems;
  for (const Service& service : context.services) {
    const std::string name = *context.TextFor(entry, "parameter", service);
    const auto problem = [&](const std::string& sentence) {
      problems.push_back(fmt::format("{}: parameter {}: {}", DisplayPath(service.name),
                                     DisplayPath(name), sentence));
    };
    const auto value = values.find(name);
    if (value == values.end() && missing.contains(name)) {
      reading.notes.push_back(
          warnings::ServiceMissing{.service = service.name,
                                   .kind = warnings::ServiceMissing::Kind::kParameter,
                                   .name = name,
                                   .where = api->Where()});
    } else if (value == values.end()) {
      problem("the answer says nothing about it");
    } else if (Result<std::string> tag = TagInValue(value->second)) {
      reading.tags.emplace(service.name, *std::move(tag));
    } else {
      // A parameter may be a secret by mistake, so its value is not shown.
      problem("it holds no tag");
    }
  }
  if (problems.empty()) return reading;
  return Error{.message = "cannot read the live tags from SSM in " + api->Where(),
               .causes = std::move(problems),
               .remedy = "Each parameter has to hold a tag, or an image with its tag."};
}

}  // namespace

LiveSource SsmSource() {
  return {.kind = {.from = "ssm",
                   .keys = AwsApi::WithKeys({{.name = "parameter",
                                              .required = true,
                                              .placeholders = LiveKey::Placeholders::kService}}),
                   .check = nullptr},
          .read = Read};
}

}  // namespace deltaplan::planner
