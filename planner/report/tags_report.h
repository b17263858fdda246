// What the `tags` commands print.
#ifndef DELTAPLAN_PLANNER_REPORT_TAGS_REPORT_H_
#define DELTAPLAN_PLANNER_REPORT_TAGS_REPORT_H_

#include <map>
#include <string>
#include <vector>

#include "planner/model/parameter_call.h"
#include "planner/model/tag_record.h"
#include "planner/text/json_writer.h"

namespace deltaplan::planner {

/// The members that name the maps of an answer.
void WriteTagFiles(JsonWriter& json, const std::vector<std::string>& files);

/// A line for each: service, tag.
std::string TagsText(const std::map<std::string, std::string>& tags);
/// A line for each: service, tag before, arrow, tag after.
std::string TagChangesText(const std::vector<TagChange>& changes);
/// docs/schema/tags.schema.json. `files` are those of the maps that are asked or changed. `written`
/// tells whether the file holds them now.
std::string TagsJson(const std::string& environment, const std::vector<std::string>& files,
                     const std::map<std::string, std::string>& tags);
std::string TagChangesJson(const std::string& environment, const std::vector<std::string>& files,
                           const std::vector<TagChange>& changes, bool written);

/// The newest first: when, who, how and why, then the changes. A record without a time is a change
/// that nobody wrote down.
std::string TagHistoryText(const std::vector<TagRecord>& records);
std::string TagHistoryJson(const std::string& environment, const std::vector<std::string>& files,
                           const std::vector<TagRecord>& records);

/// docs/schema/parameters.schema.json: what sets the tags of `environment`.
std::string ParameterCallsJson(const std::string& environment, const ParameterCalls& printed);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_TAGS_REPORT_H_
