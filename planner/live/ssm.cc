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

Result<LiveReading> ReadSsm(const LiveContext& context, const LiveSourceEntry& entry) {
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
    writer.BeginObject(JsonLayout::kCompact).Key("WithDecryption").Bool(false);
    writer.Key("Names").BeginArray();
    for (std::size_t i = 0; i < kMostNames && next != services.end(); ++i, ++next) {
      writer.String(next->first);
      for (const Service* service : next->second) call.about.push_back(service->name);
    }
    writer.EndArray().EndObject();
    calls.push_back(std::move(call));
  }
  LiveReading reading;
  ServiceProblems problems(context, reading);
  const std::vector<AwsAnswer> answers = api->Call(kSsm, calls);
  if (std::optional<Error> error = FirstError(calls, answers, problems)) return *std::move(error);

  // By parameter, with the selector that was asked for: type and value.
  std::map<std::string, std::pair<std::string, std::string>> values;
  std::set<std::string> missing;
  std::set<std::string> unanswered;  // services that are excused
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const AwsAnswer& answer = answers[i];
    if (!answer.value) {
      unanswered.insert(calls[i].about.begin(), calls[i].about.end());
      continue;
    }
    if (const tfvars::JsonValue* parameters = answer.value->Find("Parameters")) {
      for (const tfvars::JsonValue& each : parameters->items) {
        values.emplace(each.StringAt("Name") + each.StringAt("Selector"),
                       std::pair(each.StringAt("Type"), each.StringAt("Value")));
      }
    }
    if (const tfvars::JsonValue* invalid = answer.value->Find("InvalidParameters")) {
      for (const tfvars::JsonValue& each : invalid->items) missing.insert(each.string);
    }
  }
  for (const Service& service : context.services) {
    if (unanswered.contains(service.name)) continue;
    const std::string name = *context.TextFor(entry, "parameter", service);
    const std::string shown = "parameter " + DisplayPath(name);
    const auto value = values.find(name);
    if (value == values.end() && missing.contains(name)) {
      reading.notes.push_back(
          warnings::ServiceMissing{.service = service.name,
                                   .kind = warnings::ServiceMissing::Kind::kParameter,
                                   .name = name,
                                   .where = api->Where()});
    } else if (value == values.end()) {
      problems.Add(service.name, shown + ": the answer says nothing about it");
    } else if (value->second.first == "SecureString" || value->second.first == "StringList") {
      problems.AddOwn(service.name, fmt::format("{} is a {}; a tag is a String, and nothing is "
                                                "decrypted",
                                                shown, value->second.first));
    } else if (Result<std::string> tag = TagInValue(value->second.second)) {
      reading.tags.emplace(service.name, *std::move(tag));
    } else {
      // A parameter may be a secret by mistake, so its value is not shown.
      problems.Add(service.name, shown + ": it holds no tag");
    }
  }
  std::vector<std::string> sentences = problems.Take();
  SortNotes(reading.notes);
  if (sentences.empty()) return reading;
  return Error{.message = "cannot read the live tags from SSM in " + api->Where(),
               .causes = std::move(sentences),
               .remedy = "Each parameter has to hold a tag, or an image with its tag."};
}

// What a parameter holds matters to who sets it: `tags set --print ssm`.
std::string CheckSsm(const LiveSourceEntry& entry) {
  const std::string* content = entry.Text("content");
  const bool is_known = content == nullptr || *content == "tag" || *content == "image";
  return is_known ? "" : "The \"content\" of a parameter is \"tag\" or \"image\"";
}

}  // namespace

LiveSource SsmSource() {
  return {.kind = {.from = "ssm",
                   .keys = AwsApi::WithKeys({{.name = "parameter",
                                              .required = true,
                                              .placeholders = LiveKey::Placeholders::kService},
                                             {.name = "content"}}),
                   .check = CheckSsm},
          .read = ReadSsm};
}

}  // namespace deltaplan::planner
