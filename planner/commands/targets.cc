// deltaplan targets: the Terraform addresses found for each service.
#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/report/report.h"
#include "planner/report/warning_words.h"
#include "planner/terraform/discovery.h"
#include "planner/text/json_writer.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

std::string PlaceText(const tfvars::Place& place) {
  return fmt::format("{} line {}", DisplayPath(place.file), place.line);
}

std::string Text(const Discovery& discovery) {
  std::string text;
  for (const ServiceTargets& service : discovery.findings.services) {
    text += DisplayPath(service.service) + "\n";
    for (const ServiceTarget& target : service.targets) {
      text += fmt::format("  {}  ({}{})\n", DisplayText(target.address),
                          PlaceText(discovery.tree.nodes[target.node].place),
                          target.from_state                ? ", instance from the state"
                          : target.in_state.value_or(true) ? ""
                                                           : ", not in the state");
    }
    if (service.targets.empty()) text += "  no address found\n";
  }
  if (!discovery.findings.unresolved.empty()) text += "\nInstances that can't be told:\n";
  for (const UnresolvedTarget& unresolved : discovery.findings.unresolved) {
    text += fmt::format("  {}  ({})\n    {}\n", DisplayText(unresolved.address),
                        PlaceText(unresolved.place), DisplayText(unresolved.reason));
  }
  return text;
}

void WritePlace(JsonWriter& json, const tfvars::Place& place) {
  json.Key("file").String(JsonPath(place.file));
  json.Key("line").Number(place.line);
}

std::string Json(const Project& project, const Discovery& discovery) {
  std::string out;
  JsonWriter json(out);
  json.BeginObject();
  json.Key("format_version").String("1.0");
  json.Key("environment").String(project.environment()->name);
  json.Key("head").BeginObject(JsonLayout::kInline);
  json.Key("commit").String(project.head().id.ToHex()).EndObject();
  json.Key("dir").String(JsonPath(discovery.directory));
  json.Key("state_read").Bool(discovery.has_state);
  json.Key("services").BeginArray();
  for (const ServiceTargets& service : discovery.findings.services) {
    json.BeginObject();
    json.Key("name").String(service.service);
    json.Key("targets").BeginArray();
    for (const ServiceTarget& target : service.targets) {
      json.BeginObject(JsonLayout::kInline);
      json.Key("address").String(target.address);
      WritePlace(json, discovery.tree.nodes[target.node].place);
      json.Key("from").String(target.from_state ? "state" : "files");
      json.Key("in_state");
      if (target.in_state) {
        json.Bool(*target.in_state);
      } else {
        json.Null();
      }
      json.EndObject();
    }
    json.EndArray();
    json.EndObject();
  }
  json.EndArray();
  json.Key("unresolved").BeginArray();
  for (const UnresolvedTarget& unresolved : discovery.findings.unresolved) {
    json.BeginObject(JsonLayout::kInline);
    json.Key("address").String(unresolved.address);
    WritePlace(json, unresolved.place);
    json.Key("reason").String(unresolved.reason).EndObject();
  }
  json.EndArray();
  json.Key("warnings").BeginArray();
  for (const Warning& warning : discovery.findings.warnings) {
    json.BeginObject(JsonLayout::kInline);
    json.Key("code").String(CodeOf(warning));
    json.Key("service").StringOrNull(ServiceOf(warning));
    json.Key("message").String(WarningMessage(warning)).EndObject();
  }
  json.EndArray();
  json.EndObject();
  out += '\n';
  return out;
}

}  // namespace

Result<Answer> RunTargets(const Options& options, const Ports& ports) {
  Result<std::unique_ptr<Project>> opened = Project::Open(ProjectRequestOf(options), ports);
  if (!opened) return std::move(opened).error();
  const Project& project = **opened;
  const Result<Platform> platform = project.Expand(project.head().tree);
  if (!platform) return platform.error();
  const Result<Discovery> discovery = Discover(project, *platform, options.state, ports.files);
  if (!discovery) return discovery.error();
  Answer answer;
  if (options.format == Format::kJson) {
    answer.output = Json(project, *discovery);
    return answer;
  }
  answer.output = Text(*discovery);
  if (options.quiet) return answer;
  answer.messages += WarningLines(discovery->findings.warnings);
  return answer;
}

}  // namespace deltaplan::planner
