#include "planner/report/plan_github.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/planner/report/sample_plans.h"

namespace deltaplan::planner {
namespace {

TEST(PlanGithubOutput, ListsWhatDeploys) {
  EXPECT_EQ(*PlanGithubOutput(testing::SandboxPlan()), R"(deploy=true
build=true
count=2
services=["clinical-api","mailer"]
images={"include":[{"image":"clinical-api","tag":"9f1c2ab","wave":1,"services":["clinical-api"],"target":"image_0","context":null,"dockerfile":null},{"image":"mailer","tag":"9f1c2ab","wave":0,"services":["mailer"],"target":"image_1","context":null,"dockerfile":null},{"image":"node-base","tag":"9f1c2ab","wave":0,"services":[],"target":"node-base","context":null,"dockerfile":null}]}
matrix={"include":[{"service":"clinical-api","image":"clinical-api","tag":"9f1c2ab","path":"services/clinical-api"},{"service":"mailer","image":"mailer","tag":"9f1c2ab","path":"services/mailer"}]}
shards={"include":[{"shard":0,"images":["clinical-api"],"targets":["image_0"]},{"shard":1,"images":["mailer"],"targets":["image_1"]},{"shard":2,"images":["node-base"],"targets":["node-base"]}]}
waves=2
wave_0={"include":[{"image":"mailer","tag":"9f1c2ab","wave":0,"services":["mailer"],"target":"image_1","context":null,"dockerfile":null},{"image":"node-base","tag":"9f1c2ab","wave":0,"services":[],"target":"node-base","context":null,"dockerfile":null}]}
wave_1={"include":[{"image":"clinical-api","tag":"9f1c2ab","wave":1,"services":["clinical-api"],"target":"image_0","context":null,"dockerfile":null}]}
)");
}

TEST(PlanGithubOutput, NothingToDeployGivesAnEmptyMatrix) {
  EXPECT_EQ(*PlanGithubOutput(testing::NothingToDeployPlan()),
            R"(deploy=false
build=false
count=0
services=[]
images={"include":[]}
matrix={"include":[]}
shards={"include":[]}
waves=0
)");
}

TEST(PlanGithubOutput, APreviewHasNoTags) {
  EXPECT_EQ(*PlanGithubOutput(testing::PreviewPlan()),
            R"(deploy=true
build=false
count=1
services=["api"]
images={"include":[]}
matrix={"include":[{"service":"api","image":"api","tag":null,"path":"services/api"}]}
shards={"include":[]}
waves=0
)");
}

TEST(PlanGithubOutput, NoNameCanBeginALineOfItsOwn) {
  EXPECT_EQ(*PlanGithubOutput(testing::OddNamesPlan()),
            R"(deploy=true
build=true
count=2
services=["a|b`c <b>@team #1 \\","测试"]
images={"include":[{"image":"a|b`c <b>@team #1 \\","tag":"9f1c2ab","wave":0,"services":["a|b`c <b>@team #1 \\"],"target":"image_0","context":null,"dockerfile":null},{"image":"测试","tag":"9f1c2ab","wave":0,"services":["测试"],"target":"image_1","context":null,"dockerfile":null}]}
matrix={"include":[{"service":"a|b`c <b>@team #1 \\","image":"a|b`c <b>@team #1 \\","tag":"9f1c2ab","path":"services/\n| x |"},{"service":"测试","image":"测试","tag":"9f1c2ab","path":"服务/测试"}]}
shards={"include":[{"shard":0,"images":["a|b`c <b>@team #1 \\"],"targets":["image_0"]},{"shard":1,"images":["测试"],"targets":["image_1"]}]}
waves=1
wave_0={"include":[{"image":"a|b`c <b>@team #1 \\","tag":"9f1c2ab","wave":0,"services":["a|b`c <b>@team #1 \\"],"target":"image_0","context":null,"dockerfile":null},{"image":"测试","tag":"9f1c2ab","wave":0,"services":["测试"],"target":"image_1","context":null,"dockerfile":null}]}
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
    const std::string out = *PlanGithubOutput(plan);
    EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 10) << byte;
    EXPECT_EQ(out.find('\r'), std::string::npos);
    const std::size_t begin = out.find("\nmatrix=") + 8;
    const std::string matrix = out.substr(begin, out.find('\n', begin) - begin);
    EXPECT_FALSE(nlohmann::json::parse(matrix, nullptr, false).is_discarded()) << byte;
  }
}

/// The value of an output; "<none>" where there is none.
std::string Value(const std::string& out, const std::string& name) {
  const std::size_t begin = ("\n" + out).find("\n" + name + "=");
  if (begin == std::string::npos) return "<none>";
  const std::size_t value = begin + name.size() + 1;
  return out.substr(value, out.find('\n', value) - value);
}

std::size_t JobsIn(const std::string& matrix) {
  return nlohmann::json::parse(matrix)["include"].size();
}

TEST(PlanGithubOutput, RestartsDeployWithoutABuild) {
  Plan plan = testing::LargePlan(3, 2, 1);
  plan.images.clear();
  for (PlannedService& service : plan.services) service.restarts = true;
  const std::string out = *PlanGithubOutput(plan);
  EXPECT_EQ(Value(out, "deploy"), "true");
  EXPECT_EQ(Value(out, "build"), "false");
  EXPECT_EQ(Value(out, "matrix"), R"({"include":[]})");
}

TEST(PlanGithubOutput, AMatrixHoldsAtMost256Jobs) {
  const std::string out = *PlanGithubOutput(testing::ImagesPlan(256, 1));
  EXPECT_EQ(JobsIn(Value(out, "images")), 256U);
  EXPECT_EQ(JobsIn(Value(out, "shards")), 256U);
  const Result<std::string> refused = PlanGithubOutput(testing::ImagesPlan(257, 2));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message,
            "GitHub runs at most 256 jobs of a matrix, and there are 0 services and 257 images to "
            "build");
}

TEST(PlanGithubOutput, ShardsHoldMoreImagesThanJobs) {
  const std::string out = *PlanGithubOutput(testing::ImagesPlan(500, 2), {.shards = 20});
  EXPECT_EQ(JobsIn(Value(out, "shards")), 20U);
  EXPECT_EQ(JobsIn(Value(out, "wave_0")), 20U);
  EXPECT_EQ(JobsIn(Value(out, "wave_1")), 20U);
  EXPECT_EQ(Value(out, "wave_2"), "<none>");
  // A matrix of 500 jobs would run in part: it is lost, and fromJSON fails.
  EXPECT_EQ(Value(out, "images"), "<none>");
  EXPECT_EQ(Value(out, "matrix"), "<none>");
}

TEST(PlanGithubOutput, MoreThanAJobMaySayIsRefused) {
  Plan plan = testing::ImagesPlan(3000, 1);
  for (PlannedImage& image : plan.images) image.name.append(60, 'x');
  EXPECT_FALSE(PlanGithubOutput(plan, {.shards = 20}).ok());
  plan.images.resize(1500);
  EXPECT_TRUE(PlanGithubOutput(plan, {.shards = 20}).ok());
}

TEST(PlanGithubOutput, WhatTheRefusalNamesCuresIt) {
  Plan plan = testing::ImagesPlan(256, 1);
  for (PlannedImage& image : plan.images) image.services.assign(40, std::string(60, 'x'));
  const Result<std::string> refused = PlanGithubOutput(plan);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().remedy,
            "--shards 20 lists names only, or let jobs read plan/plan.json from an artifact: "
            "docs/ci.md");
  const Result<std::string> cured = PlanGithubOutput(plan, {.shards = 20});
  ASSERT_TRUE(cured.ok());
  EXPECT_EQ(JobsIn(Value(*cured, "shards")), 20U);
  EXPECT_EQ(Value(*cured, "images"), "<none>");
  EXPECT_EQ(Value(*cured, "matrix"), "<none>");

  for (PlannedImage& image : plan.images) image.name.append(2'000, 'x');
  EXPECT_EQ(PlanGithubOutput(plan).error().remedy,
            "Deploy fewer at once (--service), or let jobs read plan/plan.json from an artifact: "
            "docs/ci.md");
}

// GitHub drops outputs that hold what it takes for a secret, such as an account's number.
TEST(PlanGithubOutput, NoRegistryIsInIt) {
  Plan plan = testing::SandboxPlan();
  for (PlannedImage& image : plan.images) image.repository = "123456789012.dkr.ecr.example.com/x";
  BakeTarget target;
  target.name = "image_0";
  target.reference = "123456789012.dkr.ecr.example.com/x:1";
  plan.bake_targets.push_back(target);
  EXPECT_EQ(PlanGithubOutput(plan)->find("123456789012"), std::string::npos);
}

}  // namespace
}  // namespace deltaplan::planner
