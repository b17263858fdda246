// Small files that git keeps beside its objects.
#ifndef DELTAPLAN_PLANNER_ADAPTERS_FILE_TEXT_H_
#define DELTAPLAN_PLANNER_ADAPTERS_FILE_TEXT_H_

#include <string>

namespace deltaplan::planner {

/// The whole file; empty when it can't be read. `open_flags` are added to those of open(2).
std::string FileText(const std::string& path, int open_flags = 0);

/// "/a/b/" and "/a/b" are "/a/b"; the root stays.
std::string WithoutTrailingSlash(std::string path);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_ADAPTERS_FILE_TEXT_H_
