#include "planner/report/plan_gitlab.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "tests/planner/report/sample_plans.h"

namespace deltaplan::planner {
namespace {

using Json = nlohmann::json;

Json PipelineOf(const Plan& plan, const JobOptions& options = {}) {
  return Json::parse(PlanGitlabPipeline(plan, options));
}

std::set<std::string> JobsOf(const Json& pipeline) {
  std::set<std::string> names;
  for (const auto& [name, value] : pipeline.items()) {
    if (name != "workflow" && name != "include" && name != "stages") names.insert(name);
  }
  return names;
}

TEST(PlanGitlabPipeline, BuildsEachImageInTheStageOfItsWave) {
  const Json pipeline = PipelineOf(testing::SandboxPlan());
  EXPECT_EQ(pipeline["stages"], Json({"wave 0", "wave 1"}));
  EXPECT_EQ(JobsOf(pipeline),
            (std::set<std::string>{"build: clinical-api", "build: mailer", "build: node-base"}));
  EXPECT_EQ(pipeline["build: clinical-api"]["stage"], "wave 1");
  EXPECT_EQ(pipeline["build: node-base"]["stage"], "wave 0");
  EXPECT_EQ(pipeline["build: mailer"]["extends"], ".deltaplan-build");
  EXPECT_EQ(pipeline["include"], Json::parse(R"([{"local": "ci/deltaplan.yml"}])"));
}

TEST(PlanGitlabPipeline, NothingToBuildIsAJobThatSaysSo) {
  for (const Plan& plan : {testing::NothingToDeployPlan(), testing::EmptyPlan()}) {
    const Json pipeline = PipelineOf(plan);
    EXPECT_EQ(JobsOf(pipeline), std::set<std::string>{"nothing to build"});
    EXPECT_EQ(pipeline["nothing to build"]["stage"], pipeline["stages"][0]);
    EXPECT_EQ(pipeline["nothing to build"]["script"], Json({"echo nothing to build"}));
  }
}

// docs.gitlab.com, "CI/CD YAML syntax reference": names that a job can't have, and a dot hides one.
TEST(PlanGitlabPipeline, NoNameOfAnImageIsAKeywordOrHidden) {
  Plan plan = testing::NothingToDeployPlan();
  for (const char* name :
       {"image",   "services", "stages",  "before_script", "after_script", "variables",
        "cache",   "include",  "true",    "false",         "nil",          "pages",
        "default", "workflow", ".hidden", "*alias",        "&anchor",      "- x",
        "{",       ""}) {
    plan.images.push_back(testing::ImageNamed(name));
  }
  const std::set<std::string> jobs = JobsOf(PipelineOf(plan));
  EXPECT_EQ(jobs.size(), plan.images.size());
  for (const std::string& job : jobs) EXPECT_EQ(job.find("build: "), 0U) << job;
}

TEST(PlanGitlabPipeline, LongNamesStayApartAndShortEnough) {
  Plan plan = testing::NothingToDeployPlan();
  plan.images = {testing::ImageNamed(std::string(300, 'x') + "a"),
                 testing::ImageNamed(std::string(300, 'x') + "b")};
  const std::set<std::string> jobs = JobsOf(PipelineOf(plan));
  EXPECT_EQ(jobs.size(), 2U);
  for (const std::string& job : jobs) EXPECT_LE(job.size(), 255U);
}

TEST(PlanGitlabPipeline, ValuesAreNotExpanded) {
  Plan plan = testing::NothingToDeployPlan();
  plan.images = {testing::ImageNamed("a$CI_JOB_TOKEN")};
  const Json variables = PipelineOf(plan)["build: a$CI_JOB_TOKEN"]["variables"];
  EXPECT_EQ(variables["IMAGE"], Json::parse(R"({"value": "a$CI_JOB_TOKEN", "expand": false})"));
  EXPECT_EQ(variables["TAG"], "9f1c2ab");
}

TEST(PlanGitlabPipeline, ShardsAreJobsOfAWave) {
  const Json pipeline = PipelineOf(testing::ImagesPlan(500, 2), {.shards = 3});
  EXPECT_EQ(JobsOf(pipeline),
            (std::set<std::string>{"build: wave 0 shard 0", "build: wave 0 shard 1",
                                   "build: wave 0 shard 2", "build: wave 1 shard 0",
                                   "build: wave 1 shard 1", "build: wave 1 shard 2"}));
  std::size_t images = 0;
  for (const std::string& job : JobsOf(pipeline)) {
    images += Json::parse(pipeline[job]["variables"]["IMAGES"].get<std::string>()).size();
  }
  EXPECT_EQ(images, 500U);
}

}  // namespace
}  // namespace deltaplan::planner
