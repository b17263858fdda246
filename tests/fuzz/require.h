// What a fuzz target demands.
#ifndef DELTAPLAN_TESTS_FUZZ_REQUIRE_H_
#define DELTAPLAN_TESTS_FUZZ_REQUIRE_H_

#include <cstdlib>

namespace deltaplan::fuzz {

/// Ends the program where the fuzzer notices it.
inline void Require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace deltaplan::fuzz

#endif  // DELTAPLAN_TESTS_FUZZ_REQUIRE_H_
