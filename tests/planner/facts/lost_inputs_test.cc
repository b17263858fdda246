#include "planner/facts/lost_inputs.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "tests/planner/facts/project_fixture.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RepoPathOf;

const testing::FakeFilesOfCommit kApiAndWeb{{"services/api/a", "1"}, {"services/web/a", "1"}};

testing::FakeFilesOfCommit With(const std::string& path) {
  testing::FakeFilesOfCommit files = kApiAndWeb;
  files[path] = "1";
  return files;
}

class LostInputsTest : public testing::ProjectTest {
 protected:
  // Of commits with these configurations: api is live at the one that has `lost`, web at the one
  // behind it, which is head.
  PlatformWithPast Found(const std::string& old_config, const std::string& lost,
                         const std::string& new_config) {
    const auto before = Commit(old_config, With(lost));
    const auto after = Commit(new_config, kApiAndWeb);
    const Project& project = Open();
    const std::vector<Baseline> baselines{At(before), At(after)};
    return *WithLostInputs(project, HeadTree(), baselines, LiveAt({{"api", 0}, {"web", 1}}),
                           *ReadPastConfigs(project, HeadTree(), baselines));
  }
  Platform Added(const std::string& old_config, const std::string& lost,
                 const std::string& new_config) {
    return Found(old_config, lost, new_config).all.platform;
  }
  static const Service& Named(const Platform& platform, const std::string& name) {
    return *std::ranges::find(platform.services, name, &Service::name);
  }
};

constexpr const char* kPlainConfig = R"({"version": 1, "services": ["services/*"]})";

TEST_F(LostInputsTest, AnInputThatWentWithItsEntryCountsForWhoWasMadeOfIt) {
  const Platform platform = Added(
      R"({"version": 1, "services": ["services/*", {"name": "api", "inputs": ["proto"]},
                                     {"name": "web", "inputs": ["proto"]}]})",
      "proto/x", kPlainConfig);
  EXPECT_THAT(Named(platform, "api").inputs, ElementsAre(RepoPathOf("proto")));
  EXPECT_THAT(Named(platform, "web").inputs, IsEmpty());
}

TEST_F(LostInputsTest, ABuildInputCountsForWhoIsLiveWhereItWas) {
  const Platform platform =
      Added(R"({"version": 1, "services": ["services/*"], "build_inputs": ["lock"]})", "lock",
            kPlainConfig);
  EXPECT_THAT(platform.lost_build_inputs, ElementsAre(RepoPathOf("lock")));
  EXPECT_THAT(Named(platform, "api").build_inputs, ElementsAre(RepoPathOf("lock")));
  EXPECT_THAT(Named(platform, "web").build_inputs, IsEmpty());
  EXPECT_THAT(platform.build_inputs, IsEmpty());
}

TEST_F(LostInputsTest, APackageComesBackForThoseThatDependedOnIt) {
  const Platform platform =
      Added(R"({"version": 1, "packages": ["packages/ui"], "services": ["services/*"]})",
            "packages/ui/x", kPlainConfig);
  ASSERT_EQ(platform.packages.size(), 1U);
  EXPECT_TRUE(platform.packages.front().is_lost);
  EXPECT_EQ(platform.packages.front().path, RepoPathOf("packages/ui"));
  EXPECT_THAT(Named(platform, "api").packages, ElementsAre(platform.packages.front().name));
  EXPECT_THAT(Named(platform, "web").packages, IsEmpty());
}

TEST_F(LostInputsTest, WhatHeadHasIsNotLost) {
  const Platform platform = Added(
      R"({"version": 1, "services": ["services/*", {"name": "api", "inputs": ["services/web"]}]})",
      "other", kPlainConfig);
  EXPECT_THAT(Named(platform, "api").inputs, IsEmpty());
}

TEST_F(LostInputsTest, AnUnreadableConfigurationNamesNothing) {
  const Platform platform =
      Added(R"({"version": 1, "services": ["services/*"], "build_inputs": ["lock"], "colour": 1})",
            "lock", kPlainConfig);
  EXPECT_THAT(platform.lost_build_inputs, IsEmpty());
}

TEST_F(LostInputsTest, AConfigurationThatCantBeExpandedAnyMoreIsUnreadableInTheAnswer) {
  const PlatformWithPast found =
      Found(R"({"version": 1, "services": ["services/*", {"name": "ghost", "inputs": ["services"]}],
                "build_inputs": ["lock"]})",
            "lock", kPlainConfig);
  EXPECT_THAT(found.all.platform.lost_build_inputs, IsEmpty());
  EXPECT_EQ(found.configs[0]->unreadable, kNotValidToday);
  EXPECT_TRUE(found.configs[1]->IsHeads());
}

}  // namespace
}  // namespace deltaplan::planner
