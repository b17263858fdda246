#include "planner/builds/image_builder.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <thread>
#include <vector>

#include "tests/planner/builds/scripted_tool.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

BuildCall Build(const std::string& name, std::size_t wave) {
  return {.name = name,
          .reference = "r/" + name + ":1",
          .wave = wave,
          .arguments = {"--tag", "r/" + name + ":1", "./" + name}};
}

class ImageBuilderTest : public testing::ScriptedToolTest {
 protected:
  BuiltImages Make(const std::vector<BuildCall>& builds, std::size_t jobs = 1) {
    const RetryingRunner runner = Runner(2);
    const BuilderSettings settings{
        .tool = "tool", .directory = "/files", .logs = "/logs", .jobs = jobs};
    return ImageBuilder(settings, runner, [this](const BuildCall&) { return registry_; })
        .BuildAll(builds);
  }

  static std::vector<std::string> Names(const std::vector<FailedImage>& images) {
    std::vector<std::string> names;
    for (const FailedImage& image : images) names.push_back(image.name + ": " + image.why);
    return names;
  }

  std::optional<bool> registry_;
};

TEST_F(ImageBuilderTest, AnImageIsBuiltOfTheFilesWithALogOfItsOwnAndPushed) {
  const BuiltImages made = Make({Build("web", 0)});
  EXPECT_THAT(made.pushed, ElementsAre("r/web:1"));
  ASSERT_EQ(tool_.commands.size(), 2U);
  EXPECT_THAT(tool_.commands[0].arguments,
              ElementsAre("tool", "build", "--tag", "r/web:1", "./web"));
  EXPECT_THAT(tool_.commands[1].arguments, ElementsAre("tool", "push", "r/web:1"));
  for (const CommandLine& command : tool_.commands) {
    EXPECT_EQ(command.directory, "/files");
    EXPECT_EQ(command.log, "/logs/web.log");
  }
  EXPECT_THAT(said_, ElementsAre("web: builds", "web: pushed r/web:1"));
}

TEST_F(ImageBuilderTest, AWaveBeginsWhenTheOneBeforeHasEnded) {
  Make({Build("base", 0), Build("a", 1), Build("b", 1), Build("top", 2)}, 4);
  const std::vector<std::string> steps = tool_.steps();
  const auto at = [&](const std::string& step) {
    return std::ranges::find(steps, step) - steps.begin();
  };
  EXPECT_LT(at("push r/base:1"), std::min(at("build ./a"), at("build ./b")));
  EXPECT_LT(std::max(at("push r/a:1"), at("push r/b:1")), at("build ./top"));
}

TEST_F(ImageBuilderTest, ImagesOfAWaveAreMadeAtOnceAndAtMostSoMany) {
  std::atomic<int> running = 0;
  std::atomic<int> most = 0;
  tool_.on_run = [&](const std::string& step) {
    if (!step.starts_with("build")) return;
    const int now = ++running;
    for (int before = most; now > before && !most.compare_exchange_weak(before, now);) {
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    --running;
  };
  const BuiltImages made =
      Make({Build("a", 0), Build("b", 0), Build("c", 0), Build("d", 0), Build("e", 0)}, 3);
  EXPECT_THAT(made.pushed, ElementsAre("r/a:1", "r/b:1", "r/c:1", "r/d:1", "r/e:1"));
  EXPECT_EQ(most, 3);
}

TEST_F(ImageBuilderTest, OneThatFailsEndsTheLaterWavesAndNotItsOwn) {
  tool_.failures["build ./a"] = {"line 3: no such instruction\n"};
  const BuiltImages made = Make({Build("a", 0), Build("b", 0), Build("top", 1)});
  EXPECT_THAT(made.pushed, ElementsAre("r/b:1"));
  EXPECT_THAT(Names(made.failed), ElementsAre("a: the build failed"));
  EXPECT_EQ(made.failed[0].last, "line 3: no such instruction\n");
  EXPECT_EQ(made.failed[0].log, "/logs/a.log");
  EXPECT_THAT(made.not_begun, ElementsAre("top"));
}

TEST_F(ImageBuilderTest, ABuildIsTriedAgainOnlyForTheNetworkAPushInDoubt) {
  tool_.failures["build ./a"] = {"connection reset by peer\n"};
  tool_.failures["push r/a:1"] = {"something\n", "something\n"};
  tool_.failures["build ./b"] = {"something\n"};
  const BuiltImages made = Make({Build("a", 0), Build("b", 0)});
  EXPECT_THAT(made.pushed, ElementsAre("r/a:1"));
  EXPECT_THAT(Names(made.failed), ElementsAre("b: the build failed"));
}

TEST_F(ImageBuilderTest, APushWhoseAnswerWasLostIsLookedUp) {
  const std::vector<BuildCall> builds{Build("a", 0)};
  const auto fail = [&](const char* words) { tool_.failures["push r/a:1"] = {words}; };
  // The registry's answer counts, whatever the tool says.
  registry_ = true;
  fail("denied\n");
  EXPECT_THAT(Make(builds).pushed, ElementsAre("r/a:1"));
  EXPECT_THAT(said_,
              ElementsAre("a: builds", "a: the registry has it all the same", "a: pushed r/a:1"));
  registry_ = false;
  fail("the tag is immutable\n");
  EXPECT_THAT(Names(Make(builds).failed), ElementsAre("a: the push failed"));
  // Where it does not answer, a refused overwrite says that the first try has arrived.
  registry_.reset();
  fail("the tag is immutable\n");
  EXPECT_THAT(Make(builds).pushed, ElementsAre("r/a:1"));
  fail("denied\n");
  EXPECT_THAT(Names(Make(builds).failed), ElementsAre("a: the push failed"));
}

// Whatever comes after a build counts on it: the tag map is written, and Terraform rolls.
TEST_F(ImageBuilderTest, APushThatSucceedsAndBringsNothingFails) {
  registry_ = false;
  const BuiltImages made = Make({Build("a", 0), Build("top", 1)});
  EXPECT_THAT(made.pushed, IsEmpty());
  EXPECT_THAT(Names(made.failed),
              ElementsAre("a: the push succeeded, and the registry does not have it"));
  EXPECT_THAT(made.not_begun, ElementsAre("top"));
  registry_ = true;
  EXPECT_THAT(Make({Build("a", 0)}).pushed, ElementsAre("r/a:1"));
}

TEST_F(ImageBuilderTest, NothingBeginsAfterAnInterruption) {
  registry_ = true;
  tool_.failures["build ./a"] = {"timeout\n"};
  tool_.on_run = [this](const std::string&) { interruption_.come = true; };
  const BuiltImages made = Make({Build("a", 0), Build("b", 0), Build("top", 1)});
  EXPECT_THAT(made.pushed, IsEmpty());
  EXPECT_THAT(Names(made.failed), ElementsAre("a: the build was interrupted"));
  EXPECT_THAT(made.not_begun, UnorderedElementsAre("b", "top"));
  EXPECT_THAT(tool_.steps(), ElementsAre("build ./a"));
}

}  // namespace
}  // namespace deltaplan::planner
