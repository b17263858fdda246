// A container tool whose answers a test writes down.
#ifndef DELTAPLAN_TESTS_PLANNER_BUILDS_SCRIPTED_TOOL_H_
#define DELTAPLAN_TESTS_PLANNER_BUILDS_SCRIPTED_TOOL_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "planner/builds/retrying_runner.h"
#include "planner/ports/command_runner.h"
#include "planner/ports/interruption.h"
#include "planner/ports/ports.h"
#include "tests/support/fake_ports.h"

namespace deltaplan::testing {

/// Fails as `failures` say, by "STEP LAST-ARGUMENT", one after the other; else it succeeds.
class ScriptedTool : public planner::CommandRunner {
 public:
  std::map<std::string, std::deque<std::string>> failures;
  std::function<void(const std::string& step)> on_run = [](const std::string&) {};
  std::vector<planner::CommandLine> commands;  ///< in the order of their beginnings

  planner::Result<planner::CommandOutput> Run(const planner::CommandLine& command) override {
    const std::string step = command.arguments.at(1) + " " + command.arguments.back();
    std::deque<std::string>* waiting = nullptr;
    {
      const std::lock_guard lock(mutex_);
      commands.push_back(command);
      waiting = &failures[step];
    }
    on_run(step);
    const std::lock_guard lock(mutex_);
    planner::CommandOutput output;
    if (waiting->empty()) return output;
    output.exit_code = 1;
    output.errors = std::move(waiting->front());
    waiting->pop_front();
    return output;
  }

  /// "STEP LAST-ARGUMENT" of each.
  std::vector<std::string> steps() const {
    std::vector<std::string> steps;
    for (const planner::CommandLine& command : commands) {
      steps.push_back(command.arguments.at(1) + " " + command.arguments.back());
    }
    return steps;
  }

 private:
  std::mutex mutex_;
};

class FakeInterruption : public planner::Interruption {
 public:
  bool come = false;
  bool has_come() const override { return come; }
};

/// Tests of what runs the tool, with what it says in `said_`.
class ScriptedToolTest : public ::testing::Test {
 protected:
  planner::RetryingRunner Runner(std::size_t retries) {
    return {ports_, retries, interruption_,
            [this](const std::string& sentence) { said_.push_back(sentence); }};
  }

  FakePorts fakes_;
  ScriptedTool tool_;
  FakeInterruption interruption_;
  std::vector<std::string> said_;

 private:
  const planner::Ports ports_{.files = fakes_.files,
                              .commands = tool_,
                              .open_repository = nullptr,
                              .http = nullptr,
                              .variable = nullptr,
                              .terminal = {},
                              .clock = &fakes_.clock};
};

}  // namespace deltaplan::testing

#endif  // DELTAPLAN_TESTS_PLANNER_BUILDS_SCRIPTED_TOOL_H_
