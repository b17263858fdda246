#include "planner/model/tag_record.h"

#include <utility>

namespace deltaplan::planner {

using tfvars::FindTag;
using tfvars::TagMap;

std::vector<TagChange> TagChanges(const TagMap& before, const TagMap& after) {
  TagMap names = before;
  names.insert(after.begin(), after.end());
  std::vector<TagChange> changes;
  for (const auto& [service, ignored] : names) {
    TagChange change{service, FindTag(before, service), FindTag(after, service)};
    if (change.before != change.after) changes.push_back(std::move(change));
  }
  return changes;
}

std::string HistoryPath(const std::string& path) { return path + ".history"; }

}  // namespace deltaplan::planner
