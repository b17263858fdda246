// What `deltaplan release` prints.
#ifndef DELTAPLAN_PLANNER_REPORT_RELEASE_REPORT_H_
#define DELTAPLAN_PLANNER_REPORT_RELEASE_REPORT_H_

#include <optional>
#include <string>
#include <vector>

#include "planner/model/release_facts.h"
#include "planner/report/text_style.h"

namespace deltaplan::planner {

/// A line for each service and health address, then what that means, with the way back where it is
/// not well.
std::string ReleaseText(const ReleaseReport& report, const TextStyle& style);
/// docs/schema/release.schema.json.
std::string ReleaseJson(const ReleaseReport& report);

/// What a release is of: how the documents of its steps begin.
struct ReleaseHead {
  std::string environment;
  std::string commit;
};
/// Who asks, where that was found out. `identity`: nullopt where nobody was asked.
std::string ReleaseCheckText(const ReleaseHead& head, const std::optional<AwsIdentity>& identity);
/// docs/schema/release_check.schema.json.
std::string ReleaseCheckJson(const ReleaseHead& head, const std::optional<AwsIdentity>& identity);
/// What was pushed; empty where nothing was.
std::string ReleaseBuildText(const BuiltImages& made);
/// What has failed, with the last lines of each, as an error; empty where nothing has.
std::string ReleaseBuildMessages(const BuiltImages& made);
/// docs/schema/release_build.schema.json.
std::string ReleaseBuildJson(const ReleaseHead& head, const std::vector<ImageProgress>& images);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_RELEASE_REPORT_H_
