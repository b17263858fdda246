// A container tool whose answers a test writes down.
#ifndef DELTAPLAN_TESTS_PLANNER_BUILDS_SCRIPTED_TOOL_H_
#define DELTAPLAN_TESTS_PLANNER_BUILDS_SCRIPTED_TOOL_H_

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "planner/ports/command_runner.h"
#include "planner/ports/interruption.h"

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

}  // namespace deltaplan::testing

#endif  // DELTAPLAN_TESTS_PLANNER_BUILDS_SCRIPTED_TOOL_H_
