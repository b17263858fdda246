// The one parallel primitive of the program.
#ifndef DELTAPLAN_GRAPH_PARALLEL_H_
#define DELTAPLAN_GRAPH_PARALLEL_H_

#include <cstddef>
#include <functional>

namespace deltaplan::graph {

/// Limits the number of threads, the caller's included. 0 means one for each processor; `tbb` never
/// runs more than that.
struct Parallelism {
  unsigned jobs = 0;
};

/// Calls `body(i)` once for each i in [0, n), on several threads, and returns when all calls have
/// returned. Calls may run in any order: write results to slot i and read them after. When a call
/// throws, no new calls start and the first exception is rethrown after all threads have joined.
///
/// There are two implementations, chosen by the CMake option DELTAPLAN_PARALLEL: `tbb` (oneTBB) and
/// `threads` (std::jthread, for builds under ThreadSanitizer and for quick program starts). Why the
/// release has the latter: docs/decisions/threads-in-release.md.
void ParallelFor(Parallelism parallelism, std::size_t n,
                 const std::function<void(std::size_t)>& body);

/// How many threads `ParallelFor` runs at most: for callers that give each thread something of its
/// own.
unsigned ThreadCount(Parallelism parallelism);

/// Splits [0, n) into `parts` runs of about the same length and calls `body(part, begin, end)` for
/// each of them, side by side: for work in which each thread needs something of its own.
inline void ParallelParts(std::size_t parts, std::size_t n,
                          const std::function<void(std::size_t, std::size_t, std::size_t)>& body) {
  ParallelFor({static_cast<unsigned>(parts)}, parts,
              [&](std::size_t part) { body(part, part * n / parts, (part + 1) * n / parts); });
}

/// The name of the implementation that was built in: "tbb" or "threads".
const char* ParallelBackend();

}  // namespace deltaplan::graph

#endif  // DELTAPLAN_GRAPH_PARALLEL_H_
