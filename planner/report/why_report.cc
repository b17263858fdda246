#include "planner/report/why_report.h"

#include <fmt/format.h>

#include "planner/report/graph_nodes.h"
#include "planner/report/json_parts.h"
#include "planner/report/sentences.h"
#include "planner/text/json_writer.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

std::string CommitsText(const TouchingCommits& commits) {
  std::string text;
  for (const TouchingCommit& commit : commits.commits) {
    text += fmt::format("  {} {}: {}\n", commit.id.ToHex().substr(0, 10),
                        DisplayText(commit.author), DisplayText(commit.subject));
  }
  if (commits.commits.empty()) text += "  none\n";
  if (commits.truncated) {
    text += fmt::format("  ... only the newest {} are shown\n", commits.commits.size());
  }
  if (commits.history_missing) text += "  ... and those that this clone lacks\n";
  return text;
}

// "" where the kinds of what it joins tell.
std::string OriginsText(const ExplainedEdge& edge) {
  std::string text;
  for (const EdgeOrigin& origin : edge.origins) {
    if (IsWorthTelling(origin)) text += (text.empty() ? "" : "; ") + OriginText(origin);
  }
  return text;
}

}  // namespace

std::string WhyText(const WhyReport& report) {
  std::string text =
      fmt::format("{} {}: head {}", DisplayPath(report.service),
                  report.decision == Decision::kDeploy ? "would deploy" : "is skipped",
                  DisplayText(report.head_tag));
  if (report.live) {
    text += fmt::format(", live {} ({})", DisplayPath(report.live->tag),
                        report.is_external ? "built elsewhere" : RelationText(*report.live));
  }
  text += '\n';
  for (const ExplainedReason& entry : report.reasons) {
    text += "\n  " + ReasonHeadline(entry.reason) + "\n";
    for (const std::vector<std::string>& path : entry.paths) {
      text += "    " + StepsText(path) + "\n";
    }
    if (entry.paths_truncated) {
      text += fmt::format("    ... only the first {} paths are shown\n", entry.paths.size());
    }
    for (const ExplainedEdge& edge : entry.edges) {
      const std::string origins = OriginsText(edge);
      if (origins.empty()) continue;
      text += fmt::format("      {} needs {}: {}\n", DisplayPath(edge.from), DisplayPath(edge.to),
                          origins);
    }
    for (const graph::FileChange& file : entry.files)
      text += "      " + ChangedFileText(file) + "\n";
  }
  if (report.reasons.empty()) text += "\n  nothing that it needs differs there\n";
  if (report.commits && report.live) {
    text += fmt::format("\nCommits since {} that touch its inputs:\n{}",
                        DisplayPath(report.live->tag), CommitsText(*report.commits));
  }
  return text;
}

namespace {

void WriteMembers(JsonWriter& json, const WhyReport& report) {
  json.Key("service").String(report.service);
  json.Key("decision").String(DecisionName(report.decision));
  json.Key("reasons").BeginArray();
  for (const ExplainedReason& entry : report.reasons) {
    json.BeginObject();
    json.Key("code").String(ReasonCodeName(entry.reason.code));
    json.Key("input");
    WritePathOrNull(json, entry.reason.input);
    json.Key("detail").StringOrNull(entry.reason.detail);
    json.Key("paths").BeginArray();
    for (const std::vector<std::string>& path : entry.paths) WriteSteps(json, path);
    json.EndArray();
    json.Key("paths_truncated").Bool(entry.paths_truncated);
    json.Key("edges").BeginArray();
    for (const ExplainedEdge& edge : entry.edges) {
      json.BeginObject(JsonLayout::kInline);
      json.Key("from").String(JsonPath(edge.from));
      json.Key("to").String(JsonPath(edge.to));
      WriteOrigins(json, edge.origins);
      json.EndObject();
    }
    json.EndArray();
    json.Key("files");
    WriteFiles(json, entry.files, JsonLayout::kLines);
    json.EndObject();
  }
  json.EndArray();
  json.Key("commits");
  if (report.commits) {
    WriteCommits(json, report.commits->commits, JsonLayout::kLines);
  } else {
    json.Null();
  }
  json.Key("history_missing").Bool(report.commits && report.commits->history_missing);
}

}  // namespace

std::string WhyJson(const WhyReport& report) {
  std::string out;
  JsonWriter json(out);
  BeginDocument(json);
  WriteMembers(json, report);
  json.EndObject();
  return out + '\n';
}

std::string WhyListJson(const std::vector<WhyReport>& reports) {
  std::string out;
  JsonWriter json(out);
  BeginDocument(json);
  json.Key("services").BeginArray();
  for (const WhyReport& report : reports) {
    json.BeginObject();
    WriteMembers(json, report);
    json.EndObject();
  }
  json.EndArray().EndObject();
  return out + '\n';
}

}  // namespace deltaplan::planner
