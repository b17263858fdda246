#include "planner/facts/builds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "tests/planner/facts/project_fixture.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

const testing::FakeFilesOfCommit kBuiltFiles{
    {"services/api/a", "1"}, {"services/web/a", "1"}, {"Dockerfile", "FROM scratch"}};

std::string WithBuild(const std::string& more) {
  return R"({"version": 1, "services": ["services/*"])" + more + "}";
}

class CompareBuildsTest : public testing::ProjectTest {
 protected:
  // Of one baseline, at the present head.
  ComparedBuilds Compare(const graph::ObjectId& commit) {
    const Project& project = Open();
    const std::vector<Baseline> baselines{At(commit)};
    const Platform platform = *project.Expand(HeadTree());
    const auto configs = ReadPastConfigs(project, HeadTree(), baselines);
    auto compared = CompareBuilds(project, platform, baselines, *configs);
    EXPECT_TRUE(compared);
    return compared ? *std::move(compared) : ComparedBuilds();
  }
  BuildDifferences Differences(const std::string& before, const std::string& now) {
    const auto commit = Commit(before, kBuiltFiles);
    Commit(now, kBuiltFiles);
    const ComparedBuilds compared = Compare(commit);
    EXPECT_THAT(compared.without_configuration, IsEmpty());
    return compared.differences.at(0);
  }
};

TEST_F(CompareBuildsTest, TheSameConfigurationDiffersInNothing) {
  const BuildDifferences differences = Differences(WithBuild(""), WithBuild(""));
  EXPECT_THAT(differences.images, IsEmpty());
  EXPECT_THAT(differences.renamed, IsEmpty());
  EXPECT_FALSE(differences.unreadable);
}

TEST_F(CompareBuildsTest, WhatIsSaidOfABuildIsComparedForEachImage) {
  const std::string build = R"(, "build": {"context": ".", "dockerfile": "Dockerfile"})";
  const std::string other =
      R"(, "build": {"context": ".", "dockerfile": "Dockerfile", "args": {"A": "1"}})";
  EXPECT_THAT(Differences(WithBuild(build), WithBuild(other)).images,
              ElementsAre(Pair("api", ElementsAre("args.A")), Pair("web", ElementsAre("args.A"))));
}

TEST_F(CompareBuildsTest, AServiceThatRanAnotherImageIsTold) {
  const std::string now =
      R"({"version": 1, "services": ["services/*", {"name": "web", "image": "site"}]})";
  EXPECT_THAT(Differences(WithBuild(""), now).renamed, ElementsAre(Pair("web", "web")));
}

TEST_F(CompareBuildsTest, AServiceThatWasBuiltElsewhereIsAnotherBuild) {
  const std::string before =
      R"({"version": 1, "services": ["services/api", {"name": "web", "external": true}]})";
  EXPECT_THAT(Differences(before, WithBuild("")).images,
              ElementsAre(Pair("web", ElementsAre("external"))));
}

TEST_F(CompareBuildsTest, OtherPlatformsAreAnotherBuildOfEveryImage) {
  const auto environment = [](const char* platform) {
    return WithBuild(R"(, "environments": {"prod": {"image_tags": {"file": "t.auto.tfvars.json"},
                       "live": [{"from": "image_tags"}], "deploy": {"platform": ")" +
                     std::string(platform) + "\"}}}");
  };
  EXPECT_THAT(
      Differences(environment("linux/amd64"), environment("linux/arm64")).images,
      ElementsAre(Pair("api", ElementsAre("platform")), Pair("web", ElementsAre("platform"))));
}

TEST_F(CompareBuildsTest, AnUnreadableConfigurationIsADifferenceAndAMissingOneIsToldOf) {
  EXPECT_EQ(Differences(WithBuild(R"(, "colour": 1)"), WithBuild("")).unreadable, kNotValidToday);
  world_.objects.config.reset();
  const auto none = world_.objects.Commit(kBuiltFiles);
  Commit(WithBuild(""), kBuiltFiles);
  const ComparedBuilds compared = Compare(none);
  EXPECT_THAT(compared.without_configuration, ElementsAre(none));
  EXPECT_THAT(compared.differences.at(0).images, IsEmpty());
}

}  // namespace
}  // namespace deltaplan::planner
