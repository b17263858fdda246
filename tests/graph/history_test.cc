#include "graph/history.h"

#include <algorithm>
#include <cstdint>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/git_sandbox.h"
#include "tests/support/memory_history.h"
#include "tests/support/naive_history.h"

namespace deltaplan::graph {

void PrintTo(const HeadRelation& relation, std::ostream* out) {
  static constexpr const char* kNames[] = {"same", "behind", "ahead", "diverged", "unknown"};
  *out << kNames[static_cast<int>(relation.relation)];
  if (relation.commits) *out << ' ' << *relation.commits;
}

static bool operator==(const HeadRelation& left, const HeadRelation& right) {
  return left.relation == right.relation && left.commits == right.commits;
}

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAreArray;
using Number = MemoryHistory::Number;

constexpr std::int64_t kDay = 86'400;

ObjectId Id(Number number) { return MemoryHistory::IdOf(number); }

std::vector<ObjectId> Ids(const std::vector<Number>& numbers) {
  std::vector<ObjectId> ids;
  for (const Number number : numbers) ids.push_back(Id(number));
  return ids;
}

HeadRelation Relate(MemoryHistory& history, Number head, Number tip) {
  return RelateToHead(history, Id(head), Ids({tip})).front();
}

// A line of commits, a day apart; the last one's number is count - 1.
MemoryHistory Line(std::size_t count) {
  MemoryHistory history;
  for (std::size_t i = 0; i < count; ++i) {
    history.Add(i == 0 ? std::vector<Number>{} : std::vector<Number>{i - 1},
                static_cast<std::int64_t>(i) * kDay);
  }
  return history;
}

TEST(RelateToHeadTest, EveryTipIsRelatedInTheOrderGiven) {
  // 0 - 1 - 2(head) - 3      1 - 4
  MemoryHistory history = Line(4);
  const Number side = history.Add({1}, 5 * kDay);
  const Number unrelated = history.Add({}, 5 * kDay);
  EXPECT_THAT(RelateToHead(history, Id(2), Ids({2, 0, 3, side, unrelated, 0})),
              ElementsAre(HeadRelation{Relation::kSame, 0}, HeadRelation{Relation::kBehind, 2},
                          HeadRelation{Relation::kAhead, 1},
                          HeadRelation{Relation::kDiverged, std::nullopt},
                          HeadRelation{Relation::kDiverged, std::nullopt},
                          HeadRelation{Relation::kBehind, 2}));
  EXPECT_THAT(RelateToHead(history, Id(2), {}), IsEmpty());
}

TEST(RelateToHeadTest, CommitsOfMergedBranchesCount) {
  // 0 - 1 - 4(merge of 1 and 3)     0 - 2 - 3
  MemoryHistory history;
  history.Add({}, 0);
  history.Add({0}, 1);
  history.Add({0}, 2);
  history.Add({2}, 3);
  history.Add({1, 3}, 4);
  EXPECT_EQ(Relate(history, 4, 1), (HeadRelation{Relation::kBehind, 3}));
  EXPECT_EQ(Relate(history, 4, 0), (HeadRelation{Relation::kBehind, 4}));
  EXPECT_EQ(Relate(history, 1, 4), (HeadRelation{Relation::kAhead, 3}));
}

TEST(RelateToHeadTest, ATipThatIsNotInTheCloneIsUnknown) {
  MemoryHistory history = Line(5);
  history.Forget(1);
  EXPECT_EQ(Relate(history, 4, 1), HeadRelation{});
  EXPECT_EQ(Relate(history, 4, 0), HeadRelation{}) << "what hides behind it is unknown too";
  EXPECT_EQ(Relate(history, 4, 2), (HeadRelation{Relation::kBehind, 2}));
}

TEST(RelateToHeadTest, ATipAtTheBorderIsUnknownUnlessItIsHead) {
  MemoryHistory history = Line(5);
  history.CutBelow(2);
  EXPECT_EQ(Relate(history, 4, 2), HeadRelation{});
  EXPECT_EQ(Relate(history, 4, 3), (HeadRelation{Relation::kBehind, 1})) << "one step above it";
  EXPECT_EQ(Relate(history, 2, 2), (HeadRelation{Relation::kSame, 0}));
  EXPECT_EQ(Relate(history, 2, 4), (HeadRelation{Relation::kAhead, 2}))
      << "head at the border: the tip visibly reaches it";
}

TEST(RelateToHeadTest, DivergenceNeedsTheWholeHistoryOfBothSides) {
  for (const bool cut_head : {false, true}) {
    for (const bool cut_tip : {false, true}) {
      // 0 - 1 - 2(head)     0 - 3 - 4(tip)
      MemoryHistory history;
      history.Add({}, 0);
      history.Add({0}, 1);
      history.Add({1}, 2);
      history.Add({0}, 3);
      history.Add({3}, 4);
      if (cut_head) history.CutBelow(1);
      if (cut_tip) history.CutBelow(3);
      EXPECT_EQ(Relate(history, 2, 4).relation,
                cut_head || cut_tip ? Relation::kUnknown : Relation::kDiverged);
    }
  }
}

TEST(RelateToHeadTest, ABorderThatBothSidesReachDoesNotHideADivergence) {
  MemoryHistory history;
  history.Add({}, 0);
  history.Add({0}, 1);
  const Number head = history.Add({1}, 2);
  const Number tip = history.Add({1}, 3);
  history.CutBelow(1);
  EXPECT_EQ(Relate(history, head, tip).relation, Relation::kDiverged);
}

TEST(RelateToHeadTest, ACountIsOnlyGivenWhenNoBorderCouldChangeIt) {
  // 0 - 1 - 2(tip) - 3(head), and head merges 4, which starts at 0. The clone is cut below 1.
  MemoryHistory history;
  history.Add({}, 0);
  history.Add({0}, 1);
  history.Add({1}, 2);
  const Number side = history.Add({0}, 3);
  const Number head = history.Add({2, side}, 4);
  EXPECT_EQ(Relate(history, head, 2), (HeadRelation{Relation::kBehind, 2}));
  history.CutBelow(1);
  EXPECT_EQ(Relate(history, head, 2), (HeadRelation{Relation::kBehind, std::nullopt}))
      << "0 seems to be head's alone, but lies behind the border that the tip reaches";
}

TEST(RelateToHeadTest, WhatSeveralTipsReachIsNoOutsiderOfOneOfThem) {
  // 0(border) - 1(tip) - 2 - 3(tip) - 4(head)
  MemoryHistory history = Line(5);
  history.CutBelow(0);
  EXPECT_THAT(RelateToHead(history, Id(4), Ids({3, 1})),
              ElementsAre(HeadRelation{Relation::kBehind, 1}, HeadRelation{Relation::kBehind, 3}));
}

TEST(RelateToHeadTest, AnOutsiderOfOneTipIsNoneOfAnother) {
  // 0(border) - 1(tip) - 2 - 3(head)     2 - side(tip)
  MemoryHistory history = Line(4);
  const Number side = history.Add({2}, 5 * kDay);
  history.CutBelow(0);
  EXPECT_THAT(RelateToHead(history, Id(3), Ids({1, side})),
              ElementsAre(HeadRelation{Relation::kBehind, 2},
                          HeadRelation{Relation::kDiverged, std::nullopt}));
}

TEST(RelateToHeadTest, ACountAheadIsOnlyGivenWhenNoBorderOfHeadCouldChangeIt) {
  // head merges 1 and the border; the tip merges head and a side that starts at 1.
  MemoryHistory history;
  history.Add({}, 0);
  history.Add({0}, 1);
  const Number border = history.Add({0}, 2);
  const Number head = history.Add({border, 1}, 3);
  const Number side = history.Add({1}, 4);
  const Number tip = history.Add({head, side}, 5);
  EXPECT_EQ(Relate(history, head, tip), (HeadRelation{Relation::kAhead, 2}));
  history.CutBelow(border);
  EXPECT_EQ(Relate(history, head, tip), (HeadRelation{Relation::kAhead, std::nullopt}))
      << "the side may lie behind the border, and so be head's, too";
}

TEST(RelateToHeadTest, WhatReachesTheTipIsCountedInSpiteOfABorder) {
  MemoryHistory history = Line(10);
  history.CutBelow(1);
  EXPECT_EQ(Relate(history, 9, 3), (HeadRelation{Relation::kBehind, 6}));
  EXPECT_EQ(Relate(history, 3, 9), (HeadRelation{Relation::kAhead, 6}));
}

TEST(RelateToHeadTest, OldHistoryIsNotRead) {
  MemoryHistory history = Line(1'000);
  EXPECT_EQ(Relate(history, 999, 990), (HeadRelation{Relation::kBehind, 9}));
  EXPECT_LE(history.reads(), 14U + 64U);
}

TEST(RelateToHeadTest, BehindAForkOldHistoryIsNotReadEither) {
  MemoryHistory history = Line(1'000);
  const Number left = history.Add({999, 998}, 1'000 * kDay);
  const Number right = history.Add({999}, 1'000 * kDay + 1);
  EXPECT_EQ(Relate(history, left, right), (HeadRelation{Relation::kDiverged, std::nullopt}));
  EXPECT_LE(history.reads(), 6U + 64U);
}

TEST(RelateToHeadTest, ACommitThatIsDatedYearsTooEarlyDoesNotChangeTheCount) {
  // 0 - 1(fork) - early... - tip - head, and head merges a side that starts at the fork.
  for (const std::size_t early : {1U, 5U, 64U}) {
    MemoryHistory history = Line(2);
    Number last = 1;
    for (std::size_t i = 0; i < early; ++i) last = history.Add({last}, -1'000 * kDay);
    const Number tip = history.Add({last}, 10 * kDay);
    const Number side = history.Add({1}, 11 * kDay);
    const Number head = history.Add({tip, side}, 12 * kDay);
    EXPECT_EQ(Relate(history, head, tip), (HeadRelation{Relation::kBehind, 2})) << early;
    EXPECT_EQ(Relate(history, tip, head), (HeadRelation{Relation::kAhead, 2})) << early;
    EXPECT_THAT(CommitsBetween(history, Id(tip), Id(head)).commits,
                ElementsAre(Id(head), Id(side)));
    EXPECT_EQ(FindMergeBases(history, Id(side), Id(tip)).commits, Ids({1})) << early;
  }
}

TEST(RelateToHeadTest, TwoThousandTipsOverTwentyThousandCommitsTakeOneWalk) {
  MemoryHistory history;
  std::vector<Number> tips;
  Number last = history.Add({}, 0);
  for (std::int64_t i = 1; i < 10'000; ++i) {
    const Number side = history.Add({last}, 2 * i);
    last = history.Add({last, side}, 2 * i + 1);
    if (i % 5 == 0) tips.push_back(i % 2 == 0 ? last : side);
  }
  const std::vector<HeadRelation> relations = RelateToHead(history, Id(last), Ids(tips));
  EXPECT_EQ(history.reads(), history.size());
  for (std::size_t t = 0; t < tips.size(); ++t) {
    EXPECT_EQ(relations[t].relation, tips[t] == last ? Relation::kSame : Relation::kBehind);
  }
}

// Random histories. `skew`: how far a commit may be dated before its newest ancestor.
struct RandomHistory {
  RandomHistory(unsigned seed, std::int64_t skew) : random(seed) {
    const std::size_t count = 2 + Below(40);
    std::vector<std::int64_t> newest;  // of each commit and its ancestors
    for (std::size_t i = 0; i < count; ++i) {
      std::vector<Number> parents;
      std::int64_t time = 0;
      const std::size_t wanted = Below(10) == 0 ? 0 : 1 + Below(3) / 2 + Below(8) / 7;
      for (std::size_t p = 0; i > 0 && p < wanted; ++p) {
        const Number parent = i - 1 - Below(std::min<std::size_t>(i, 6));
        if (std::ranges::count(parents, parent) > 0) continue;
        parents.push_back(parent);
        time = std::max(time, newest[parent]);
      }
      newest.push_back(time);
      time += static_cast<std::int64_t>(Below(3 * kDay)) - kDay;
      if (Below(4) == 0) time = newest.back();
      if (Below(10) == 0) time -= static_cast<std::int64_t>(Below(static_cast<std::size_t>(skew)));
      time = std::max(time, newest.back() - skew);
      newest.back() = std::max(newest.back(), time);
      history.Add(std::move(parents), time);
    }
  }

  std::size_t Below(std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
  }
  Number Any() { return Below(history.size()); }
  std::vector<Number> AnyTips() {
    std::vector<Number> tips(1 + Below(Below(5) == 0 ? 100 : 8));
    for (Number& tip : tips) tip = Any();
    return tips;
  }
  void HideSome() {
    for (std::size_t i = 1 + Below(4); i > 0; --i) history.CutBelow(Any());
    if (Below(3) == 0) history.Forget(Any());
  }

  MemoryHistory history;
  std::mt19937 random;
};

constexpr unsigned kSeeds = 1'000;

TEST(HistoryRandomTest, InACompleteCloneEveryAnswerEqualsTheNaiveOne) {
  for (unsigned seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE(::testing::Message() << "seed " << seed);
    RandomHistory random(seed, kDay);
    const NaiveHistory naive(random.history);
    const Number head = random.Any();
    const std::vector<Number> tips = random.AnyTips();
    const std::vector<HeadRelation> relations = RelateToHead(random.history, Id(head), Ids(tips));
    ASSERT_EQ(relations.size(), tips.size());
    for (std::size_t t = 0; t < tips.size(); ++t) {
      ASSERT_EQ(relations[t], naive.Relate(head, tips[t])) << "tip " << tips[t];
    }

    const Number other = random.Any();
    const MergeBases found = FindMergeBases(random.history, Id(head), Id(other));
    ASSERT_FALSE(found.history_missing);
    ASSERT_EQ(found.commits, Ids(naive.MergeBases(head, other)));

    const CommitRange range = CommitsBetween(random.history, Id(other), Id(head));
    ASSERT_FALSE(range.history_missing);
    ASSERT_EQ(range.commits, Ids(naive.Between(other, head)));
  }
}

TEST(HistoryRandomTest, AnswersAreExactHoweverDatesLie) {
  for (unsigned seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE(::testing::Message() << "seed " << seed);
    RandomHistory random(seed, 1'000 * kDay);
    const NaiveHistory naive(random.history);
    const Number head = random.Any();
    const std::vector<Number> tips = random.AnyTips();
    const std::vector<HeadRelation> relations = RelateToHead(random.history, Id(head), Ids(tips));
    for (std::size_t t = 0; t < tips.size(); ++t) {
      ASSERT_EQ(relations[t], naive.Relate(head, tips[t])) << "tip " << tips[t];
    }
    const Number other = random.Any();
    ASSERT_EQ(FindMergeBases(random.history, Id(head), Id(other)).commits,
              Ids(naive.MergeBases(head, other)));
    ASSERT_EQ(CommitsBetween(random.history, Id(other), Id(head)).commits,
              Ids(naive.Between(other, head)));
  }
}

TEST(HistoryRandomTest, WithHiddenHistoryNoAnswerContradictsTheTruth) {
  std::size_t definite = 0;
  std::size_t counted = 0;
  std::size_t bases = 0;
  std::size_t ranges = 0;
  for (unsigned seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE(::testing::Message() << "seed " << seed);
    RandomHistory random(seed, kDay);
    random.HideSome();
    const NaiveHistory naive(random.history);
    const Number head = random.Any();
    const std::vector<Number> tips = random.AnyTips();
    const std::vector<HeadRelation> relations = RelateToHead(random.history, Id(head), Ids(tips));
    for (std::size_t t = 0; t < tips.size(); ++t) {
      const HeadRelation truth = naive.Relate(head, tips[t]);
      if (relations[t].relation != Relation::kUnknown) {
        ++definite;
        ASSERT_EQ(relations[t].relation, truth.relation) << "tip " << tips[t];
      }
      if (relations[t].commits) {
        ++counted;
        ASSERT_EQ(relations[t], truth) << "tip " << tips[t];
      }
    }

    const Number other = random.Any();
    const MergeBases found = FindMergeBases(random.history, Id(head), Id(other));
    if (!found.history_missing) {
      ++bases;
      ASSERT_EQ(found.commits, Ids(naive.MergeBases(head, other)));
    }
    const CommitRange range = CommitsBetween(random.history, Id(other), Id(head));
    if (!range.history_missing) {
      ++ranges;
      ASSERT_EQ(range.commits, Ids(naive.Between(other, head)));
    }
  }
  EXPECT_GT(definite, kSeeds) << "the test is worth something only if there are answers";
  EXPECT_GT(counted, kSeeds / 2);
  EXPECT_GT(bases, kSeeds / 5);
  EXPECT_GT(ranges, kSeeds / 5);
}

TEST(HistoryRandomTest, GitSaysTheSame) {
  testing::GitSandbox sandbox;
  for (unsigned seed = 0; seed < 5; ++seed) {
    SCOPED_TRACE(::testing::Message() << "seed " << seed);
    RandomHistory random(seed, 1);
    MemoryHistory& history = random.history;
    const testing::GitRepo repo = sandbox.Init("repo" + std::to_string(seed));
    std::string commands;
    for (Number number = 0; number < history.size(); ++number) {
      const std::string name = "c" + std::to_string(number);
      commands += "commit refs/heads/" + name + "\nmark :" + std::to_string(number + 1) +
                  "\ncommitter A <a@b> " + std::to_string(history.time(number) + kDay) +
                  " +0000\ndata " + std::to_string(name.size()) + "\n" + name + "\n";
      const char* word = "from";
      for (const Number parent : history.parents(number)) {
        commands += std::string(word) + " :" + std::to_string(parent + 1) + "\n";
        word = "merge";
      }
    }
    repo.Git({"fast-import", "--quiet"}, commands);
    std::map<std::string, Number> numbers;
    for (Number number = 0; number < history.size(); ++number) {
      numbers[repo.Id("c" + std::to_string(number)).ToHex()] = number;
    }
    for (int pair = 0; pair < 12; ++pair) {
      const Number left = random.Any();
      const Number right = random.Any();
      const std::string left_name = "c" + std::to_string(left);
      const std::string right_name = "c" + std::to_string(right);
      const testing::ProcessResult all =
          testing::RunProcess(repo.path(), {"git", "merge-base", "--all", left_name, right_name});
      std::vector<Number> expected;
      std::istringstream lines(all.out);
      for (std::string line; std::getline(lines, line);) expected.push_back(numbers.at(line));
      EXPECT_THAT(FindMergeBases(history, Id(left), Id(right)).commits,
                  UnorderedElementsAreArray(Ids(expected)))
          << left_name << ' ' << right_name;
      EXPECT_EQ(std::to_string(CommitsBetween(history, Id(left), Id(right)).commits.size()),
                repo.Git({"rev-list", "--count", left_name + ".." + right_name}));
    }
  }
}

TEST(MergeBaseTest, TheForkPointIsTheBase) {
  MemoryHistory history = Line(3);
  const Number left = history.Add({1}, 10 * kDay);
  EXPECT_EQ(FindMergeBases(history, Id(left), Id(2)).commits, Ids({1}));
  EXPECT_EQ(FindMergeBases(history, Id(2), Id(0)).commits, Ids({0}))
      << "an ancestor is its own base";
  EXPECT_EQ(FindMergeBases(history, Id(2), Id(2)).commits, Ids({2}));
}

TEST(MergeBaseTest, CommitsWithoutCommonHistoryHaveNone) {
  MemoryHistory history = Line(3);
  const Number other = history.Add({}, 0);
  const MergeBases found = FindMergeBases(history, Id(2), Id(other));
  EXPECT_THAT(found.commits, IsEmpty());
  EXPECT_FALSE(found.history_missing);
}

TEST(MergeBaseTest, ACrissCrossHasTwoBasesAndTheNewerOneComesFirst) {
  MemoryHistory history;
  history.Add({}, 0);
  const Number left = history.Add({0}, 1);
  const Number right = history.Add({0}, 2);
  const Number left_merge = history.Add({left, right}, 3);
  const Number right_merge = history.Add({right, left}, 4);
  EXPECT_EQ(FindMergeBases(history, Id(left_merge), Id(right_merge)).commits, Ids({right, left}));
}

TEST(MergeBaseTest, ABorderOnOneSideMakesTheBaseUncertain) {
  MemoryHistory history = Line(4);
  const Number left = history.Add({1}, 10 * kDay);
  history.CutBelow(2);
  EXPECT_TRUE(FindMergeBases(history, Id(left), Id(3)).history_missing);
  EXPECT_FALSE(FindMergeBases(history, Id(2), Id(3)).history_missing)
      << "an ancestor is the base, whatever the other side hides";
  const Number beside = history.Add({1}, 11 * kDay);
  const Number merge = history.Add({3, beside}, 12 * kDay);
  history.CutBelow(beside);
  const MergeBases found = FindMergeBases(history, Id(3), Id(merge));
  EXPECT_EQ(found.commits, Ids({3}));
  EXPECT_FALSE(found.history_missing) << "also where a border of that side alone is met";
}

TEST(MergeBaseTest, ABaseThatIsNotInTheCloneIsUncertain) {
  MemoryHistory history = Line(4);
  const Number left = history.Add({3}, 10 * kDay);
  const Number right = history.Add({3}, 11 * kDay);
  history.Forget(3);
  EXPECT_TRUE(FindMergeBases(history, Id(left), Id(right)).history_missing);
}

TEST(CommitsBetweenTest, NewestComeFirstAndTheExcludedAreLeftOut) {
  MemoryHistory history = Line(5);
  const CommitRange range = CommitsBetween(history, Id(1), Id(4));
  EXPECT_THAT(range.commits, ElementsAre(Id(4), Id(3), Id(2)));
  EXPECT_FALSE(range.history_missing);
  EXPECT_THAT(CommitsBetween(history, Id(4), Id(1)).commits, IsEmpty());
}

TEST(CommitsBetweenTest, MissingHistoryIsTold) {
  MemoryHistory history = Line(5);
  history.CutBelow(2);
  EXPECT_TRUE(CommitsBetween(history, Id(1), Id(4)).history_missing);
  EXPECT_FALSE(CommitsBetween(history, Id(3), Id(4)).history_missing);
  history.Forget(1);
  EXPECT_TRUE(CommitsBetween(history, Id(1), Id(4)).history_missing);
}

}  // namespace
}  // namespace deltaplan::graph
