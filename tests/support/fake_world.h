// A whole small world for commands: a repository, files, programs, servers and time in memory.
#ifndef DELTAPLAN_TESTS_SUPPORT_FAKE_WORLD_H_
#define DELTAPLAN_TESTS_SUPPORT_FAKE_WORLD_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "planner/ports/ports.h"
#include "tests/support/fake_ports.h"
#include "tests/support/fake_repository.h"

namespace deltaplan::testing {

/// What was asked of the world that changes it, in order: "write /plan/plan.json", "replace PATH",
/// "lock PATH", "remove DIRECTORY", "run docker push r/web:1", "POST https://...". Reads are not in
/// it. Programs may run side by side.
class Journal {
 public:
  void Add(std::string line) {
    const std::lock_guard lock(mutex_);
    lines_.push_back(std::move(line));
  }
  const std::vector<std::string>& lines() const { return lines_; }
  void Clear() { lines_.clear(); }

 private:
  std::mutex mutex_;
  std::vector<std::string> lines_;
};

/// Files that can be written, in directories that need not be made. The program stands in /repo.
class WritableFiles : public FakeFiles {
 public:
  explicit WritableFiles(Journal& journal) : journal_(journal) {}

  std::map<std::string, std::vector<planner::OutputFile>> written;  ///< by directory

  planner::Result<std::vector<planner::FileReplaced>> Replace(
      const std::vector<planner::FileReplacement>& changes) override {
    for (const planner::FileReplacement& change : changes) {
      const auto found = texts.find(change.path);
      const bool is_expected = change.expected
                                   ? found != texts.end() && found->second == *change.expected
                                   : found == texts.end();
      if (!is_expected) return planner::Error{.message = "it moved", .causes = {}, .remedy = {}};
    }
    for (const planner::FileReplacement& change : changes) {
      journal_.Add("replace " + change.path);
      texts[change.path] = change.content;
      if (!change.log.empty()) texts[change.log] += change.line;
    }
    return std::vector<planner::FileReplaced>(changes.size());
  }
  std::optional<std::string> FindUpwards(const std::string&, const std::string& name) override {
    if (name == ".git") return "/repo/.git";
    const std::string path = "/repo/" + name;
    return texts.contains(path) ? std::optional(path) : std::nullopt;
  }
  std::optional<std::string> Canonical(const std::string& path) override {
    return path == "." ? "/repo" : FakeFiles::Canonical(path);
  }
  std::vector<std::string> Directories(const std::string& directory) override {
    std::set<std::string> names;
    for (const auto& [path, text] : texts) {
      const std::size_t slash = path.find('/', directory.size() + 1);
      if (path.starts_with(directory + "/") && slash != std::string::npos) {
        names.insert(path.substr(directory.size() + 1, slash - directory.size() - 1));
      }
    }
    return {names.begin(), names.end()};
  }
  planner::Status WriteAll(const std::string& directory,
                           const std::vector<planner::OutputFile>& files,
                           const std::vector<std::string>& obsolete) override {
    written[directory] = files;
    for (const planner::OutputFile& file : files) {
      journal_.Add("write " + directory + "/" + file.name);
      texts[directory + "/" + file.name] = file.content;
    }
    for (const std::string& name : obsolete) texts.erase(directory + "/" + name);
    return planner::Ok();
  }
  planner::Result<std::shared_ptr<void>> Lock(const std::string& path) override {
    journal_.Add("lock " + path);
    return std::shared_ptr<void>(std::make_shared<int>());
  }
  planner::Status RemoveDirectory(const std::string& directory) override {
    journal_.Add("remove " + directory);
    std::erase_if(texts, [&](const auto& file) { return file.first.starts_with(directory + "/"); });
    return planner::Ok();
  }

 private:
  Journal& journal_;
};

/// A program that does something when it runs. Where none is expected, `act` is empty.
class ActingCommands : public planner::CommandRunner {
 public:
  explicit ActingCommands(Journal& journal) : journal_(journal) {}

  std::function<planner::CommandOutput(const planner::CommandLine&)> act;

  planner::Result<planner::CommandOutput> Run(const planner::CommandLine& command) override {
    std::string line = "run";
    for (const std::string& argument : command.arguments) line += " " + argument;
    journal_.Add(std::move(line));
    return act(command);
  }

 private:
  Journal& journal_;
};

/// Servers that do something when they are asked. Where none is expected, `act` is empty.
class ActingHttp : public planner::HttpClient {
 public:
  explicit ActingHttp(Journal& journal) : journal_(journal) {}

  std::function<planner::HttpResponse(const planner::HttpRequest&)> act;

  std::vector<planner::Result<planner::HttpResponse>> Send(
      const std::vector<planner::HttpRequest>& batch, const planner::HttpLimits&) override {
    std::vector<planner::Result<planner::HttpResponse>> answers;
    for (const planner::HttpRequest& request : batch) {
      journal_.Add(request.method + " " + request.url);
      answers.emplace_back(act(request));
    }
    return answers;
  }

 private:
  Journal& journal_;
};

/// Passes only while somebody sleeps; what goes on in the world meanwhile is `meanwhile`.
class ActingClock : public FakeClock {
 public:
  std::function<void()> meanwhile;

  void Sleep(std::chrono::milliseconds time) override {
    FakeClock::Sleep(time);
    if (meanwhile) meanwhile();
  }
};

/// Nobody interrupts.
class NoInterruption : public planner::Interruption {
 public:
  bool has_come() const override { return false; }
};

struct FakeWorld {
  Journal journal;
  WritableFiles files{journal};
  ActingCommands commands{journal};
  ActingHttp http{journal};
  ActingClock clock;
  FakeObjects objects;
  std::map<std::string, std::string> variables;
  std::vector<std::string> told;
  std::int64_t now = 1'800'000'000;

  planner::Ports ports() {
    return {
        .files = files,
        .commands = commands,
        .open_repository =
            [this](const std::string&) -> planner::Result<std::unique_ptr<planner::GitRepository>> {
          return std::unique_ptr<planner::GitRepository>(std::make_unique<FakeRepository>(objects));
        },
        .http = [this]() -> planner::Result<planner::HttpClient*> { return &http; },
        .variable =
            [this](const std::string& name) {
              const auto found = variables.find(name);
              return found == variables.end() ? std::nullopt : std::optional(found->second);
            },
        .terminal = {},
        .now = [this] { return now; },
        .clock = &clock,
        .tell = [this](const std::string& lines) { told.push_back(lines); },
        .hold_interruptions = [] { return std::make_unique<NoInterruption>(); }};
  }

  /// The configuration of the work tree and of each commit from now on.
  void Configure(const std::string& text) {
    files.texts["/repo/deltaplan.json"] = text;
    objects.config = text;
  }
};

}  // namespace deltaplan::testing

#endif  // DELTAPLAN_TESTS_SUPPORT_FAKE_WORLD_H_
