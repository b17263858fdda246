#include "planner/report/plan_buildkite.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "tests/planner/report/sample_plans.h"

namespace deltaplan::planner {
namespace {

using Json = nlohmann::json;

Json StepsOf(const Plan& plan, const JobOptions& options = {}) {
  return Json::parse(*PlanBuildkiteSteps(plan, options))["steps"];
}

TEST(PlanBuildkiteSteps, AnImageWaitsForItsBase) {
  const Json steps = StepsOf(testing::SandboxPlan());
  ASSERT_EQ(steps.size(), 3U);
  EXPECT_EQ(steps[2]["key"], "build-clinical-api");
  EXPECT_EQ(steps[2]["depends_on"], Json({"build-node-base"}));
  EXPECT_EQ(steps[0]["depends_on"], Json::array());
  EXPECT_EQ(steps[0]["command"], "ci/build-image");
  EXPECT_EQ(steps[0]["env"]["TAG"], "9f1c2ab");
}

TEST(PlanBuildkiteSteps, NothingToBuildIsAStepThatSaysSo) {
  const Json steps = StepsOf(testing::NothingToDeployPlan());
  ASSERT_EQ(steps.size(), 1U);
  EXPECT_EQ(steps[0]["command"], "echo nothing to build");
}

TEST(PlanBuildkiteSteps, KeysHoldWhatBuildkiteTakesAndStayApart) {
  Plan plan = testing::NothingToDeployPlan();
  for (const char* name : {"a.b", "a_b", "a b", "测试", "a/b:c", "$x", "nothing-to-build"}) {
    plan.images.push_back(testing::ImageNamed(name));
  }
  plan.images.push_back(testing::ImageNamed(std::string(400, 'x') + "1"));
  plan.images.push_back(testing::ImageNamed(std::string(400, 'x') + "2"));
  std::set<std::string> keys;
  for (const Json& step : StepsOf(plan)) {
    const auto key = step["key"].get<std::string>();
    EXPECT_EQ(key.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                    "0123456789_-/:"),
              std::string::npos)
        << key;
    keys.insert(key);
  }
  EXPECT_EQ(keys.size(), plan.images.size());
}

TEST(PlanBuildkiteSteps, MoreThanAnUploadHoldsIsRefusedWithTheWayOut) {
  EXPECT_TRUE(PlanBuildkiteSteps(testing::ImagesPlan(500, 1)).ok());
  const Result<std::string> refused = PlanBuildkiteSteps(testing::ImagesPlan(501, 2));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message,
            "Buildkite takes at most 500 steps of an upload, and these would be 501");
  EXPECT_EQ(refused.error().remedy, "--shards 250 deals the images of each wave out to fewer jobs");
  EXPECT_EQ(StepsOf(testing::ImagesPlan(501, 2), {.shards = 250}).size(), 500U);
}

TEST(PlanBuildkiteSteps, TheWayOutIsANumberThatTheFlagTakes) {
  EXPECT_EQ(PlanBuildkiteSteps(testing::ImagesPlan(501, 1)).error().remedy,
            "--shards 256 deals the images of each wave out to fewer jobs");
  EXPECT_EQ(StepsOf(testing::ImagesPlan(501, 1), {.shards = 256}).size(), 256U);
  // No number of shards makes fewer jobs than there are waves.
  EXPECT_EQ(PlanBuildkiteSteps(testing::ImagesPlan(501, 501)).error().remedy,
            "Deploy fewer at once (--service), or build all in one job with "
            "plan/docker-bake.json: docs/ci.md");
}

TEST(PlanBuildkiteSteps, AShardWaitsForTheShardsOfItsBases) {
  Plan plan = testing::ImagesPlan(4, 2);  // image-0, image-2 in wave 0; the others in wave 1
  plan.images[1].from = {"image-0"};
  plan.images[3].from = {"image-2"};
  const Json steps = StepsOf(plan, {.shards = 1});
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps[1]["depends_on"], Json({"shard-0-0"}));
  EXPECT_EQ(steps[1]["env"]["IMAGES"], R"(["image-1","image-3"])");
}

}  // namespace
}  // namespace deltaplan::planner
