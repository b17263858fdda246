// Work that goes on beside what its caller does.
#ifndef DELTAPLAN_GRAPH_BACKGROUND_H_
#define DELTAPLAN_GRAPH_BACKGROUND_H_

#include <exception>
#include <functional>
#include <thread>

#include "graph/parallel.h"

namespace deltaplan::graph {

/// Runs one function on a thread of its own; with one job only, in `Wait`, so that nothing runs
/// beside the caller. The destructor waits as well: whatever the function uses has to live as long,
/// and ends early only when its owner tells it to.
///
/// Signals that end a program are left to the threads that were there before: who blocks one for a
/// moment, in order to do two things at once, is not ended in between.
class Background {
 public:
  Background(Parallelism parallelism, std::function<void()> body);
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  /// Returns when the function has returned. What it has thrown is thrown here.
  void Wait();

 private:
  std::function<void()> body_;
  std::exception_ptr failure_;  // written by the thread, read after it was joined
  bool has_run_ = false;
  std::jthread thread_;  // the last member: it is joined before the others go
};

}  // namespace deltaplan::graph

#endif  // DELTAPLAN_GRAPH_BACKGROUND_H_
