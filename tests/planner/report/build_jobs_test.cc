#include "planner/report/build_jobs.h"

#include <gtest/gtest.h>
#include <string>

#include "tests/planner/report/sample_plans.h"

namespace deltaplan::planner {
namespace {

TEST(Shards, HoldEveryImageOnceAndDifferByOne) {
  for (const std::size_t count : {0U, 1U, 2U, 7U, 256U, 500U}) {
    const Plan plan = testing::ImagesPlan(count, 1);
    const ImagesOfJob images = ImagesOf(plan, std::nullopt);
    for (const std::size_t most : {1U, 3U, 256U, 1000U}) {
      ImagesOfJob dealt;
      for (const ImagesOfJob& shard : Shards(images, most)) {
        EXPECT_GE(shard.size(), count / most) << count << " on " << most;
        EXPECT_LE(shard.size(), count / most + 1);
        EXPECT_FALSE(shard.empty());
        dealt.insert(dealt.end(), shard.begin(), shard.end());
      }
      EXPECT_EQ(dealt, images);
    }
  }
}

TEST(JobVariables, TellHowTheConfigurationBuildsTheImage) {
  Plan plan = testing::ImagesPlan(1, 1);
  plan.bake_targets.push_back({.name = plan.images[0].bake_target,
                               .reference = "x:1",
                               .context = "services/a",
                               .dockerfile = "infra/Dockerfile",
                               .stage = {},
                               .args = {},
                               .from = {}});
  using Variables = std::vector<std::pair<std::string, std::string>>;
  const ImagesOfJob images = ImagesOf(plan, std::nullopt);
  EXPECT_EQ(JobVariables(plan, images, false), (Variables{{"IMAGE", "image-0"},
                                                          {"TAG", "9f1c2ab"},
                                                          {"BAKE_TARGET", "image-0"},
                                                          {"SERVICES", "[]"},
                                                          {"CONTEXT", "services/a"},
                                                          {"DOCKERFILE", "infra/Dockerfile"}}));
  EXPECT_EQ(JobVariables(plan, images, true),
            (Variables{{"IMAGES", R"(["image-0"])"}, {"BAKE_TARGETS", R"(["image-0"])"}}));
}

TEST(ShortName, CutsBetweenCharacters) {
  EXPECT_EQ(ShortName("short", 5), "short");
  const std::string cut = ShortName("测试测试测试测试", 20);
  EXPECT_EQ(cut.substr(0, 10), "测试测-");
  EXPECT_EQ(cut.size(), 18U);
}

}  // namespace
}  // namespace deltaplan::planner
