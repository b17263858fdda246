// Ports with preset answers, for tests.
#ifndef DELTAPLAN_TESTS_SUPPORT_FAKE_PORTS_H_
#define DELTAPLAN_TESTS_SUPPORT_FAKE_PORTS_H_

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
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
  planner::Result<std::vector<planner::FileReplaced>> Replace(
      const std::vector<planner::FileReplacement>&) override {
    return ReadOnly();
  }
  planner::Result<std::optional<std::string>> FinishReplacement(const std::string&,
                                                                const std::string&) override {
    return std::optional<std::string>();
  }
  std::optional<std::string> FindUpwards(const std::string&, const std::string&) override {
    return std::nullopt;
  }
  std::optional<std::string> Canonical(const std::string& path) override {
    return path.size() > 1 && path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
  }
  std::vector<std::string> Directories(const std::string&) override { return {}; }
  std::vector<std::string> Names(const std::string&) override { return {}; }
  std::optional<std::vector<std::string>> FileNames(const std::string& directory) override {
    std::vector<std::string> names;
    for (const auto& [path, text] : texts) {
      const std::size_t slash = path.rfind('/');
      if (slash != std::string::npos && path.substr(0, slash) == directory) {
        names.push_back(path.substr(slash + 1));
      }
    }
    return names.empty() ? std::nullopt : std::optional(std::move(names));
  }
  planner::Status WriteAll(const std::string&, const std::vector<planner::OutputFile>&,
                           const std::vector<std::string>&) override {
    return ReadOnly();
  }
  planner::Result<std::shared_ptr<void>> Lock(const std::string&) override { return ReadOnly(); }
  planner::Status RemoveDirectory(const std::string&) override { return ReadOnly(); }

 private:
  static planner::Error ReadOnly() { return {.message = "read only", .causes = {}, .remedy = {}}; }
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

/// Gives `answers` one after the other, whatever is asked.
class FakeHttp : public planner::HttpClient {
 public:
  std::deque<planner::HttpResponse> answers;
  std::vector<planner::HttpRequest> requests;
  std::vector<std::size_t> batches;  ///< how many requests each call had

  std::vector<planner::Result<planner::HttpResponse>> Send(
      const std::vector<planner::HttpRequest>& batch, const planner::HttpLimits&) override {
    batches.push_back(batch.size());
    std::vector<planner::Result<planner::HttpResponse>> given;
    for (const planner::HttpRequest& request : batch) {
      requests.push_back(request);
      if (answers.empty()) {
        given.emplace_back(planner::Error{.message = "no answer", .causes = {}, .remedy = {}});
        continue;
      }
      given.emplace_back(std::move(answers.front()));
      answers.pop_front();
    }
    return given;
  }

  void Answer(int status, const std::string& body) {
    answers.push_back({.status = status, .headers = {}, .body = body});
  }
};

/// Passes only while somebody sleeps.
class FakeClock : public planner::WaitingClock {
 public:
  std::chrono::steady_clock::time_point now;
  std::vector<std::chrono::milliseconds> sleeps;

  std::chrono::steady_clock::time_point Now() override { return now; }
  void Sleep(std::chrono::milliseconds time) override {
    sleeps.push_back(time);
    now += time;
  }
};

/// All of them, with the variables of an environment.
struct FakePorts {
  FakeFiles files;
  FakeCommands commands;
  FakeHttp http;
  FakeClock clock;
  std::vector<std::string> told;
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
            .terminal = {},
            .clock = &clock,
            .tell = [this](const std::string& lines) { told.push_back(lines); }};
  }
};

}  // namespace deltaplan::testing

#endif  // DELTAPLAN_TESTS_SUPPORT_FAKE_PORTS_H_
