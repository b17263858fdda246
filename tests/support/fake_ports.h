// Ports with preset answers, for tests of live sources.
#ifndef DELTAPLAN_TESTS_SUPPORT_FAKE_PORTS_H_
#define DELTAPLAN_TESTS_SUPPORT_FAKE_PORTS_H_

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "planner/ports/ports.h"

namespace deltaplan::testing {

inline planner::Error NotPreset(const std::string& what) { return {what, {}, {}}; }

/// Files by path; nothing can be written.
class FakeFiles : public planner::Files {
 public:
  std::map<std::string, std::string> texts;

  planner::Result<std::string> Read(const std::string& path) override {
    const auto found = texts.find(path);
    if (found == texts.end()) return NotPreset("cannot open '" + path + "'");
    return found->second;
  }
  planner::Result<std::optional<std::string>> ReadIfExists(const std::string& path) override {
    const auto found = texts.find(path);
    return found == texts.end() ? std::nullopt : std::optional(found->second);
  }
  planner::Status Replace(const std::string& path, const std::optional<std::string>&,
                          const std::string&) override {
    return NotPreset(path);
  }
  std::optional<std::string> FindUpwards(const std::string&, const std::string&) override {
    return std::nullopt;
  }
  std::vector<std::string> Directories(const std::string&) override { return {}; }
  planner::Status WriteAll(const std::string& directory,
                           const std::vector<planner::OutputFile>&) override {
    return NotPreset(directory);
  }
};

/// Gives `output` for every command.
class FakeCommands : public planner::CommandRunner {
 public:
  planner::CommandOutput output;
  std::vector<planner::CommandLine> calls;

  planner::Result<planner::CommandOutput> Run(const planner::CommandLine& command) override {
    calls.push_back(command);
    return output;
  }
};

/// Gives `answers` one after the other, whatever is asked.
class FakeHttp : public planner::HttpClient {
 public:
  std::deque<planner::Result<planner::HttpResponse>> answers;
  std::vector<planner::HttpRequest> requests;
  std::vector<std::size_t> batches;  ///< how many requests each call had

  std::vector<planner::Result<planner::HttpResponse>> Send(
      const std::vector<planner::HttpRequest>& batch, const planner::HttpLimits&) override {
    batches.push_back(batch.size());
    std::vector<planner::Result<planner::HttpResponse>> given;
    for (const planner::HttpRequest& request : batch) {
      requests.push_back(request);
      if (answers.empty()) {
        given.emplace_back(NotPreset("no answer"));
        continue;
      }
      given.push_back(answers.front());
      answers.pop_front();
    }
    return given;
  }

  void Answer(int status, const std::string& body) {
    answers.emplace_back(planner::HttpResponse{.status = status, .headers = {}, .body = body});
  }
};

/// All of them, with the variables of an environment.
class FakePorts {
 public:
  FakeFiles files;
  FakeCommands commands;
  FakeHttp http;
  std::map<std::string, std::string> variables;

  planner::Ports ports() {
    return {.files = files,
            .commands = commands,
            .open_repository = nullptr,
            .http = [this]() -> planner::Result<planner::HttpClient*> { return &http; },
            .variable =
                [this](const std::string& name) {
                  const auto found = variables.find(name);
                  return found == variables.end() ? std::nullopt : std::optional(found->second);
                },
            .terminal = {}};
  }
};

}  // namespace deltaplan::testing

#endif  // DELTAPLAN_TESTS_SUPPORT_FAKE_PORTS_H_
