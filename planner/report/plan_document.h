// plan.json, read back: the reader of what plan_json.cc writes.
#ifndef DELTAPLAN_PLANNER_REPORT_PLAN_DOCUMENT_H_
#define DELTAPLAN_PLANNER_REPORT_PLAN_DOCUMENT_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "planner/model/plan.h"
#include "planner/model/result.h"
#include "tfvars/plan/plan_review.h"

namespace deltaplan::planner {

/// What the plan is called in a directory of `--out`.
inline constexpr const char* kPlanFile = "plan.json";

/// What readers of ours want to know of a plan; all of it was checked.
struct PlanDocument {
  std::optional<std::string> environment;
  std::string head_commit;  ///< 40 hexadecimal digits
  std::string head_tag;
  bool to_map = false;                 ///< its tags are those of the tag map
  std::set<std::string> told_live;     ///< services whose live tag --live has told
  bool from_live_file = false;         ///< --live-file has told live tags
  std::optional<TagMapFacts> tag_map;  ///< as it was when the plan was made; nullopt: there is none
  std::vector<TagMapFacts> other_tag_maps;      ///< those of services with another map
  std::optional<std::string> why_no_tags_file;  ///< where tags can't be given as variables
  std::optional<TerraformTerms> terraform;      ///< nullopt: the plan has no environment
  /// Of the files that were written with it, by name; empty where there were none.
  std::map<std::string, std::string> files;
  std::set<std::string> skipped;            ///< services that are to stay as they are
  std::map<std::string, Rollout> rollouts;  ///< of services, as they were told: state and revision
  std::vector<PlannedImage> images;         ///< to be built: name, tag, services and repository
  /// Services, targets, tags, and what `terraform` says of its only root, else of the environment.
  tfvars::Intent intent;
};

/// What of the plan is meant for one of its root modules.
tfvars::Intent IntentFor(const PlanDocument& document, const RootTerms& root);

/// Reads what `PlanJson` wrote. A member that is missing or of another kind than it should be, a
/// later major version of the format, a preview, which has no tags, and a plan that was refused are
/// errors.
Result<PlanDocument> ReadPlanDocument(std::string_view text);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_PLAN_DOCUMENT_H_
