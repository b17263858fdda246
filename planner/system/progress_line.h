// A line on the terminal that says what the program waits for.
#ifndef DELTAPLAN_PLANNER_SYSTEM_PROGRESS_LINE_H_
#define DELTAPLAN_PLANNER_SYSTEM_PROGRESS_LINE_H_

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace deltaplan::planner {

/// Shows its text on the terminal that standard error is when it lives for longer than half a
/// second, and takes it away again at its end.
class ProgressLine {
 public:
  explicit ProgressLine(std::string text);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine();

 private:
  void ShowLate();

  const std::string text_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool is_over_ = false;
  std::thread thread_;  // the last member: it uses all the others
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_SYSTEM_PROGRESS_LINE_H_
