// Ports with preset answers, for tests.
#ifndef DELTAPLAN_TESTS_SUPPORT_FAKE_PORTS_H_
#define DELTAPLAN_TESTS_SUPPORT_FAKE_PORTS_H_

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "planner/ports/ports.h"

namespace deltaplan::testing {

/// Files by their path; nothing can be written.
class FakeFiles : public planner::Files {
 public:
  std::map<std::string, std::string> texts;

  planner::Result<std::string> Read(const std::string& path) override {
    const auto found = texts.find(path);
    if (found != texts.end()) return found->second;
    return planner::Error{.message = "cannot read '" + path + "'",
                          .causes = {"No such file or directory"},
                          .remedy = {}};
  }
  planner::Result<std::optional<std::string>> ReadIfExists(const std::string& path) override {
    const auto found = texts.find(path);
    return found == texts.end() ? std::optional<std::string>() : std::optional(found->second);
  }
  planner::Status Replace(const std::string&, const std::optional<std::string>&,
                          const std::string&) override {
    return ReadOnly();
  }
  planner::Status Append(const std::string&, const std::string&) override { return ReadOnly(); }
  std::optional<std::string> FindUpwards(const std::string&, const std::string&) override {
    return std::nullopt;
  }
  std::vector<std::string> Directories(const std::string&) override { return {}; }
  planner::Status WriteAll(const std::string&, const std::vector<planner::OutputFile>&) override {
    return ReadOnly();
  }

 private:
  static planner::Status ReadOnly() {
    return planner::Error{.message = "read only", .causes = {}, .remedy = {}};
  }
};

/// One answer for every command; keeps what was run.
class FakeCommands : public planner::CommandRunner {
 public:
  planner::CommandOutput answer;
  std::vector<planner::CommandLine> commands_run;

  planner::Result<planner::CommandOutput> Run(const planner::CommandLine& command) override {
    commands_run.push_back(command);
    return answer;
  }
};

}  // namespace deltaplan::testing

#endif  // DELTAPLAN_TESTS_SUPPORT_FAKE_PORTS_H_
