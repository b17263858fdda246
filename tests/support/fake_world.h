// A whole small world for commands: a repository, files and programs in memory.
#ifndef DELTAPLAN_TESTS_SUPPORT_FAKE_WORLD_H_
#define DELTAPLAN_TESTS_SUPPORT_FAKE_WORLD_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "planner/ports/ports.h"
#include "tests/support/fake_ports.h"
#include "tests/support/fake_repository.h"

namespace deltaplan::testing {

/// Files that can be written; the configuration is found wherever one looks.
class WritableFiles : public FakeFiles {
 public:
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
      texts[change.path] = change.content;
      texts[change.log] += change.line;
    }
    return std::vector<planner::FileReplaced>(changes.size());
  }
  std::optional<std::string> FindUpwards(const std::string&, const std::string& name) override {
    if (name == ".git") return "/repo/.git";
    const std::string path = "/repo/" + name;
    return texts.contains(path) ? std::optional(path) : std::nullopt;
  }
  planner::Status WriteAll(const std::string& directory,
                           const std::vector<planner::OutputFile>& files,
                           const std::vector<std::string>&) override {
    written[directory] = files;
    return planner::Ok();
  }
};

/// A program that does something when it runs.
class ActingCommands : public planner::CommandRunner {
 public:
  std::function<planner::CommandOutput(const planner::CommandLine&)> act;

  planner::Result<planner::CommandOutput> Run(const planner::CommandLine& command) override {
    return act(command);
  }
};

struct FakeWorld {
  WritableFiles files;
  ActingCommands commands;
  FakeObjects objects;
  std::int64_t now = 1'800'000'000;

  planner::Ports ports() {
    return {
        .files = files,
        .commands = commands,
        .open_repository =
            [this](const std::string&) -> planner::Result<std::unique_ptr<planner::GitRepository>> {
          return std::unique_ptr<planner::GitRepository>(std::make_unique<FakeRepository>(objects));
        },
        .http = nullptr,
        .variable = [](const std::string&) { return std::optional<std::string>(); },
        .terminal = {},
        .now = [this] { return now; }};
  }

  /// The configuration of the work tree and of each commit from now on.
  void Configure(const std::string& text) {
    files.texts["/repo/deltaplan.json"] = text;
    objects.config = text;
  }
};

}  // namespace deltaplan::testing

#endif  // DELTAPLAN_TESTS_SUPPORT_FAKE_WORLD_H_
