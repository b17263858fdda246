// Compares what we say with what BuildKit has said, for each directory of cases; the differences go
// to standard output, and make it fail. For the nightly run.
#include <filesystem>
#include <fmt/format.h>

#include "tests/planner/containers/oracle_case.h"

int main(int count, char** arguments) {
  std::size_t cases = 0;
  std::size_t refused = 0;
  std::size_t undecided = 0;
  std::size_t different = 0;
  for (int i = 1; i < count; ++i) {
    for (const auto& entry : std::filesystem::directory_iterator(arguments[i])) {
      const auto verdict = deltaplan::planner::CompareWithBuildKit(entry.path());
      ++cases;
      if (verdict.is_refused) ++refused;
      if (verdict.is_undecided) ++undecided;
      if (verdict.difference.empty()) continue;
      ++different;
      fmt::print("{}: {}\n", entry.path().string(), verdict.difference);
    }
  }
  fmt::print("{} Dockerfiles, {} refused by BuildKit, {} undecided, {} different\n", cases, refused,
             undecided, different);
  return different == 0 ? 0 : 1;
}
