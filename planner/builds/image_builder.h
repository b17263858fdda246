// Images, built and pushed by a container tool, in waves.
#ifndef DELTAPLAN_PLANNER_BUILDS_IMAGE_BUILDER_H_
#define DELTAPLAN_PLANNER_BUILDS_IMAGE_BUILDER_H_

#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "planner/builds/retrying_runner.h"
#include "planner/decide/builds_left.h"
#include "planner/model/release_facts.h"
#include "planner/ports/command_runner.h"

namespace deltaplan::planner {

struct BuilderSettings {
  std::string tool;       ///< with Docker's command line: `build` and `push`
  std::string directory;  ///< where it runs: the commit's files
  std::string logs;       ///< the directory for NAME.log, which is there
  std::size_t jobs = 1;   ///< images at once; at least 1
};

/// Whether the registry has it now; nullopt: it is not asked, or does not answer.
using LookUp = std::function<std::optional<bool>(const BuildCall& build)>;

/// Runs the builds of each wave at once, at most `jobs`, and pushes each image as soon as it is
/// built. What has succeeded stays, whatever becomes of the others; a wave after one that failed
/// does not begin. The registry is looked at after each push: one that fails although it has the
/// image has only lost its answer, and one that succeeds although it has none has failed.
class ImageBuilder {
 public:
  /// Both have to outlive it. `look_up` is called by one thread at a time.
  ImageBuilder(const BuilderSettings& settings, const RetryingRunner& runner, LookUp look_up)
      : settings_(settings), runner_(runner), look_up_(std::move(look_up)) {}

  /// `builds` are sorted by wave.
  BuiltImages BuildAll(const std::vector<BuildCall>& builds);

 private:
  void BuildWave(std::span<const BuildCall> builds, BuiltImages& made);
  std::optional<FailedImage> BuildImage(const BuildCall& build);
  std::optional<bool> HasArrived(const BuildCall& build);

  const BuilderSettings& settings_;
  const RetryingRunner& runner_;
  const LookUp look_up_;
  std::mutex asking_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_BUILDS_IMAGE_BUILDER_H_
