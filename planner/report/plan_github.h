// A plan for the steps of a GitHub Actions job.
#ifndef DELTAPLAN_PLANNER_REPORT_PLAN_GITHUB_H_
#define DELTAPLAN_PLANNER_REPORT_PLAN_GITHUB_H_

#include <string>

#include "planner/model/plan.h"

namespace deltaplan::planner {

/// Lines `name=value` for a job's output file: deploy, count, services, matrix.
std::string PlanGithubOutput(const Plan& plan);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_PLAN_GITHUB_H_
