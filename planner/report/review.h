// What `verify` found, as text and JSON. Pure: review in, bytes out.
#ifndef DELTAPLAN_PLANNER_REPORT_REVIEW_H_
#define DELTAPLAN_PLANNER_REPORT_REVIEW_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/model/plan.h"
#include "planner/model/tag_record.h"
#include "planner/report/text_style.h"
#include "tfvars/plan/plan_review.h"

namespace deltaplan::planner {

/// What the Terraform plan was compared with.
struct ReviewSubject {
  std::optional<std::string> environment;
  std::string head_commit;
  std::string head_tag;
};

/// What is found about the plan's head, besides what Terraform's plan shows: it can't be compared,
/// or `revision` names another commit than the planned one.
tfvars::Finding HeadNotCompared();
tfvars::Finding HeadDiffers(std::string_view planned, std::string_view revision,
                            std::string_view commit);
/// No Terraform plan was given for the root module in which `services` are to be rolled.
tfvars::Finding RootMissing(std::string name, const TerraformRoot& root,
                            std::vector<std::string> services);
/// A root module with what it is given, as text.
std::string RootText(const TerraformRoot& root);
/// What a service runs, or what the tag map says of it, is no longer what it was when the plan was
/// made; `again` is the command that plans anew.
tfvars::Finding LiveMoved(const TagChange& change, std::string_view again);
tfvars::Finding LiveUnknownNow(const TagChange& change, std::string_view why,
                               std::string_view again);
tfvars::Finding RolloutFailedSince(const std::string& service, const Rollout& rollout,
                                   std::string_view again);
/// Somebody has told it on the command line.
tfvars::Finding LiveNotCompared(std::string service, std::string_view tag);
tfvars::Finding TagMapMoved(std::string_view file, const TagChange& change, std::string_view again);
tfvars::Finding TagMapUnreadableNow(std::string_view file, std::string_view why);
/// What plans anew, into `directory` where that is known.
std::string PlanAgainCommand(const std::optional<std::string>& environment,
                             const std::optional<std::string>& directory);

/// The configuration at hand allows, or compares, something else than the plan does.
tfvars::Finding ConfigurationDiffers(const TerraformTerms& planned, const TerraformTerms& now);

/// For a terminal: refusals with the attributes that change, notes, drift, a summary line last.
/// More than `kMostOfOneCode` notes of one kind are one entry, refusals never. Verbose: also each
/// note, the changes that are in order, and every attribute that was kept.
std::string ReviewText(const tfvars::PlanReview& review, const ReviewSubject& subject,
                       const TextStyle& style);

/// The published format (docs/schema/review.schema.json), `format_version` 1.0.
std::string ReviewJson(const tfvars::PlanReview& review, const ReviewSubject& subject);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_REVIEW_H_
