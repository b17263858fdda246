#include "graph/path_trie.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace deltaplan::graph {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

PathTrie Make(const std::vector<std::string>& paths) {
  std::vector<RepoPath> parsed;
  for (const std::string& path : paths) parsed.push_back(*RepoPath::Parse(path));
  return PathTrie(std::move(parsed));
}

std::vector<std::string> OwnersOf(const PathTrie& trie, const std::string& path) {
  std::vector<std::string> owners;
  for (const InputId id : trie.Owners(*RepoPath::Parse(path))) {
    owners.push_back(trie.PathOf(id).bytes());
  }
  return owners;
}

TEST(PathTrie, NumbersInputsInPreOrder) {
  const PathTrie trie = Make({"b", "a/x", "a-b", "a", "a/x/y", "b"});
  std::vector<std::string> order;
  for (std::uint32_t i = 0; i < trie.input_count(); ++i) {
    order.push_back(trie.PathOf(InputId{i}).bytes());
  }
  EXPECT_THAT(order, ElementsAre("a", "a/x", "a/x/y", "a-b", "b"));
}

TEST(PathTrie, RangesCoverWhatLiesBelow) {
  const PathTrie trie = Make({"a", "a/x", "a-b", "b/c"});
  const auto a = trie.Child(PathTrie::kRoot, "a");
  ASSERT_TRUE(a);
  EXPECT_EQ(trie.node(*a).first_input, 0U);
  EXPECT_EQ(trie.node(*a).end_input, 2U);
  EXPECT_EQ(trie.node(PathTrie::kRoot).end_input, 4U);
  EXPECT_FALSE(trie.Child(PathTrie::kRoot, "c"));
}

TEST(PathTrie, FindsExactPathsOnly) {
  const PathTrie trie = Make({"services/api", "services/api-gateway"});
  EXPECT_TRUE(trie.Find(*RepoPath::Parse("services/api")));
  EXPECT_FALSE(trie.Find(*RepoPath::Parse("services")));
  EXPECT_FALSE(trie.Find(*RepoPath::Parse("services/api/src")));
}

TEST(PathTrie, OwnersAreTheInputsAboveAPath) {
  const PathTrie trie = Make({"services/a", "services/a/worker", "services/a-b", "lock"});
  EXPECT_THAT(OwnersOf(trie, "services/a/worker/x"),
              ElementsAre("services/a", "services/a/worker"));
  EXPECT_THAT(OwnersOf(trie, "services/a-b/x"), ElementsAre("services/a-b"));
  EXPECT_THAT(OwnersOf(trie, "services/ab"), IsEmpty());
  EXPECT_THAT(OwnersOf(trie, "lock"), ElementsAre("lock"));
}

TEST(PathTrie, TheRootOwnsEverything) {
  const PathTrie trie = Make({"", "a"});
  EXPECT_THAT(OwnersOf(trie, "b/c"), ElementsAre(""));
  EXPECT_THAT(OwnersOf(trie, "a"), ElementsAre("", "a"));
}

}  // namespace
}  // namespace deltaplan::graph
