// What the `tags` commands print.
#ifndef DELTAPLAN_PLANNER_REPORT_TAGS_REPORT_H_
#define DELTAPLAN_PLANNER_REPORT_TAGS_REPORT_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace deltaplan::planner {

/// One service whose tag differs; nullopt where there is none.
struct TagChange {
  std::string service;
  std::optional<std::string> before;
  std::optional<std::string> after;
};

/// What changes from one map to another, by service.
std::vector<TagChange> TagChanges(const std::map<std::string, std::string>& before,
                                  const std::map<std::string, std::string>& after);

/// A line for each: service, tag.
std::string TagsText(const std::map<std::string, std::string>& tags);
/// A line for each: service, tag before, arrow, tag after.
std::string TagChangesText(const std::vector<TagChange>& changes);
/// docs/schema/tags.schema.json. `written` tells whether the file holds them now.
std::string TagsJson(const std::string& environment, const std::string& file,
                     const std::map<std::string, std::string>& tags);
std::string TagChangesJson(const std::string& environment, const std::string& file,
                           const std::vector<TagChange>& changes, bool written);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_TAGS_REPORT_H_
