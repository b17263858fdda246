// A plan as steps that a Buildkite job uploads.
#ifndef DELTAPLAN_PLANNER_REPORT_PLAN_BUILDKITE_H_
#define DELTAPLAN_PLANNER_REPORT_PLAN_BUILDKITE_H_

#include <string>

#include "planner/model/plan.h"
#include "planner/model/result.h"
#include "planner/report/build_jobs.h"

namespace deltaplan::planner {

/// `{"steps": [...]}` for `buildkite-agent pipeline upload --no-interpolation`: a step for each
/// image, or shard, which depends on those of its base images; with nothing to build one step that
/// says so. Each has a key made of its name, so that a second upload of the same steps fails
/// instead of building twice. Source: buildkite.com/docs/agent/cli/reference/pipeline.
///
/// Errors: more than 500 steps, which Buildkite rejects as a whole.
Result<std::string> PlanBuildkiteSteps(const Plan& plan, const JobOptions& options = {});

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_PLAN_BUILDKITE_H_
