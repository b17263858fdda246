#include "planner/git/commit_graph.h"

#include <algorithm>
#include <cstdint>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

#include "tests/planner/git/pack_builder.h"
#include "tests/support/git_sandbox.h"

namespace deltaplan::planner {
namespace {

using graph::ObjectId;
using testing::BigEndianBytes;
using testing::IdWithFirstByte;

constexpr std::uint32_t kNoParent = 0x70000000;
constexpr std::uint32_t kMark = 0x80000000;

std::string Raw(const ObjectId& id) { return {id.bytes.begin(), id.bytes.end()}; }

struct Row {
  unsigned first_byte;  // of its id; ascending
  std::uint32_t parent = kNoParent;
  std::uint32_t second = kNoParent;
  std::uint64_t time = 0;
};

// A file of a graph as git writes it.
std::string GraphFile(const std::vector<Row>& rows, const std::vector<std::uint32_t>& edges = {},
                      unsigned files_below = 0) {
  std::string fan_out;
  for (unsigned byte = 0; byte < 256; ++byte) {
    const auto count =
        std::ranges::count_if(rows, [byte](const Row& row) { return row.first_byte <= byte; });
    fan_out += BigEndianBytes(static_cast<std::uint64_t>(count), 4);
  }
  std::string ids;
  std::string data;
  for (const Row& row : rows) {
    ids += Raw(IdWithFirstByte(row.first_byte));
    data += std::string(20, 't') + BigEndianBytes(row.parent, 4) + BigEndianBytes(row.second, 4) +
            BigEndianBytes((std::uint64_t{7} << 34U) | row.time, 8);
  }
  std::string further;
  for (const std::uint32_t edge : edges) further += BigEndianBytes(edge, 4);
  std::string table;
  std::string content;
  const std::size_t chunks = 4;
  const auto add = [&](const std::string& name, const std::string& chunk) {
    table += name + BigEndianBytes(8 + (chunks + 1) * 12 + content.size(), 8);
    content += chunk;
  };
  add("OIDF", fan_out);
  add("OIDL", ids);
  add("CDAT", data);
  add("EDGE", further);
  table += std::string(4, '\0') + BigEndianBytes(8 + (chunks + 1) * 12 + content.size(), 8);
  return "CGPH" + BigEndianBytes(1, 1) + BigEndianBytes(1, 1) + BigEndianBytes(chunks, 1) +
         BigEndianBytes(files_below, 1) + table + content + std::string(20, 'c');
}

using Ids = std::vector<ObjectId>;

TEST(CommitGraphTest, ParentsAndTimesAreFound) {
  const std::string bytes =
      GraphFile({{.first_byte = 0x00, .parent = 2, .second = kNoParent, .time = 5},
                 {.first_byte = 0x7F, .parent = 0, .second = 2, .time = std::uint64_t{3} << 32U},
                 {.first_byte = 0xFF}});
  const CommitGraph graph = CommitGraph::Parse({bytes});
  EXPECT_EQ(graph.commit_count(), 3U);
  EXPECT_EQ(graph.Find(IdWithFirstByte(0x00))->parents, Ids{IdWithFirstByte(0xFF)});
  EXPECT_EQ(graph.Find(IdWithFirstByte(0x00))->time, 5);
  EXPECT_EQ(graph.Find(IdWithFirstByte(0x7F))->parents,
            (Ids{IdWithFirstByte(0x00), IdWithFirstByte(0xFF)}));
  EXPECT_EQ(graph.Find(IdWithFirstByte(0x7F))->time, std::int64_t{3} << 32U);
  EXPECT_EQ(graph.Find(IdWithFirstByte(0xFF))->parents, Ids());
  EXPECT_FALSE(graph.Find(IdWithFirstByte(0xFF))->is_border);
  EXPECT_FALSE(graph.Find(IdWithFirstByte(0x01)));
}

TEST(CommitGraphTest, AMergeOfManyHasItsParentsInOrder) {
  const std::string bytes = GraphFile({{.first_byte = 1},
                                       {.first_byte = 2},
                                       {.first_byte = 3},
                                       {.first_byte = 4, .parent = 1, .second = kMark | 1}},
                                      {0, 2, kMark | 0});
  const CommitGraph graph = CommitGraph::Parse({bytes});
  EXPECT_EQ(graph.Find(IdWithFirstByte(4))->parents,
            (Ids{IdWithFirstByte(2), IdWithFirstByte(3), IdWithFirstByte(1)}));
}

TEST(CommitGraphTest, AChainCountsPositionsThroughAllItsFiles) {
  const std::string base = GraphFile({{.first_byte = 1}, {.first_byte = 9, .parent = 0}});
  const std::string top = GraphFile({{.first_byte = 5, .parent = 1, .second = 0}}, {}, 1);
  const CommitGraph graph = CommitGraph::Parse({base, top});
  EXPECT_EQ(graph.commit_count(), 3U);
  EXPECT_EQ(graph.Find(IdWithFirstByte(5))->parents, (Ids{IdWithFirstByte(9), IdWithFirstByte(1)}));
  EXPECT_EQ(graph.Find(IdWithFirstByte(9))->parents, Ids{IdWithFirstByte(1)});
  EXPECT_EQ(CommitGraph::Parse({top}).commit_count(), 0U) << "what it builds upon is missing";
  EXPECT_EQ(CommitGraph::Parse({base, base}).commit_count(), 0U);
}

TEST(CommitGraphTest, AParentThatIsNotThereMakesItsChildUnknown) {
  const std::string bytes = GraphFile({{.first_byte = 1, .parent = 3},
                                       {.first_byte = 2, .parent = 0, .second = kMark | 9},
                                       {.first_byte = 3, .parent = 1, .second = kMark | 0}},
                                      {7, 0});
  const CommitGraph graph = CommitGraph::Parse({bytes});
  EXPECT_EQ(graph.commit_count(), 3U);
  for (const unsigned first : {1U, 2U, 3U}) EXPECT_FALSE(graph.Find(IdWithFirstByte(first)));
  const std::string endless =
      GraphFile({{.first_byte = 1}, {.first_byte = 2, .parent = 0, .second = kMark | 0}},
                {0, 0});  // no end mark
  EXPECT_FALSE(CommitGraph::Parse({endless}).Find(IdWithFirstByte(2)));
}

TEST(CommitGraphTest, AFileThatIsCutShortKnowsNothing) {
  const std::string bytes = GraphFile({{.first_byte = 1}, {.first_byte = 2, .parent = 0}});
  for (std::size_t size = 0; size + 20 < bytes.size(); ++size) {
    EXPECT_EQ(CommitGraph::Parse({std::string_view(bytes).substr(0, size)}).commit_count(), 0U);
  }
}

TEST(CommitGraphTest, WhateverByteIsWrongNothingBreaks) {
  const std::string bytes = GraphFile({{.first_byte = 1}, {.first_byte = 2, .parent = 0}});
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const char byte : {'\0', '\x01', '\x7F', '\x80', '\xFF'}) {
      std::string damaged = bytes;
      damaged[at] = byte;
      const CommitGraph graph = CommitGraph::Parse({damaged});
      for (const unsigned first : {0U, 1U, 2U, 255U}) graph.Find(IdWithFirstByte(first));
    }
  }
}

TEST(CommitGraphTest, WhatGitWritesIsRead) {
  for (const char* split : {"--changed-paths", "--split=no-merge"}) {
    testing::GitSandbox sandbox;
    const testing::GitRepo repo = sandbox.Init("repo");
    const std::string objects = repo.path(".git/objects");
    EXPECT_EQ(CommitGraph::Open(objects).commit_count(), 0U);
    std::vector<ObjectId> commits;
    for (int i = 0; i < 3; ++i) {
      commits.push_back(repo.CommitFile("file", std::to_string(i)));
      repo.Git({"commit-graph", "write", "--reachable", split});
    }
    const std::string tree = repo.Id("HEAD^{tree}").ToHex();
    const std::string octopus =
        repo.Git({"commit-tree", tree, "-m", "all", "-p", commits[0].ToHex(), "-p",
                  commits[2].ToHex(), "-p", commits[1].ToHex()});
    repo.Git({"update-ref", "refs/heads/main", octopus});
    repo.Git({"commit-graph", "write", "--reachable", split});
    const CommitGraph graph = CommitGraph::Open(objects);
    EXPECT_EQ(graph.commit_count(), 4U) << split;
    EXPECT_EQ(graph.Find(*ObjectId::FromHex(octopus))->parents,
              (Ids{commits[0], commits[2], commits[1]}));
    EXPECT_EQ(graph.Find(commits[1])->parents, Ids{commits[0]});
    EXPECT_EQ(std::to_string(graph.Find(commits[1])->time),
              repo.Git({"show", "--no-patch", "--format=%ct", commits[1].ToHex()}));
  }
}

}  // namespace
}  // namespace deltaplan::planner
