#include "planner/builds/retrying_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/planner/builds/scripted_tool.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RetryingRunnerTest : public testing::ScriptedToolTest {
 protected:
  CommandOutput Push(std::size_t retries) {
    const RetryingRunner runner = Runner(retries);
    return *runner.Run({.arguments = {"tool", "push", "r/a:1"}, .directory = {}, .environment = {}},
                       "a", Doubt::kTriesAgain);
  }

  std::chrono::seconds Waited() const {
    return std::chrono::duration_cast<std::chrono::seconds>(fakes_.clock.now.time_since_epoch());
  }
};

TEST_F(RetryingRunnerTest, TriesAgainWithGrowingPausesAndSaysWhy) {
  tool_.failures["push r/a:1"] = {"noise\nUnexpected \x1B[31mEOF\n", "connection refused\n"};
  EXPECT_EQ(Push(3).exit_code, 0);
  EXPECT_THAT(said_, ElementsAre("a: try 1 of 4 failed, again in 1 s: Unexpected [31mEOF",
                                 "a: try 2 of 4 failed, again in 2 s: connection refused"));
  EXPECT_EQ(Waited().count(), 3);
}

TEST_F(RetryingRunnerTest, GivesUpAfterSoManyTriesWithTheLastAnswer) {
  tool_.failures["push r/a:1"] = {"timeout 1\n", "timeout 2\n", "timeout 3\n"};
  const CommandOutput done = Push(1);
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_EQ(done.errors, "timeout 2\n");
  EXPECT_EQ(tool_.commands.size(), 2U);
}

TEST_F(RetryingRunnerTest, WhatNoTryMendsIsTriedOnce) {
  tool_.failures["push r/a:1"] = {"denied\n"};
  EXPECT_EQ(Push(5).exit_code, 1);
  EXPECT_EQ(tool_.commands.size(), 1U);
  EXPECT_THAT(said_, IsEmpty());
}

TEST_F(RetryingRunnerTest, LongWordsAreCutAtTheirBeginning) {
  tool_.failures["push r/a:1"] = {std::string(200, 'x') + " timeout"};
  Push(1);
  EXPECT_THAT(said_, ElementsAre("a: try 1 of 2 failed, again in 1 s: ..." + std::string(92, 'x') +
                                 " timeout"));
}

TEST_F(RetryingRunnerTest, AnInterruptionEndsTriesAndPauses) {
  tool_.failures["push r/a:1"] = {"timeout\n", "timeout\n"};
  tool_.on_run = [this](const std::string&) { interruption_.come = true; };
  EXPECT_NE(Push(5).exit_code, 0);
  EXPECT_EQ(tool_.commands.size(), 1U);
  EXPECT_EQ(Waited().count(), 0);
  // Nothing begins after it.
  EXPECT_EQ(Push(5).exit_code, 130);
  EXPECT_EQ(tool_.commands.size(), 1U);
}

}  // namespace
}  // namespace deltaplan::planner
