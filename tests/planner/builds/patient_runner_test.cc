#include "planner/builds/patient_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/planner/builds/scripted_tool.h"
#include "tests/support/fake_ports.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class PatientRunnerTest : public ::testing::Test {
 protected:
  CommandOutput Push(std::size_t retries) {
    const Ports ports = {.files = fakes_.files,
                         .commands = tool_,
                         .open_repository = nullptr,
                         .http = nullptr,
                         .variable = nullptr,
                         .terminal = {},
                         .clock = &fakes_.clock};
    const PatientRunner runner(ports, retries, interruption_,
                               [this](const std::string& said) { said_.push_back(said); });
    return *runner.Run({.arguments = {"tool", "push", "r/a:1"}, .directory = {}, .environment = {}},
                       "a", Doubt::kTriesAgain);
  }

  std::chrono::seconds Waited() const {
    return std::chrono::duration_cast<std::chrono::seconds>(fakes_.clock.now.time_since_epoch());
  }

  testing::FakePorts fakes_;
  testing::ScriptedTool tool_;
  testing::FakeInterruption interruption_;
  std::vector<std::string> said_;
};

TEST_F(PatientRunnerTest, TriesAgainWithGrowingPausesAndSaysWhy) {
  tool_.failures["push r/a:1"] = {"noise\nUnexpected \x1B[31mEOF\n", "connection refused\n"};
  EXPECT_EQ(Push(3).exit_code, 0);
  EXPECT_THAT(said_, ElementsAre("a: try 1 of 4 failed, again in 1 s: Unexpected [31mEOF",
                                 "a: try 2 of 4 failed, again in 2 s: connection refused"));
  EXPECT_EQ(Waited().count(), 3);
}

TEST_F(PatientRunnerTest, GivesUpAfterSoManyTriesWithTheLastAnswer) {
  tool_.failures["push r/a:1"] = {"timeout 1\n", "timeout 2\n", "timeout 3\n"};
  const CommandOutput done = Push(1);
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_EQ(done.errors, "timeout 2\n");
  EXPECT_EQ(tool_.commands.size(), 2U);
}

TEST_F(PatientRunnerTest, WhatNoTryMendsIsTriedOnce) {
  tool_.failures["push r/a:1"] = {"denied\n"};
  EXPECT_EQ(Push(5).exit_code, 1);
  EXPECT_EQ(tool_.commands.size(), 1U);
  EXPECT_THAT(said_, IsEmpty());
}

TEST_F(PatientRunnerTest, LongWordsAreCutAtTheirBeginning) {
  tool_.failures["push r/a:1"] = {std::string(200, 'x') + " timeout"};
  Push(1);
  EXPECT_THAT(said_, ElementsAre("a: try 1 of 2 failed, again in 1 s: ..." + std::string(92, 'x') +
                                 " timeout"));
}

TEST_F(PatientRunnerTest, AnInterruptionEndsTriesAndPauses) {
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
