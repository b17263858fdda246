// Values that several JSON documents hold: they look the same in all of them.
#ifndef DELTAPLAN_PLANNER_REPORT_JSON_PARTS_H_
#define DELTAPLAN_PLANNER_REPORT_JSON_PARTS_H_

#include <optional>
#include <string>
#include <vector>

#include "graph/file_change.h"
#include "planner/model/plan.h"
#include "planner/model/touching_commit.h"
#include "planner/model/warning.h"
#include "planner/text/json_writer.h"

namespace deltaplan::planner {

/// Opens the root object of a document: every one of ours has the same "format_version".
void BeginDocument(JsonWriter& json);

/// "same", "behind", "ahead", "diverged", "unknown".
const char* RelationName(graph::Relation relation);

/// The member "live" of a service's object; null when nothing is live.
void WriteLive(JsonWriter& json, const std::optional<Live>& live);

/// Members of an object that is open: a root module, and where the files for it are.
void WriteRoot(JsonWriter& json, const TerraformRoot& root, const std::string& directory);
/// The member "warnings" of a document: an array of codes and messages, one a line.
void WriteWarnings(JsonWriter& json, const Warnings& warnings);

/// A path, or null.
void WritePathOrNull(JsonWriter& json, const std::optional<std::string>& path);
/// A way through the graph: an array of paths and names on one line.
void WriteSteps(JsonWriter& json, const std::vector<std::string>& steps);
/// An array of commits; `layout` is that of each.
void WriteCommits(JsonWriter& json, const std::vector<TouchingCommit>& commits, JsonLayout layout);
/// An array of files; `layout` is that of each.
void WriteFiles(JsonWriter& json, const std::vector<graph::FileChange>& files, JsonLayout layout);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_JSON_PARTS_H_
