#include "planner/decide/builds_left.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

BakeTarget Target(const std::string& name, bool is_built) {
  BakeTarget target;
  target.name = name;
  target.reference = "r/" + name + ":1";
  target.is_built = is_built;
  target.context = "services/" + name;
  return target;
}

// base <- runtime <- web; api on its own. The plan builds api and web.
std::vector<BakeTarget> Targets() {
  std::vector<BakeTarget> targets{Target("api", true), Target("base", false),
                                  Target("runtime", false), Target("web", true)};
  targets[2].from = {{"base", "base"}};
  targets[3].from = {{"runtime", "runtime"}};
  return targets;
}

std::vector<std::string> Names(const std::vector<BuildCall>& builds) {
  std::vector<std::string> names;
  for (const BuildCall& build : builds) {
    names.push_back(std::to_string(build.wave) + " " + build.name);
  }
  return names;
}

TEST(BuildsLeft, ComeAfterWhatTheyAreBuiltFrom) {
  EXPECT_THAT(Names(BuildsLeft(Targets(), {}, {})),
              ElementsAre("0 api", "0 base", "1 runtime", "2 web"));
}

TEST(BuildsLeft, AreNotThoseThatTheRegistryHas) {
  EXPECT_THAT(Names(BuildsLeft(Targets(), {"r/api:1", "r/runtime:1"}, {})), ElementsAre("2 web"));
}

TEST(BuildsLeft, NeedNoBaseThatNothingIsBuiltFrom) {
  EXPECT_THAT(Names(BuildsLeft(Targets(), {"r/web:1"}, {})), ElementsAre("0 api"));
  EXPECT_THAT(BuildsLeft(Targets(), {"r/web:1", "r/api:1"}, {}), IsEmpty());
}

TEST(BuildsLeft, SayAllThatTheConfigurationSaysOfTheBuild) {
  BakeTarget web = Target("web", true);
  web.dockerfile = "../Dockerfile";
  web.stage = "release";
  web.args = {{"SERVICE", "a b\n$(c)"}};
  web.from = {{"library/base", "base"}};
  const std::vector<BuildCall> builds =
      BuildsLeft({Target("base", false), web}, {"r/base:1"},
                 {.platforms = {"linux/amd64", "linux/arm64"}, .provenance = false});
  ASSERT_EQ(builds.size(), 1U);
  EXPECT_EQ(builds.front().reference, "r/web:1");
  EXPECT_THAT(
      builds.front().arguments,
      ElementsAre("--tag", "r/web:1", "--platform", "linux/amd64,linux/arm64", "--provenance=false",
                  "--file", "./services/web/../Dockerfile", "--target", "release", "--build-arg",
                  "SERVICE=a b\n$(c)", "--build-context", "library/base=docker-image://r/base:1",
                  "./services/web"));
}

TEST(BuildsLeft, LeaveToTheContainerToolWhatTheConfigurationDoesNotSay) {
  const std::vector<BuildCall> builds = BuildsLeft({Target("web", true)}, {}, {});
  ASSERT_EQ(builds.size(), 1U);
  EXPECT_THAT(builds.front().arguments, ElementsAre("--tag", "r/web:1", "./services/web"));
}

}  // namespace
}  // namespace deltaplan::planner
