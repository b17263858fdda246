// deltaplan ci: a starting point for a CI system.
#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/commands/preview.h"
#include "planner/report/ci_start.h"
#include "planner/text/shell_words.h"

namespace deltaplan::planner {

namespace {

// What puts the file where it is read, as a comment of it.
std::string NextAfterCi(const Options& options, const Terminal& terminal) {
  const CiStart& start = options.ci_start;
  const std::string path(CiStartPath(start));
  std::vector<std::string> words{"deltaplan", "ci"};
  words.emplace_back(start.system == CiSystem::kGithub   ? "github"
                     : start.system == CiSystem::kGitlab ? "gitlab"
                                                         : "buildkite");
  if (start.part != CiPart::kPipeline) {
    words.insert(words.end(), {"--part", start.part == CiPart::kComment ? "comment" : "jobs"});
  }
  if (options.environment) words.insert(words.end(), {"--env", *options.environment});
  std::string line = ShownCommand(words) + " > " + path;
  if (const std::size_t slash = path.rfind('/'); slash != std::string::npos) {
    line = fmt::format("mkdir -p {} && {}", path.substr(0, slash), line);
  }
  const bool is_script = start.system == CiSystem::kBuildkite && start.part == CiPart::kJobs;
  if (is_script) line += " && chmod +x " + path;
  return CommentLines(
      NextStep(options, terminal, fmt::format("Next, at the top of the repository:\n  {}\n", line)),
      "#");
}

// What has one meaning in YAML's double quotes, in every system, and in its patterns of branches.
bool IsPlain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.';
}

// Deploys begin where pull requests end; "" where that can't be told, or can't be written.
std::string DefaultBranchHere(const Ports& ports) {
  const Result<std::unique_ptr<GitRepository>> opened = ports.open_repository(kHere);
  if (!opened) return {};
  GitRepository& repository = **opened;
  const std::string& remote = repository.facts().remote;
  std::optional<std::string> branch;
  if (!remote.empty()) branch = repository.DefaultBranch(remote);
  if (!branch) {
    if (auto likely = FindLikelyBranch(repository)) branch = std::move(likely->name);
  }
  const auto is_plain = [](char c) { return IsPlain(c) || c == '/'; };
  return branch && std::ranges::all_of(*branch, is_plain) ? *branch : std::string();
}

}  // namespace

Result<Answer> RunCi(const Options& options, const Ports& ports) {
  const std::string environment = options.environment.value_or("");
  if (!std::ranges::all_of(environment, IsPlain)) {
    return Error{.message = "the environment's name would not be the same in every CI system",
                 .causes = {},
                 .remedy = "Leave out --env, and set DELTAPLAN_ENV in the file that is written."};
  }
  if (options.environment && options.ci_start.part != CiPart::kPipeline) {
    return Error{.message = "this part is the same for every environment",
                 .causes = {},
                 .remedy = "Leave out --env."};
  }
  std::string text = CiStartText(options.ci_start, environment, DefaultBranchHere(ports));
  if (text.empty()) {
    return Error{
        .message = "this CI system has no such part",
        .causes = {},
        .remedy = "github has pipeline and comment; gitlab and buildkite pipeline and jobs"};
  }
  text += NextAfterCi(options, ports.terminal);
  return Answer{.output = std::move(text), .messages = {}};
}

}  // namespace deltaplan::planner
