// A plan for the steps of a GitHub Actions job (and of Gitea's).
#ifndef DELTAPLAN_PLANNER_REPORT_PLAN_GITHUB_H_
#define DELTAPLAN_PLANNER_REPORT_PLAN_GITHUB_H_

#include <string>

#include "planner/model/plan.h"
#include "planner/model/result.h"
#include "planner/report/build_jobs.h"

namespace deltaplan::planner {

/// Lines `name=value` for a job's output file: deploy, build, count, services, images,
/// matrix, shards, waves and wave_0 up to the last (docs/ci.md). No registry is in any of them:
/// GitHub drops an output that holds an account's number where that counts as a secret.
///
/// Errors: a matrix of more than 256 jobs without `shards` (above which `images` and `matrix` are
/// left out), and more than 480,000 characters. GitHub runs the first in part and loses the second.
/// Source: docs.github.com, "Actions limits".
Result<std::string> PlanGithubOutput(const Plan& plan, const JobOptions& options = {});

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_PLAN_GITHUB_H_
