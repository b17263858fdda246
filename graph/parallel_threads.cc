#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "graph/parallel.h"

namespace deltaplan::graph {

unsigned ThreadCount(Parallelism parallelism) {
  return parallelism.jobs != 0 ? parallelism.jobs
                               : std::max(1U, std::thread::hardware_concurrency());
}

void ParallelFor(Parallelism parallelism, std::size_t n,
                 const std::function<void(std::size_t)>& body) {
  const std::size_t threads = std::min<std::size_t>(ThreadCount(parallelism), n);
  std::atomic<std::size_t> next{0};
  std::exception_ptr first;
  std::once_flag once;
  const auto work = [&] {
    try {
      for (std::size_t i = next.fetch_add(1); i < n; i = next.fetch_add(1)) body(i);
    } catch (...) {
      std::call_once(once, [&] { first = std::current_exception(); });
      next.store(n);  // no new calls
    }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < threads; ++i) others.emplace_back(work);
    work();
  }
  if (first) std::rethrow_exception(first);
}

const char* ParallelBackend() { return "threads"; }

}  // namespace deltaplan::graph
