// A line on the terminal that says what the program waits for.
#ifndef DELTAPLAN_PLANNER_SYSTEM_PROGRESS_LINE_H_
#define DELTAPLAN_PLANNER_SYSTEM_PROGRESS_LINE_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace deltaplan::planner {

/// Shows its text on the terminal that `write` writes to when it lives for longer than half a
/// second, and takes it away again at its end. The text is one line, safe to show.
class ProgressLine {
 public:
  ProgressLine(std::string text, std::function<void(std::string_view)> write);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine();

 private:
  void ShowLate();

  const std::string text_;
  const std::function<void(std::string_view)> write_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool is_over_ = false;
  std::thread thread_;  // the last member: it uses all the others
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_SYSTEM_PROGRESS_LINE_H_
