// A plan as a child pipeline of GitLab.
#ifndef DELTAPLAN_PLANNER_REPORT_PLAN_GITLAB_H_
#define DELTAPLAN_PLANNER_REPORT_PLAN_GITLAB_H_

#include <string>

#include "planner/model/plan.h"
#include "planner/report/build_jobs.h"

namespace deltaplan::planner {

/// The pipeline as JSON, which GitLab reads as the YAML that it is: a job for each image, or shard,
/// that extends the template; a stage for each wave. With nothing to build one job that says so,
/// because a pipeline without a job fails. Source: docs.gitlab.com, "CI/CD YAML syntax" and
/// "Downstream pipelines".
///
/// - Names begin with "build: ", so none is a keyword (`cache`, `image`, `true`) or hides its job
///   (`.x`), and are at most 255 bytes, above which GitLab drops the pipeline without a word.
/// - Values of variables are not expanded: a `$` stays one.
std::string PlanGitlabPipeline(const Plan& plan, const JobOptions& options = {});

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_PLAN_GITLAB_H_
