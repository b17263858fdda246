// Work that goes on beside what its caller does.
#ifndef DELTAPLAN_GRAPH_BACKGROUND_H_
#define DELTAPLAN_GRAPH_BACKGROUND_H_

#include <exception>
#include <functional>
#include <thread>
#include <utility>

#include "graph/parallel.h"

namespace deltaplan::graph {

/// Runs one function on a thread of its own; with one job only, in `Wait`, so that nothing runs
/// beside the caller. The destructor waits as well: whatever the function uses has to live as long,
/// and ends early only when its owner tells it to.
class Background {
 public:
  Background(Parallelism parallelism, std::function<void()> body) : body_(std::move(body)) {
    if (ThreadCount(parallelism) < 2) return;
    thread_ = std::jthread([this] {
      try {
        body_();
      } catch (...) {
        failure_ = std::current_exception();
      }
    });
    has_run_ = true;
  }
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  /// Returns when the function has returned. What it has thrown is thrown here.
  void Wait() {
    if (thread_.joinable()) thread_.join();
    if (!std::exchange(has_run_, true)) body_();
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  }

 private:
  std::function<void()> body_;
  std::exception_ptr failure_;  // written by the thread, read after it was joined
  bool has_run_ = false;
  std::jthread thread_;  // the last member: it is joined before the others go
};

}  // namespace deltaplan::graph

#endif  // DELTAPLAN_GRAPH_BACKGROUND_H_
