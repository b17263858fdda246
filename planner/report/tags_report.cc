#include "planner/report/tags_report.h"

#include <fmt/format.h>
#include <optional>
#include <utility>

#include "planner/report/json_parts.h"
#include "planner/text/json_writer.h"
#include "planner/text/layout.h"
#include "planner/text/quote.h"
#include "planner/text/utc_time.h"

namespace deltaplan::planner {
namespace {

using Tags = std::map<std::string, std::string>;

std::string Shown(const std::optional<std::string>& tag) {
  return tag ? DisplayPath(*tag) : "(none)";
}

void WriteHead(JsonWriter& json, const std::string& environment,
               const std::vector<std::string>& files) {
  BeginDocument(json);
  json.Key("environment").String(environment);
  WriteTagFiles(json, files);
}

void WriteChanges(JsonWriter& json, const std::vector<TagChange>& changes) {
  json.Key("changes").BeginArray();
  for (const TagChange& change : changes) {
    json.BeginObject(JsonLayout::kInline);
    json.Key("service").String(change.service);
    json.Key("before").StringOrNull(change.before);
    json.Key("after").StringOrNull(change.after);
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace

void WriteTagFiles(JsonWriter& json, const std::vector<std::string>& files) {
  json.Key("file").StringOrNull(files.size() == 1 ? std::optional(files.front()) : std::nullopt);
  json.Key("files").Strings(files, JsonLayout::kInline);
}

std::string TagsText(const Tags& tags) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [service, tag] : tags) rows.push_back({DisplayPath(service), DisplayPath(tag)});
  return Columns(rows);
}

std::string TagChangesText(const std::vector<TagChange>& changes) {
  std::vector<std::vector<std::string>> rows;
  for (const TagChange& change : changes) {
    rows.push_back({DisplayPath(change.service), Shown(change.before), "->", Shown(change.after)});
  }
  return Columns(rows);
}

std::string TagsJson(const std::string& environment, const std::vector<std::string>& files,
                     const Tags& tags) {
  std::string text;
  JsonWriter json(text);
  WriteHead(json, environment, files);
  json.Key("image_tags").BeginObject();
  for (const auto& [service, tag] : tags) json.Key(service).String(tag);
  json.EndObject().EndObject();
  return text + "\n";
}

std::string TagChangesJson(const std::string& environment, const std::vector<std::string>& files,
                           const std::vector<TagChange>& changes, bool written) {
  std::string text;
  JsonWriter json(text);
  WriteHead(json, environment, files);
  json.Key("written").Bool(written);
  WriteChanges(json, changes);
  json.EndObject();
  return text + "\n";
}

std::string TagHistoryText(const std::vector<TagRecord>& records) {
  std::string text;
  for (const TagRecord& record : records) {
    if (!text.empty()) text += '\n';
    if (record.time == 0) {
      text += "Not written down when and by whom\n";
    } else {
      text +=
          fmt::format("{}  {}  {}", UtcTime(record.time), record.command, DisplayText(record.who));
      if (!record.commit.empty()) text += "  at " + record.commit.substr(0, 12);
      text += '\n';
    }
    if (!record.why.empty()) text += "    " + DisplayText(record.why) + "\n";
    std::vector<std::vector<std::string>> rows;
    for (const TagChange& change : record.changes) {
      rows.push_back(
          {"  " + DisplayPath(change.service), Shown(change.before), "->", Shown(change.after)});
    }
    text += Columns(rows);
  }
  return text;
}

std::string TagHistoryJson(const std::string& environment, const std::vector<std::string>& files,
                           const std::vector<TagRecord>& records) {
  std::string text;
  JsonWriter json(text);
  WriteHead(json, environment, files);
  json.Key("versions").BeginArray();
  for (const TagRecord& record : records) {
    const bool is_known = record.time != 0;
    const auto known = [&](const std::string& value) {
      return is_known ? std::optional(value) : std::nullopt;
    };
    json.BeginObject();
    json.Key("time").StringOrNull(known(UtcTime(record.time)));
    json.Key("who").StringOrNull(known(record.who));
    json.Key("command").StringOrNull(known(record.command));
    json.Key("why").StringOrNull(known(record.why));
    json.Key("commit").StringOrNull(known(record.commit));
    WriteChanges(json, record.changes);
    json.EndObject();
  }
  json.EndArray().EndObject();
  return text + "\n";
}

std::string ParameterCallsJson(const std::string& environment, const ParameterCalls& printed) {
  std::string text;
  JsonWriter json(text);
  BeginDocument(json);
  json.Key("environment").String(environment);
  json.Key("region").StringOrNull(printed.region);
  json.Key("profile").StringOrNull(printed.profile);
  json.Key("calls").BeginArray();
  for (const ParameterCall& call : printed.calls) {
    json.BeginObject();
    json.Key("services").Strings(call.services, JsonLayout::kInline);
    json.Key("operation").String("put-parameter");
    json.Key("input").BeginObject();
    json.Key("Name").String(call.name);
    json.Key("Value").String(call.value);
    json.Key("Type").String("String");
    json.Key("Overwrite").Bool(true);
    json.EndObject().EndObject();
  }
  json.EndArray().EndObject();
  return text + "\n";
}

}  // namespace deltaplan::planner
