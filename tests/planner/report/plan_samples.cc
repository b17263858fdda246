// Prints the sample plans as one JSON array, for plan_schema_test.py.
#include <iostream>

#include "planner/report/plan_json.h"
#include "tests/planner/report/sample_plans.h"

int main() {
  namespace testing = deltaplan::planner::testing;
  const char* separator = "[\n";
  for (const deltaplan::planner::Plan& plan :
       {testing::SandboxPlan(), testing::SummaryOnlyPlan(), testing::NothingToDeployPlan(),
        testing::EmptyPlan(), testing::PreviewPlan(), testing::OddNamesPlan(),
        testing::LargePlan(3, 2, 5)}) {
    std::cout << separator << deltaplan::planner::PlanJson(plan);
    separator = ",\n";
  }
  std::cout << "]\n";
}
