#include "planner/facts/dead_paths.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "tests/planner/facts/project_fixture.h"

namespace deltaplan::planner {
namespace {

using testing::CodesOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr const char* kTwoServices = R"({"version": 1, "services": ["services/api", "services/web"],
                                    "build_inputs": ["lock"]})";

class DeadPathsTest : public testing::ProjectTest {
 protected:
  DeadPathsTest()
      : whole_(Commit(kTwoServices,
                      {{"services/api/a", "1"}, {"services/web/a", "1"}, {"lock", "1"}})) {}

  graph::ObjectId whole_;
};

TEST_F(DeadPathsTest, WhatHeadHasStays) {
  const Project& project = Open();
  EXPECT_TRUE(CheckNoDeadPaths(*project.Expand(HeadTree()), project));
  const auto living = WithoutDeadServices(LiveAt({{"api", 0}}), {At(whole_)}, project);
  ASSERT_TRUE(living);
  EXPECT_EQ(living->living.services.size(), 2U);
  EXPECT_THAT(living->warnings, IsEmpty());
}

TEST_F(DeadPathsTest, AServiceWhoseDirectoryIsGoneLeavesAndKeepsItsTag) {
  Commit(kTwoServices, {{"services/api/a", "1"}, {"lock", "1"}});
  const Project& project = Open();
  const auto living = WithoutDeadServices(LiveAt({{"api", 0}, {"web", 0}}), {At(whole_)}, project);
  ASSERT_TRUE(living);
  ASSERT_EQ(living->living.platform.services.size(), 1U);
  EXPECT_EQ(living->living.platform.services.front().name, "api");
  EXPECT_EQ(living->living.services.front().live_tag, "api-tag");
  EXPECT_THAT(living->gone_but_live, ElementsAre(Pair("web", "web-tag")));
  EXPECT_THAT(CodesOf(living->warnings), ElementsAre("service_deleted"));
}

TEST_F(DeadPathsTest, APathThatABaselineHasIsAChangeAndOneThatNoneHasAMistake) {
  Commit(kTwoServices, {{"services/api/a", "1"}, {"services/web/a", "1"}});
  const Project& project = Open();
  const auto living = WithoutDeadServices(LiveAt({{"api", 0}}), {At(whole_)}, project);
  ASSERT_TRUE(living);
  EXPECT_THAT(CodesOf(living->warnings), ElementsAre("path_deleted"));
  const auto without = WithoutDeadServices(LiveAt({}), {}, project);
  ASSERT_FALSE(without);
  EXPECT_THAT(without.error().diagnostics, HasSubstr("lock"));
  EXPECT_FALSE(CheckNoDeadPaths(*project.Expand(HeadTree()), project));
}

}  // namespace
}  // namespace deltaplan::planner
