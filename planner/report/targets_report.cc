#include "planner/report/targets_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>
#include <string>
#include <vector>

#include "planner/report/json_parts.h"
#include "planner/report/sentences.h"
#include "planner/report/warning_words.h"
#include "planner/text/fitted_lines.h"
#include "planner/text/json_writer.h"
#include "planner/text/layout.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

std::string PlaceText(const FileLine& place) {
  return fmt::format("{} line {}", DisplayPath(place.file), place.line);
}

void WritePlace(JsonWriter& json, const FileLine& place) {
  json.Key("file").String(JsonPath(place.file));
  json.Key("line").Number(place.line);
}

void WriteTarget(JsonWriter& json, const FoundTarget& target) {
  json.BeginObject(JsonLayout::kInline);
  json.Key("address").String(target.address);
  if (target.place) {
    WritePlace(json, *target.place);
  } else {
    json.Key("file").Null();
    json.Key("line").Null();
  }
  json.Key("from").String(target.is_written   ? "configuration"
                          : target.from_state ? "state"
                                              : "files");
  json.Key("in_state");
  if (target.in_state) {
    json.Bool(*target.in_state);
  } else {
    json.Null();
  }
  json.EndObject();
}

// An address and what is said of it behind it; below it, where both do not fit: an address is
// whole.
std::string AddressLines(const std::string& address, const std::string& said,
                         std::optional<std::size_t> width) {
  const std::string shown = DisplayText(address);
  const std::string line = fmt::format("  {}  ({})\n", shown, said);
  if (!width || DisplayWidth(line.substr(0, line.size() - 1)) <= *width) return line;
  return fmt::format("  {}\n", shown) + FittedLines(fmt::format("    ({})", said), *width);
}

}  // namespace

std::string FoundTargetsText(const FoundTargets& found, std::optional<std::size_t> width) {
  std::string text;
  for (const FoundTargetsOfService& service : found.services) {
    text += DisplayPath(service.name);
    if (!found.directory) {
      text += fmt::format("  in {}", ShownPath(service.directory));
      if (service.workspace) text += ", workspace " + DisplayPath(*service.workspace);
    }
    text += '\n';
    for (const FoundTarget& target : service.targets) {
      const std::string said =
          fmt::format("{}{}{}", target.is_written ? "written, " : "",
                      target.place ? PlaceText(*target.place) : "declared nowhere",
                      target.from_state                ? ", instance from the state"
                      : target.in_state.value_or(true) ? ""
                                                       : ", not in the state");
      text += AddressLines(target.address, said, width);
    }
    if (service.targets.empty()) text += "  no address found\n";
  }
  if (!found.unresolved.empty()) text += "\nInstances that can't be told:\n";
  for (const UntoldInstances& unresolved : found.unresolved) {
    text += AddressLines(unresolved.address, PlaceText(unresolved.place), width);
    const std::string reason = "    " + DisplayText(unresolved.reason) + "\n";
    text += width ? FittedLines(reason, *width) : reason;
    std::vector<std::string> services;
    for (const std::string& service : unresolved.services) services.push_back(DisplayPath(service));
    if (services.empty()) continue;
    text += fmt::format("    it stays a target of {}\n", fmt::join(services, ", "));
  }
  return text;
}

std::string FoundTargetsJson(const FoundTargets& found) {
  std::string out;
  JsonWriter json(out);
  BeginDocument(json);
  json.Key("environment").String(found.environment);
  json.Key("head").BeginObject(JsonLayout::kInline);
  json.Key("commit").String(found.head_commit.ToHex()).EndObject();
  json.Key("dir").StringOrNull(found.directory ? std::optional(JsonPath(*found.directory))
                                               : std::nullopt);
  json.Key("state_read").Bool(found.state_read);
  json.Key("services").BeginArray();
  for (const FoundTargetsOfService& service : found.services) {
    json.BeginObject();
    json.Key("name").String(service.name);
    json.Key("dir").String(JsonPath(service.directory));
    json.Key("workspace").StringOrNull(service.workspace);
    json.Key("targets").BeginArray();
    for (const FoundTarget& target : service.targets) WriteTarget(json, target);
    json.EndArray();
    json.EndObject();
  }
  json.EndArray();
  json.Key("unresolved").BeginArray();
  for (const UntoldInstances& unresolved : found.unresolved) {
    json.BeginObject(JsonLayout::kInline);
    json.Key("address").String(unresolved.address);
    WritePlace(json, unresolved.place);
    json.Key("reason").String(unresolved.reason);
    json.Key("services").Strings(unresolved.services, JsonLayout::kInline).EndObject();
  }
  json.EndArray();
  json.Key("warnings").BeginArray();
  for (const Warning& warning : found.warnings) {
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

}  // namespace deltaplan::planner
