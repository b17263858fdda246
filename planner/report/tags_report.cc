#include "planner/report/tags_report.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "planner/report/json_writer.h"
#include "planner/report/quote.h"
#include "planner/report/text_layout.h"

namespace deltaplan::planner {
namespace {

using Tags = std::map<std::string, std::string>;

// Columns two spaces apart; the last one is not padded.
std::string Columns(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(row[i]));
    }
  }
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) text += "  ";
      text += i + 1 < row.size() ? PadRight(row[i], widths[i]) : row[i];
    }
    text += '\n';
  }
  return text;
}

std::string Shown(const std::optional<std::string>& tag) {
  return tag ? DisplayPath(*tag) : "(none)";
}

void WriteHead(JsonWriter& json, const std::string& environment, const std::string& file) {
  json.BeginObject();
  json.Key("format_version").String("1.0");
  json.Key("environment").String(environment);
  json.Key("file").String(file);
}

}  // namespace

std::vector<TagChange> TagChanges(const Tags& before, const Tags& after) {
  Tags names = before;
  names.insert(after.begin(), after.end());
  const auto find = [](const Tags& tags, const std::string& service) {
    const auto found = tags.find(service);
    return found == tags.end() ? std::nullopt : std::optional(found->second);
  };
  std::vector<TagChange> changes;
  for (const auto& [service, ignored] : names) {
    TagChange change{service, find(before, service), find(after, service)};
    if (change.before != change.after) changes.push_back(std::move(change));
  }
  return changes;
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

std::string TagsJson(const std::string& environment, const std::string& file, const Tags& tags) {
  std::string text;
  JsonWriter json(text);
  WriteHead(json, environment, file);
  json.Key("image_tags").BeginObject();
  for (const auto& [service, tag] : tags) json.Key(service).String(tag);
  json.EndObject().EndObject();
  return text + "\n";
}

std::string TagChangesJson(const std::string& environment, const std::string& file,
                           const std::vector<TagChange>& changes, bool written) {
  std::string text;
  JsonWriter json(text);
  WriteHead(json, environment, file);
  json.Key("written").Bool(written);
  json.Key("changes").BeginArray();
  for (const TagChange& change : changes) {
    json.BeginObject(JsonLayout::kInline);
    json.Key("service").String(change.service);
    json.Key("before").StringOrNull(change.before);
    json.Key("after").StringOrNull(change.after);
    json.EndObject();
  }
  json.EndArray().EndObject();
  return text + "\n";
}

}  // namespace deltaplan::planner
