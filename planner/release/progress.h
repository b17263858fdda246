// What a release waits for, shown while it waits.
#ifndef DELTAPLAN_PLANNER_RELEASE_PROGRESS_H_
#define DELTAPLAN_PLANNER_RELEASE_PROGRESS_H_

#include <chrono>
#include <memory>
#include <string>

#include "planner/ports/ports.h"

namespace deltaplan::planner {

/// On a terminal always the newest text; else a line a minute, so that the log of a CI job stays
/// short and no runner takes the job for dead.
class ReleaseProgress {
 public:
  explicit ReleaseProgress(const Ports& ports);

  /// `text` holds no control character.
  void Show(const std::string& text);

 private:
  const Ports& ports_;
  std::chrono::steady_clock::time_point told_;
  std::string text_;
  std::shared_ptr<void> shown_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_RELEASE_PROGRESS_H_
