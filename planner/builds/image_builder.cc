#include "planner/builds/image_builder.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fmt/format.h>
#include <thread>
#include <utility>

#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

// Nobody builds for so long; it is there so that nothing waits for ever.
constexpr std::chrono::hours kMostBuildTime{24};

}  // namespace

BuiltImages ImageBuilder::BuildAll(const std::vector<BuildCall>& builds) {
  BuiltImages made;
  for (auto from = builds.begin(); from != builds.end();) {
    const auto end = std::find_if(from, builds.end(),
                                  [&](const BuildCall& build) { return build.wave != from->wave; });
    if (made.failed.empty() && made.not_begun.empty()) {
      BuildWave({from, end}, made);
    } else {
      for (auto build = from; build != end; ++build) made.not_begun.push_back(build->name);
    }
    from = end;
  }
  return made;
}

// Threads that wait for programs: as many as there are images at once, however many processors.
void ImageBuilder::BuildWave(std::span<const BuildCall> builds, BuiltImages& made) {
  enum class State { kNotBegun, kPushed, kFailed };
  std::vector<State> states(builds.size(), State::kNotBegun);
  std::vector<std::optional<FailedImage>> failures(builds.size());
  std::atomic<std::size_t> next = 0;
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < std::min(settings_.jobs, builds.size()); ++i) {
      threads.emplace_back([&] {
        for (std::size_t at = next++; at < builds.size(); at = next++) {
          if (runner_.is_interrupted()) return;
          failures[at] = BuildImage(builds[at]);
          states[at] = failures[at] ? State::kFailed : State::kPushed;
        }
      });
    }
  }
  for (std::size_t i = 0; i < builds.size(); ++i) {
    switch (states[i]) {
      case State::kNotBegun:
        made.not_begun.push_back(builds[i].name);
        break;
      case State::kPushed:
        made.pushed.push_back(builds[i].reference);
        break;
      case State::kFailed:
        made.failed.push_back(*std::move(failures[i]));
        break;
    }
  }
}

std::optional<FailedImage> ImageBuilder::BuildImage(const BuildCall& build) {
  const std::string log = settings_.logs + "/" + build.name + ".log";
  const std::string name = DisplayPath(build.name);
  const auto run = [&](const char* step, const std::vector<std::string>& arguments, Doubt doubt) {
    CommandLine command{.arguments = {settings_.tool, step},
                        .directory = settings_.directory,
                        .environment = {},
                        .timeout = kMostBuildTime,
                        .log = log};
    command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
    return runner_.Run(command, build.name, doubt);
  };
  const auto failed = [&](const char* step, const Result<CommandOutput>& done) {
    FailedImage failure{.name = build.name, .why = {}, .last = {}, .log = log};
    if (done && done->exit_code == 0) {
      failure.why = fmt::format("the {} succeeded, and the registry does not have it", step);
    } else if (!done) {
      failure.why = done.error().InOneLine();
    } else {
      failure.why = runner_.is_interrupted() ? fmt::format("the {} was interrupted", step)
                                             : fmt::format("the {} failed", step);
      failure.last = done->errors;
    }
    runner_.Say(fmt::format("{}: {}", name, DisplayText(failure.why)));
    return failure;
  };
  runner_.Say(name + ": builds");
  const Result<CommandOutput> built = run("build", build.arguments, Doubt::kEnds);
  if (!built || built->exit_code != 0) return failed("build", built);
  const Result<CommandOutput> pushed = run("push", {build.reference}, Doubt::kTriesAgain);
  if (!pushed || (pushed->exit_code != 0 && runner_.is_interrupted())) {
    return failed("push", pushed);
  }
  // The registry's answer counts more than the tool's words.
  const std::optional<bool> has_arrived = HasArrived(build);
  if (pushed->exit_code != 0) {
    if (!has_arrived.value_or(SaysThatTagIsThere(pushed->errors))) return failed("push", pushed);
    runner_.Say(name + ": the registry has it all the same");
  } else if (!has_arrived.value_or(true)) {
    return failed("push", pushed);
  }
  runner_.Say(fmt::format("{}: pushed {}", name, DisplayText(build.reference)));
  return std::nullopt;
}

std::optional<bool> ImageBuilder::HasArrived(const BuildCall& build) {
  const std::lock_guard lock(asking_);
  return look_up_(build);
}

}  // namespace deltaplan::planner
