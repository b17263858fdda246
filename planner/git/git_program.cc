#include "planner/git/git_program.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace deltaplan::planner {
namespace {

using graph::EntryState;
using graph::FileMode;
using graph::ObjectId;

// Paths that go into one command line: systems take 128 KiB at least.
constexpr std::size_t kMostPathBytes = 60'000;

Error NotUnderstood(const std::string& line) {
  return {"cannot understand what git status says", {"it says '" + line + "'"}, ""};
}

// Takes one field and the blank behind it.
std::string_view TakeField(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(std::min(text.size(), word.size() + 1));
  return word;
}

std::optional<EntryState> ParseEntry(std::string_view mode, std::string_view id) {
  std::uint32_t bits = 0;
  const auto [end, failure] = std::from_chars(mode.data(), mode.data() + mode.size(), bits, 8);
  const std::optional<ObjectId> object = ObjectId::FromHex(id);
  if (failure != std::errc() || end != mode.data() + mode.size() || !object) return std::nullopt;
  if (bits == 0) return EntryState{};
  return EntryState{static_cast<FileMode>(bits), *object};
}

// "? PATH", "1 XY SUB mH mI mW hH hI PATH", "u XY SUB m1 m2 m3 mW h1 h2 h3 PATH".
Result<GitStatus> ParseStatus(const std::string& line) {
  GitStatus status;
  std::string_view rest = line;
  const std::string_view kind = TakeField(rest);
  if (kind == "?") {
    status.untracked = true;
  } else if (kind == "1") {
    const std::string_view changes = TakeField(rest);
    for (int skipped = 0; skipped < 2; ++skipped) TakeField(rest);
    const std::string_view index_mode = TakeField(rest);
    for (int skipped = 0; skipped < 2; ++skipped) TakeField(rest);
    const std::optional<EntryState> index = ParseEntry(index_mode, TakeField(rest));
    if (changes.size() != 2 || !index) return NotUnderstood(line);
    status.index = *index;
    status.is_staged = changes[0] != '.';
    status.on_disk = changes[1] != '.';
    status.is_gone = changes[1] == 'D';
  } else if (kind == "u") {
    status.unmerged = true;
    for (int skipped = 0; skipped < 9; ++skipped) TakeField(rest);
  } else {
    return NotUnderstood(line);
  }
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.empty()) return NotUnderstood(line);
  status.path = rest;
  return status;
}

Error Failed(const std::string& command, const CommandOutput& output) {
  std::string why = output.errors;
  while (why.ends_with('\n')) why.pop_back();
  if (why.empty()) why = "it ended with " + std::to_string(output.exit_code);
  return {"git " + command + " has failed", {std::move(why)}, ""};
}

}  // namespace

GitProgram::GitProgram(CommandRunner* commands, Checkout checkout)
    : commands_(commands), checkout_(std::move(checkout)) {}

Result<CommandOutput> GitProgram::Start(const std::vector<std::string>& arguments,
                                        const std::vector<std::string>& paths, Paths kind) const {
  if (!may_run()) return Error{"git may not be run", {}, ""};
  CommandLine command;
  command.arguments = {"git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"};
  command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
  command.arguments.emplace_back("--");
  command.arguments.insert(command.arguments.end(), paths.begin(), paths.end());
  command.directory = checkout_.work_dir;
  command.environment = {{"GIT_DIR", checkout_.git_dir},
                         {"GIT_WORK_TREE", checkout_.work_dir},
                         {"GIT_INDEX_FILE", checkout_.index_file},
                         {"GIT_OPTIONAL_LOCKS", "0"},
                         {"GIT_LITERAL_PATHSPECS", kind == Paths::kLiteral ? "1" : "0"},
                         // A blobless clone must not fetch. Older gits know only the second one.
                         {"GIT_NO_LAZY_FETCH", "1"},
                         {"GIT_ALLOW_PROTOCOL", "none"},
                         {"GIT_TERMINAL_PROMPT", "0"},
                         {"LC_ALL", "C"}};
  command.timeout = std::chrono::minutes(10);
  Result<CommandOutput> output = commands_->Run(command);
  if (!output) return std::move(output).error().Within("cannot run git");
  return output;
}

Result<std::string> GitProgram::Run(const std::vector<std::string>& arguments,
                                    const std::vector<std::string>& paths) const {
  Result<CommandOutput> output = Start(arguments, paths, Paths::kLiteral);
  if (!output) return std::move(output).error();
  if (output->exit_code != 0) return Failed(arguments.front(), *output);
  return std::move(output->output);
}

Result<bool> GitProgram::IsIgnored(const std::string& path) const {
  // It takes no literal paths, and its patterns match nothing but themselves; what begins with a
  // colon would be more than a path.
  const Result<CommandOutput> output =
      Start({"check-ignore", "--quiet", "--no-index"}, {"./" + path}, Paths::kPatterns);
  if (!output) return output.error();
  constexpr int kNo = 1;
  if (output->exit_code != 0 && output->exit_code != kNo) return Failed("check-ignore", *output);
  return output->exit_code == 0;
}

Result<std::vector<GitStatus>> GitProgram::Status(const std::vector<std::string>& paths) const {
  std::size_t bytes = 0;
  for (const std::string& path : paths) bytes += path.size() + 1;
  // Too many to name: git looks at everything, and the caller at what it has asked for.
  const std::vector<std::string> everything;
  Result<std::string> output =
      Run({"status", "--porcelain=v2", "-z", "--untracked-files=all", "--no-renames",
           "--no-ahead-behind", "--ignore-submodules=none"},
          bytes > kMostPathBytes ? everything : paths);
  if (!output) return std::move(output).error();
  std::vector<GitStatus> changes;
  for (std::size_t at = 0; at < output->size();) {
    const std::string line = output->c_str() + at;
    at += line.size() + 1;
    if (line.starts_with('#')) continue;
    Result<GitStatus> status = ParseStatus(line);
    if (!status) return std::move(status).error();
    changes.push_back(*std::move(status));
  }
  return changes;
}

Result<std::vector<ObjectId>> GitProgram::Hash(const std::vector<std::string>& paths) const {
  std::vector<ObjectId> ids;
  for (std::size_t next = 0; next < paths.size();) {
    std::vector<std::string> batch;
    for (std::size_t bytes = 0; next < paths.size() && bytes < kMostPathBytes; ++next) {
      batch.push_back(paths[next]);
      bytes += paths[next].size() + 1;
    }
    Result<std::string> output = Run({"hash-object"}, batch);
    if (!output) return std::move(output).error();
    for (std::string_view rest = *output; rest.size() > ObjectId::kHexSize;) {
      const std::optional<ObjectId> id = ObjectId::FromHex(rest.substr(0, ObjectId::kHexSize));
      rest.remove_prefix(ObjectId::kHexSize + 1);
      if (id) ids.push_back(*id);
    }
  }
  if (ids.size() != paths.size()) {
    return Error{"cannot understand what git hash-object says", {}, ""};
  }
  return ids;
}

}  // namespace deltaplan::planner
