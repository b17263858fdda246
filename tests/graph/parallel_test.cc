#include "graph/parallel.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <gtest/gtest.h>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace deltaplan::graph {
namespace {

TEST(ParallelForTest, EveryIndexIsVisitedOnceAndItsSlotIsReadableAfterwards) {
  for (const unsigned jobs : {0U, 1U, 2U, 7U}) {
    for (const std::size_t n : {0U, 1U, 2U, 3U, 10'000U}) {
      // Plain integers: a data race between two visits, or with this thread, is seen under TSan.
      std::vector<int> visits(n, 0);
      ParallelFor({.jobs = jobs}, n, [&](std::size_t i) { ++visits[i]; });
      EXPECT_EQ(visits, std::vector<int>(n, 1)) << "jobs " << jobs << ", n " << n;
    }
  }
}

TEST(ParallelForTest, OneJobRunsInOrderOnTheCallersThread) {
  const std::thread::id caller = std::this_thread::get_id();
  std::vector<std::size_t> order;
  ParallelFor({.jobs = 1}, 100, [&](std::size_t i) {
    EXPECT_EQ(std::this_thread::get_id(), caller);
    order.push_back(i);
  });
  std::vector<std::size_t> expected(100);
  std::iota(expected.begin(), expected.end(), std::size_t{0});
  EXPECT_EQ(order, expected);
}

TEST(ParallelForTest, NoMoreThreadsWorkThanJobs) {
  std::atomic<int> working{0};
  std::atomic<int> most{0};
  ParallelFor({.jobs = 2}, 200, [&](std::size_t) {
    const int now = ++working;
    for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
    }
    std::this_thread::sleep_for(std::chrono::microseconds(50));
    --working;
  });
  EXPECT_GE(most, 1);
  EXPECT_LE(most, 2);
}

TEST(ParallelForTest, AnExceptionReachesTheCallerAfterAllCallsHaveEnded) {
  for (const unsigned jobs : {1U, 4U}) {
    std::atomic<int> working{0};
    std::atomic<std::size_t> calls{0};
    constexpr std::size_t kMany = 1'000'000;
    std::string message;
    try {
      ParallelFor({.jobs = jobs}, kMany, [&](std::size_t i) {
        ++working;
        ++calls;
        const bool fails = i == 3;
        if (!fails) std::this_thread::sleep_for(std::chrono::microseconds(1));
        --working;
        if (fails) throw std::runtime_error("call 3 failed");
      });
    } catch (const std::runtime_error& error) {
      message = error.what();
    }
    EXPECT_EQ(message, "call 3 failed");
    EXPECT_EQ(working, 0);
    EXPECT_LT(calls, kMany) << "no new calls start";
  }
}

TEST(ParallelForTest, OfSeveralExceptionsOneArrives) {
  EXPECT_THROW(ParallelFor({.jobs = 4}, 100,
                           [](std::size_t i) { throw std::out_of_range(std::to_string(i)); }),
               std::out_of_range);
}

TEST(ParallelForTest, TheBackendHasAName) {
  EXPECT_TRUE(ParallelBackend() == std::string("tbb") ||
              ParallelBackend() == std::string("threads"));
}

TEST(ParallelForTest, SeveralJobsWorkAtTheSameTime) {
  if (ThreadCount({.jobs = 2}) < 2) {
    constexpr const char* kWhy = "there is one processor only: no two jobs can work at once";
    if (std::getenv("CI") != nullptr) FAIL() << kWhy;
    GTEST_SKIP() << kWhy;
  }
  std::atomic<int> working{0};
  std::atomic<bool> have_met{false};
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  ParallelFor({.jobs = 2}, 100, [&](std::size_t) {
    if (++working > 1) have_met = true;
    while (!have_met && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    --working;
  });
  EXPECT_TRUE(have_met);
}

TEST(ThreadCountTest, NoJobsMeansAllProcessorsAndOthersAreTheMost) {
  EXPECT_GE(ThreadCount({.jobs = 0}), 1U);
  EXPECT_EQ(ThreadCount({.jobs = 1}), 1U);
  EXPECT_LE(ThreadCount({.jobs = 2}), 2U);
}

}  // namespace
}  // namespace deltaplan::graph
