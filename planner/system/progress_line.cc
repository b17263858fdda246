#include "planner/system/progress_line.h"

#include <chrono>
#include <utility>

namespace deltaplan::planner {
namespace {

constexpr std::chrono::milliseconds kDelay{500};

}  // namespace

ProgressLine::ProgressLine(std::string text, std::function<void(std::string_view)> write)
    : text_(std::move(text)), write_(std::move(write)), thread_([this] { ShowLate(); }) {}

ProgressLine::~ProgressLine() {
  {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
  }
  ended_.notify_all();
  thread_.join();
}

void ProgressLine::ShowLate() {
  std::unique_lock lock(mutex_);
  if (ended_.wait_for(lock, kDelay, [this] { return is_over_; })) return;
  write_(text_);
  ended_.wait(lock, [this] { return is_over_; });
  write_("\r\033[K");  // back to the beginning, and clear the line
}

}  // namespace deltaplan::planner
