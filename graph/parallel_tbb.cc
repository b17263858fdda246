#include <algorithm>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include "graph/parallel.h"

namespace deltaplan::graph {

unsigned ThreadCount(Parallelism parallelism) {
  const auto processors = static_cast<unsigned>(tbb::info::default_concurrency());
  return parallelism.jobs == 0 ? processors : std::min(parallelism.jobs, processors);
}

void ParallelFor(Parallelism parallelism, std::size_t n,
                 const std::function<void(std::size_t)>& body) {
  if (n < 2 || parallelism.jobs == 1) {
    for (std::size_t i = 0; i < n; ++i) body(i);
    return;
  }
  tbb::task_arena arena(static_cast<int>(ThreadCount(parallelism)));
  arena.execute([&] { tbb::parallel_for(std::size_t{0}, n, body); });
}

const char* ParallelBackend() { return "tbb"; }

}  // namespace deltaplan::graph
