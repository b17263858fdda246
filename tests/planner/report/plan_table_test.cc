#include "planner/report/plan_table.h"

#include <gtest/gtest.h>
#include <string>

#include "tests/planner/report/sample_plans.h"

namespace deltaplan::planner {
namespace {

TEST(PlanNames, AreThoseThatDeployOneOnEachLine) {
  EXPECT_EQ(*PlanNames(testing::SandboxPlan()), "clinical-api\nmailer\n");
  EXPECT_EQ(*PlanNames(testing::NothingToDeployPlan()), "");
}

TEST(PlanNames, RefuseANameThatIsNoLine) {
  Plan plan = testing::SandboxPlan();
  plan.services.front().name = "new\nline";
  EXPECT_FALSE(PlanNames(plan));
  plan.services.front().name = "esc\033[31m";
  EXPECT_FALSE(PlanNames(plan));
  plan.services.front().name = "caf\xc3\xa9 \"x\"";
  EXPECT_TRUE(PlanNames(plan));
}

TEST(PlanTsv, HasAHeaderAndALineForEachService) {
  EXPECT_EQ(PlanTsv(testing::SandboxPlan()),
            "service\tdecision\tlive\ttag\treasons\n"
            "clinical-api\tdeploy\t1a2b3c4\t9f1c2ab\tservice_changed,package_changed,"
            "build_input_changed,base_image_changed\n"
            "gateway\tskip\t9f1c2ab\t9f1c2ab\tunchanged\n"
            "ledger\tskip\t1a2b3c4\t1a2b3c4\theld,service_changed\n"
            "mailer\tdeploy\t\t9f1c2ab\tnever_deployed\n"
            "web\tskip\t77aa001\t77aa001\tunchanged\n");
}

TEST(PlanTsv, OddNamesStayInTheirField) {
  Plan plan = testing::SandboxPlan();
  plan.services.front().name = "a\tb\nc";
  EXPECT_TRUE(PlanTsv(plan).find("\n\"a\\tb\\nc\"\tdeploy\t") != std::string::npos);
}

}  // namespace
}  // namespace deltaplan::planner
