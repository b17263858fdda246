#include "planner/report/plan_github.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/planner/report/sample_plans.h"

namespace deltaplan::planner {
namespace {

TEST(PlanGithubOutput, ListsWhatDeploys) {
  EXPECT_EQ(PlanGithubOutput(testing::SandboxPlan()),
            R"(deploy=true
count=2
services=["clinical-api","mailer"]
images={"include":[{"image":"clinical-api","tag":"9f1c2ab","wave":1},{"image":"mailer","tag":"9f1c2ab","wave":0},{"image":"node-base","tag":"9f1c2ab","wave":0}]}
matrix={"include":[{"service":"clinical-api","image":"clinical-api","tag":"9f1c2ab","path":"services/clinical-api"},{"service":"mailer","image":"mailer","tag":"9f1c2ab","path":"services/mailer"}]}
)");
}

TEST(PlanGithubOutput, NothingToDeployGivesAnEmptyMatrix) {
  EXPECT_EQ(PlanGithubOutput(testing::NothingToDeployPlan()),
            R"(deploy=false
count=0
services=[]
images={"include":[]}
matrix={"include":[]}
)");
}

TEST(PlanGithubOutput, APreviewHasNoTags) {
  EXPECT_EQ(PlanGithubOutput(testing::PreviewPlan()),
            R"(deploy=true
count=1
services=["api"]
images={"include":[]}
matrix={"include":[{"service":"api","image":"api","tag":null,"path":"services/api"}]}
)");
}

TEST(PlanGithubOutput, NoNameCanBeginALineOfItsOwn) {
  EXPECT_EQ(PlanGithubOutput(testing::OddNamesPlan()),
            R"(deploy=true
count=2
services=["a|b`c <b>@team #1 \\","测试"]
images={"include":[{"image":"a|b`c <b>@team #1 \\","tag":"9f1c2ab","wave":0},{"image":"测试","tag":"9f1c2ab","wave":0}]}
matrix={"include":[{"service":"a|b`c <b>@team #1 \\","image":"a|b`c <b>@team #1 \\","tag":"9f1c2ab","path":"services/\n| x |"},{"service":"测试","image":"测试","tag":"9f1c2ab","path":"服务/测试"}]}
)");
}

TEST(PlanGithubOutput, EveryByteStaysOnItsLine) {
  for (int byte = 0; byte < 256; ++byte) {
    Plan plan = testing::SandboxPlan();
    for (std::string* text :
         {&plan.services[0].name, &plan.services[0].image, &*plan.services[0].path,
          &*plan.services[0].tag, &plan.images[0].name, &plan.images[0].tag}) {
      *text = std::string("x") + static_cast<char>(byte) + "deploy=false";
    }
    const std::string out = PlanGithubOutput(plan);
    EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 5) << byte;
    EXPECT_EQ(out.find('\r'), std::string::npos);
    const std::string matrix = out.substr(out.find("\nmatrix=") + 8);
    EXPECT_FALSE(nlohmann::json::parse(matrix, nullptr, false).is_discarded()) << byte;
  }
}

}  // namespace
}  // namespace deltaplan::planner
