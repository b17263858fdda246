#include "planner/report/json_parts.h"

#include "planner/report/sentences.h"
#include "planner/report/warning_words.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {

void BeginDocument(JsonWriter& json) {
  json.BeginObject();
  json.Key("format_version").String("1.0");
}

const char* RelationName(graph::Relation relation) {
  switch (relation) {
    case graph::Relation::kSame:
      return "same";
    case graph::Relation::kBehind:
      return "behind";
    case graph::Relation::kAhead:
      return "ahead";
    case graph::Relation::kDiverged:
      return "diverged";
    case graph::Relation::kUnknown:
      return "unknown";
  }
  return "";
}

void WriteLive(JsonWriter& json, const std::optional<Live>& live) {
  json.Key("live");
  if (!live) {
    json.Null();
    return;
  }
  json.BeginObject();
  json.Key("tag").String(live->tag);
  json.Key("commit");
  if (live->commit) {
    json.String(live->commit->ToHex());
  } else {
    json.Null();
  }
  json.Key("source").String(live->source);
  json.Key("relation").String(RelationName(live->relation));
  json.Key("commits").NumberOrNull(live->commits);
  json.EndObject();
}

void WriteRoot(JsonWriter& json, const TerraformRoot& root, const std::string& directory) {
  json.Key("directory").String(directory);
  json.Key("dir").String(root.dir);
  json.Key("workspace").StringOrNull(root.workspace);
  json.Key("var_files").Strings(root.var_files, JsonLayout::kInline);
  json.Key("vars").BeginObject(JsonLayout::kInline);
  for (const auto& [name, text] : root.vars) json.Key(name).String(text);
  json.EndObject();
}

void WriteWarnings(JsonWriter& json, const Warnings& warnings) {
  json.Key("warnings").BeginArray();
  for (const Warning& warning : warnings) {
    json.BeginObject(JsonLayout::kInline);
    json.Key("code").String(CodeOf(warning));
    json.Key("message").String(WarningMessage(warning));
    json.EndObject();
  }
  json.EndArray();
}

void WritePathOrNull(JsonWriter& json, const std::optional<std::string>& path) {
  if (path) {
    json.String(JsonPath(*path));
  } else {
    json.Null();
  }
}

void WriteSteps(JsonWriter& json, const std::vector<std::string>& steps) {
  json.BeginArray(JsonLayout::kInline);
  for (const std::string& step : steps) json.String(JsonPath(step));
  json.EndArray();
}

void WriteCommits(JsonWriter& json, const std::vector<TouchingCommit>& commits, JsonLayout layout) {
  json.BeginArray();
  for (const TouchingCommit& commit : commits) {
    json.BeginObject(layout);
    json.Key("commit").String(commit.id.ToHex());
    json.Key("author").String(JsonPath(commit.author));
    json.Key("subject").String(JsonPath(commit.subject));
    json.EndObject();
  }
  json.EndArray();
}

void WriteFiles(JsonWriter& json, const std::vector<graph::FileChange>& files, JsonLayout layout) {
  json.BeginArray();
  for (const graph::FileChange& file : files) {
    json.BeginObject(layout);
    json.Key("path").String(JsonPath(file.path));
    json.Key("status").String(StatusName(file.status));
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace deltaplan::planner
