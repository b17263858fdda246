// Plans made by hand, one for each thing that a format must get right.
#ifndef DELTAPLAN_TESTS_PLANNER_REPORT_SAMPLE_PLANS_H_
#define DELTAPLAN_TESTS_PLANNER_REPORT_SAMPLE_PLANS_H_

#include <cstddef>
#include <string>

#include "planner/model/input_map.h"
#include "planner/model/plan.h"

namespace deltaplan::planner::testing {

/// Five services: changed, never deployed, same, unchanged, held. Two warnings.
Plan SandboxPlan();
/// The same as under --summary-only: decisions and inputs, no file lists.
Plan SummaryOnlyPlan();
/// Three services that nothing makes deploy.
Plan NothingToDeployPlan();
/// No service at all, no environment.
Plan EmptyPlan();
/// `deltaplan preview --base main --working-tree`.
Plan PreviewPlan();
/// Names, paths, tags and messages that try to break every format.
Plan OddNamesPlan();
/// `services` of them, the first `deploying` with one reason and `files` files, from one list.
Plan LargePlan(std::size_t services, std::size_t deploying, std::size_t files);
/// No service, and `count` images: image-0 of wave 0, image-1 of the next, and around again.
Plan ImagesPlan(std::size_t count, std::size_t waves);
PlannedImage ImageNamed(const std::string& name);
/// The graph of `SandboxPlan`: package.json, packages/events, packages/auth-client, which needs it,
/// and five services; clinical-api depends on auth-client.
InputMap SampleInputs();
/// One of names that try to break every format.
InputMap OddInputs();
/// `services` services, each of which depends on `packages` packages.
InputMap LargeInputs(std::size_t services, std::size_t packages);

}  // namespace deltaplan::planner::testing

#endif  // DELTAPLAN_TESTS_PLANNER_REPORT_SAMPLE_PLANS_H_
