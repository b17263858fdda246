#include "graph/fan_out.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "tests/support/naive_fan_out.h"

namespace deltaplan::graph {

static bool operator==(const Reach& left, const Reach& right) {
  return left.node == right.node && left.path == right.path;
}

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Nodes are named by one letter; "ab" says that a depends on b.
struct Letters {
  explicit Letters(const std::vector<std::string>& edges) {
    GraphBuilder builder;
    for (char letter = 'a'; letter <= 'h'; ++letter) {
      builder.AddNode(NodeKind::kPackage, std::string(1, letter));
    }
    for (const std::string& edge : edges) builder.AddDependency(Node(edge[0]), Node(edge[1]));
    graph = builder.Build();
  }

  static NodeId Node(char letter) { return NodeId{static_cast<std::uint32_t>(letter - 'a')}; }
  static std::string Name(const std::vector<NodeId>& path) {
    std::string name;
    for (const NodeId node : path) name += static_cast<char>('a' + Index(node));
    return name;
  }

  std::vector<std::string> PathsOfChanges(char service, const std::string& changed) const {
    IdVector<NodeId, bool> flags(graph.size(), false);
    for (const char letter : changed) flags[Node(letter)] = true;
    std::vector<std::string> paths;
    for (const Reach& reach : FanOut(Closure(graph, Node(service)), flags)) {
      EXPECT_EQ(reach.node, reach.path.front());
      paths.push_back(Name(reach.path));
    }
    return paths;
  }

  std::vector<std::string> Paths(char from, char to, std::size_t limit, bool& truncated) const {
    std::vector<std::string> paths;
    for (const auto& path : AllPaths(graph, Node(from), Node(to), limit, truncated)) {
      paths.push_back(Name(path));
    }
    return paths;
  }

  DependencyGraph graph;
};

TEST(FanOutTest, SharedPackageChangeReachesItsTransitiveDependentsOnly) {
  const Letters letters({"ac", "cd", "be"});
  EXPECT_THAT(letters.PathsOfChanges('a', "d"), ElementsAre("dca"));
  EXPECT_THAT(letters.PathsOfChanges('b', "d"), IsEmpty());
  EXPECT_THAT(letters.PathsOfChanges('c', "a"), IsEmpty()) << "not against the direction";
}

TEST(FanOutTest, AServiceReachesItself) {
  EXPECT_THAT(Letters({}).PathsOfChanges('a', "a"), ElementsAre("a"));
}

TEST(FanOutTest, ChangesAreReportedInTheOrderOfTheirNodes) {
  EXPECT_THAT(Letters({"ad", "ac", "cb"}).PathsOfChanges('a', "abcdh"),
              ElementsAre("a", "bca", "ca", "da"));
}

TEST(FanOutTest, ADiamondIsExplainedByTheSmallestShortestPath) {
  EXPECT_THAT(Letters({"ac", "ab", "bd", "cd"}).PathsOfChanges('a', "d"), ElementsAre("dba"));
  EXPECT_THAT(Letters({"ab", "bc", "cd", "ae", "ed"}).PathsOfChanges('a', "d"), ElementsAre("dea"))
      << "the shorter way wins over the smaller ids";
}

TEST(FanOutTest, ACycleAmongPackagesEndsAndReachesAllItsMembers) {
  const Letters letters({"ab", "bc", "cd", "db"});
  EXPECT_THAT(letters.PathsOfChanges('a', "bcd"), ElementsAre("ba", "cba", "dcba"));
  EXPECT_THAT(letters.PathsOfChanges('c', "bcd"), ElementsAre("bdc", "c", "dc"));
}

TEST(AllPathsTest, EverySimplePathIsFoundShortestFirst) {
  const Letters letters({"ab", "bd", "ac", "cd", "ad", "cb", "dh", "eh"});
  bool truncated = true;
  EXPECT_THAT(letters.Paths('d', 'a', 10, truncated), ElementsAre("da", "dba", "dca", "dbca"));
  EXPECT_FALSE(truncated);
  EXPECT_THAT(letters.Paths('a', 'd', 10, truncated), IsEmpty());
  EXPECT_THAT(letters.Paths('a', 'a', 10, truncated), ElementsAre("a"));
}

TEST(AllPathsTest, MoreThanTheLimitIsTold) {
  const Letters letters({"ab", "bd", "ac", "cd"});
  bool truncated = false;
  EXPECT_THAT(letters.Paths('d', 'a', 1, truncated), ElementsAre("dba"));
  EXPECT_TRUE(truncated);
  EXPECT_THAT(letters.Paths('d', 'a', 2, truncated), ElementsAre("dba", "dca"));
  EXPECT_FALSE(truncated);
}

TEST(AllPathsTest, InADenseGraphTheSearchGivesUpAndTellsSo) {
  GraphBuilder builder;
  constexpr std::uint32_t kNodes = 60;
  for (std::uint32_t i = 0; i < kNodes; ++i) {
    builder.AddNode(NodeKind::kPackage, std::to_string(i));
  }
  for (std::uint32_t i = 0; i < kNodes; ++i) {
    for (std::uint32_t j = 0; j < kNodes; ++j) builder.AddDependency(NodeId{i}, NodeId{j});
  }
  bool truncated = false;
  const auto paths = AllPaths(builder.Build(), NodeId{1}, NodeId{0}, 1000, truncated);
  EXPECT_TRUE(truncated);
  EXPECT_EQ(paths.front().size(), 2U);
}

TEST(FanOutRandomTest, RandomGraphsGiveWhatANaiveFanOutGives) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE(::testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    const auto below = [&](std::size_t limit) {
      return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
    };
    const auto count = static_cast<std::uint32_t>(1 + below(12));
    const auto any = [&] { return NodeId{static_cast<std::uint32_t>(below(count))}; };
    GraphBuilder builder;
    for (std::uint32_t i = 0; i < count; ++i) {
      builder.AddNode(NodeKind::kPackage, std::to_string(i));
    }
    std::set<std::pair<NodeId, NodeId>> edges;
    for (std::size_t i = below(20); i > 0; --i) {
      const NodeId dependent = any();
      const NodeId dependency = any();
      builder.AddDependency(dependent, dependency);
      if (dependent != dependency) edges.insert({dependent, dependency});
    }
    const DependencyGraph graph = builder.Build();
    const NaiveFanOut naive(count, edges);

    std::set<NodeId> changed;
    IdVector<NodeId, bool> flags(count, false);
    for (std::size_t i = below(6); i > 0; --i) {
      changed.insert(any());
      flags[*changed.rbegin()] = true;
    }
    for (const NodeId node : changed) flags[node] = true;
    std::vector<NodeId> starts;
    for (std::uint32_t i = 0; i < count; ++i) starts.push_back(NodeId{i});
    const std::vector<Closure> closures = FindClosures(graph, starts, {});
    ASSERT_EQ(closures.size(), starts.size());
    for (const NodeId start : starts) {
      ASSERT_EQ(FanOut(closures[Index(start)], flags), naive.FanOut(start, changed));
      ASSERT_EQ(FanOut(Closure(graph, start), flags), naive.FanOut(start, changed));
    }

    bool truncated = true;
    const NodeId from = any();
    const NodeId to = any();
    const auto paths = AllPaths(graph, from, to, 1'000'000, truncated);
    ASSERT_FALSE(truncated);
    ASSERT_EQ(std::set(paths.begin(), paths.end()), naive.AllPaths(from, to));
    ASSERT_TRUE(std::ranges::is_sorted(paths, [](const auto& left, const auto& right) {
      return left.size() != right.size() ? left.size() < right.size() : left < right;
    }));
  }
}

// They are found in parts of 512.
TEST(FindClosuresTest, EveryServiceHasOneHoweverManyThereAre) {
  GraphBuilder builder;
  std::vector<NodeId> services;
  for (int i = 0; i < 1'026; ++i) {
    services.push_back(builder.AddNode(NodeKind::kService, std::to_string(i)));
  }
  const DependencyGraph graph = builder.Build();
  for (const std::size_t count : {0U, 1U, 511U, 512U, 513U, 1'023U, 1'024U, 1'025U}) {
    const std::span<const NodeId> starts = std::span(services).first(count);
    std::vector<NodeId> found;
    for (const Closure& closure : FindClosures(graph, starts, {})) {
      ASSERT_EQ(closure.nodes().size(), 1U);
      found.push_back(closure.nodes().front());
    }
    EXPECT_TRUE(std::ranges::equal(found, starts)) << count;
  }
}

TEST(FindClosuresTest, ThousandsOfServicesOnSeveralThreadsGiveTheSameAsOneByOne) {
  GraphBuilder builder;
  std::vector<NodeId> services;
  for (std::size_t i = 0; i < 2'000; ++i) {
    services.push_back(builder.AddNode(NodeKind::kService, "s" + std::to_string(i)));
    for (std::size_t p = 0; p < 5; ++p) {
      const NodeId package =
          builder.AddNode(NodeKind::kPackage, "p" + std::to_string((i * 7 + p * p) % 97));
      builder.AddDependency(services.back(), package);
    }
  }
  const DependencyGraph graph = builder.Build();
  const std::vector<Closure> closures = FindClosures(graph, services, {.jobs = 4});
  ASSERT_EQ(closures.size(), services.size());
  for (std::size_t i = 0; i < services.size(); ++i) {
    const Closure alone(graph, services[i]);
    ASSERT_TRUE(std::ranges::equal(closures[i].nodes(), alone.nodes()));
  }
}

}  // namespace
}  // namespace deltaplan::graph
