#include "graph/background.h"

#include <csignal>
#include <utility>

namespace deltaplan::graph {

Background::Background(Parallelism parallelism, std::function<void()> body)
    : body_(std::move(body)) {
  if (ThreadCount(parallelism) < 2) return;
  // A thread begins with the mask of the one that starts it, and hands it on to those that it
  // starts.
  sigset_t ending;
  sigset_t before;
  sigemptyset(&ending);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) sigaddset(&ending, signal);
  pthread_sigmask(SIG_BLOCK, &ending, &before);
  thread_ = std::jthread([this] {
    try {
      body_();
    } catch (...) {
      failure_ = std::current_exception();
    }
  });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  has_run_ = true;
}

void Background::Wait() {
  if (thread_.joinable()) thread_.join();
  if (!std::exchange(has_run_, true)) body_();
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

}  // namespace deltaplan::graph
