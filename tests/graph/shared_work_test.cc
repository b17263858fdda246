#include "graph/shared_work.h"

#include <atomic>
#include <csignal>
#include <cstddef>
#include <gtest/gtest.h>
#include <stdexcept>
#include <thread>
#include <vector>

#include "graph/background.h"
#include "graph/parallel.h"

namespace deltaplan::graph {
namespace {

// Counts the nodes of a binary tree of so many levels below `depth`.
void Count(int depth, SharedWork<int>& work, std::size_t& count) {
  ++count;
  if (depth == 0) return;
  for (int child = 0; child < 2; ++child) {
    if (work.HasRoom()) {
      work.Add(depth - 1);
    } else {
      Count(depth - 1, work, count);
    }
  }
}

TEST(SharedWorkTest, EveryPieceIsDoneOnceByHoweverManyThreads) {
  for (const unsigned threads : {1U, 2U, 5U}) {
    SharedWork<int> work(threads);
    work.Add(12);
    std::vector<std::size_t> counts(threads);
    ParallelFor({threads}, threads, [&](std::size_t thread) {
      while (const std::optional<int> piece = work.Take()) {
        Count(*piece, work, counts[thread]);
        work.Done();
      }
    });
    std::size_t all = 0;
    for (const std::size_t count : counts) all += count;
    EXPECT_EQ(all, 8191U) << threads;
  }
}

TEST(SharedWorkTest, OneThreadKeepsAllForItself) {
  SharedWork<int> work(1);
  EXPECT_FALSE(work.HasRoom());
  work.Add(1);
  EXPECT_FALSE(work.HasRoom());
}

TEST(SharedWorkTest, AfterAStopNothingIsTaken) {
  SharedWork<int> work(2);
  work.Add(1);
  work.Add(2);
  EXPECT_EQ(work.Take(), 1);
  EXPECT_FALSE(work.IsStopped());
  work.Stop();
  EXPECT_TRUE(work.IsStopped());
  EXPECT_EQ(work.Take(), std::nullopt);
}

TEST(BackgroundTest, WithOneJobNothingRunsBeforeTheWait) {
  bool has_run = false;
  std::thread::id where;
  Background background({.jobs = 1}, [&] {
    has_run = true;
    where = std::this_thread::get_id();
  });
  EXPECT_FALSE(has_run);
  background.Wait();
  EXPECT_TRUE(has_run);
  EXPECT_EQ(where, std::this_thread::get_id());
}

TEST(BackgroundTest, WithMoreItRunsBesideItsOwner) {
  std::atomic<bool> goes_on = false;
  std::atomic<bool> has_run = false;
  Background background({.jobs = 2}, [&] {
    goes_on.wait(false);
    has_run = true;
  });
  EXPECT_FALSE(has_run);
  goes_on = true;
  goes_on.notify_all();
  background.Wait();
  EXPECT_TRUE(has_run);
}

TEST(BackgroundTest, WhatIsThrownIsThrownInTheWait) {
  for (const unsigned jobs : {1U, 2U}) {
    Background background({jobs}, [] { throw std::runtime_error("no"); });
    EXPECT_THROW(background.Wait(), std::runtime_error);
  }
}

TEST(BackgroundTest, SignalsThatEndAProgramAreLeftToItsOwner) {
  sigset_t of_thread;
  Background background({.jobs = 2}, [&] { pthread_sigmask(SIG_BLOCK, nullptr, &of_thread); });
  background.Wait();
  sigset_t of_owner;
  pthread_sigmask(SIG_BLOCK, nullptr, &of_owner);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
    EXPECT_EQ(sigismember(&of_thread, signal), 1);
    EXPECT_EQ(sigismember(&of_owner, signal), 0);
  }
}

TEST(BackgroundTest, NobodyHasToWait) {
  std::atomic<int> runs = 0;
  {
    Background background({.jobs = 2}, [&] { ++runs; });
  }
  EXPECT_EQ(runs, 1);
}

}  // namespace
}  // namespace deltaplan::graph
