#include "planner/system/progress_line.h"

#include <chrono>
#include <cstdio>
#include <utility>

namespace deltaplan::planner {
namespace {

constexpr std::chrono::milliseconds kDelay{500};

}  // namespace

ProgressLine::ProgressLine(std::string text)
    : text_(std::move(text)), thread_([this] { ShowLate(); }) {}

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
  std::fprintf(stderr, "%s", text_.c_str());
  std::fflush(stderr);
  ended_.wait(lock, [this] { return is_over_; });
  std::fputs("\r\033[K", stderr);  // back to the beginning, and clear the line
  std::fflush(stderr);
}

}  // namespace deltaplan::planner
