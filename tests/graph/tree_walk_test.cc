#include "graph/tree_walk.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/support/memory_trees.h"

namespace deltaplan::graph {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

PathTrie Trie(const std::vector<std::string>& paths) {
  std::vector<RepoPath> parsed;
  for (const std::string& path : paths) parsed.push_back(RepoPath::FromCanonical(path));
  return PathTrie(std::move(parsed));
}

std::vector<InputId> All(const PathTrie& trie) {
  std::vector<InputId> all;
  for (std::size_t i = 0; i < trie.input_count(); ++i) {
    all.push_back(InputId{static_cast<std::uint32_t>(i)});
  }
  return all;
}

// The obvious way: one component after the other.
EntryState LookUp(TreeReader& reader, const ObjectId& root, std::string_view path) {
  EntryState state{FileMode::kTree, root};
  while (!path.empty()) {
    if (!state.IsTree()) return {};
    std::string raw;
    std::vector<TreeEntry> entries;
    if (ReadEntries(reader, state.id, raw, entries)) return {};
    const std::size_t slash = path.find('/');
    const TreeEntry* entry = FindEntry(entries, path.substr(0, slash));
    if (entry == nullptr) return {};
    state = entry->state;
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
  }
  return state;
}

TEST(TreeWalkTest, FindsFilesDirectoriesAndTheRootItself) {
  MemoryTrees trees;
  const ObjectId root = trees.AddFiles({{"a/b/file", "1"}, {"a/other", "2"}, {"single", "3"}});
  const PathTrie trie = Trie({"", "a", "a/b", "a/b/file", "single"});
  const WalkRequest request{root, All(trie)};
  const WalkResult result = TreeWalk(trees, trie).Walk({&request, 1});
  ASSERT_FALSE(result.error);
  ASSERT_THAT(result.states.front(), SizeIs(5));
  for (const InputId input : All(trie)) {
    const EntryState& state = result.states.front()[Index(input)];
    EXPECT_TRUE(state.Exists());
    EXPECT_EQ(state, LookUp(trees, root, trie.PathOf(input).bytes())) << Index(input);
  }
}

TEST(TreeWalkTest, WhoWantsNothingGetsNothing) {
  MemoryTrees trees;
  const ObjectId root = trees.AddFiles({{"a/b", "1"}});
  const PathTrie trie = Trie({"", "a"});
  const std::vector<WalkRequest> requests{{root, {}}, {root, All(trie)}};
  const WalkResult result = TreeWalk(trees, trie).Walk(requests);
  ASSERT_FALSE(result.error);
  EXPECT_THAT(result.states, ElementsAre(SizeIs(0), SizeIs(2)));
}

TEST(TreeWalkTest, TheRootAloneIsKnownWithoutReading) {
  MemoryTrees trees;
  const ObjectId root = trees.AddFiles({{"a/b", "1"}});
  const PathTrie trie = Trie({""});
  const WalkRequest request{root, All(trie)};
  const WalkResult result = TreeWalk(trees, trie).Walk({&request, 1});
  ASSERT_FALSE(result.error);
  EXPECT_THAT(result.states, ElementsAre(ElementsAre(EntryState{FileMode::kTree, root})));
  EXPECT_EQ(trees.reads(), 0U);
}

TEST(TreeWalkTest, NothingStandsBelowAFileASubmoduleOrNothing) {
  MemoryTrees trees;
  const ObjectId root = trees.Add({{"file", {}}, {"module", {FileMode::kSubmodule, "commit"}}});
  const PathTrie trie = Trie({"file/x", "module/x", "nowhere/x/y"});
  const WalkRequest request{root, All(trie)};
  const WalkResult result = TreeWalk(trees, trie).Walk({&request, 1});
  ASSERT_FALSE(result.error);
  for (const EntryState& state : result.states.front()) EXPECT_FALSE(state.Exists());
}

TEST(TreeWalkTest, ANameThatBeginsAnotherOneIsNotTheOther) {
  MemoryTrees trees;
  const ObjectId root = trees.AddFiles({{"api-gateway/x", "1"}, {"api.json", "2"}});
  const PathTrie trie = Trie({"api"});
  const WalkRequest request{root, All(trie)};
  EXPECT_FALSE(TreeWalk(trees, trie).Walk({&request, 1}).states.front().front().Exists());
}

TEST(TreeWalkTest, ATreeThatSeveralRequestsShareIsReadOnce) {
  MemoryTrees trees;
  std::vector<WalkRequest> requests;
  const PathTrie trie = Trie({"lib/a", "lib/b"});
  for (int i = 0; i < 20; ++i) {
    const ObjectId root =
        trees.AddFiles({{"lib/a/x", "1"}, {"lib/b/x", "1"}, {"version", std::to_string(i)}});
    requests.push_back({root, All(trie)});
  }
  const WalkResult result = TreeWalk(trees, trie).Walk(requests);
  ASSERT_FALSE(result.error);
  EXPECT_EQ(trees.reads(), 20U + 1U);  // each root, and the one "lib" of all of them
  for (const auto& states : result.states) EXPECT_EQ(states, result.states.front());
}

TEST(TreeWalkTest, ATreeThatComesBackIsReadOnce) {
  MemoryTrees trees;
  std::vector<WalkRequest> requests;
  const PathTrie trie = Trie({"lib/a"});
  for (const char* content : {"1", "2", "1", "2", "1"}) {
    const std::string number = std::to_string(requests.size());
    requests.push_back({trees.AddFiles({{"lib/a/x", content}, {"version", number}}), All(trie)});
  }
  const WalkResult result = TreeWalk(trees, trie).Walk(requests);
  ASSERT_FALSE(result.error);
  EXPECT_EQ(trees.reads(), 5U + 2U);  // each root, and both states of "lib"
  EXPECT_EQ(result.states[0], result.states[4]);
  EXPECT_NE(result.states[0], result.states[1]);
}

TEST(TreeWalkTest, TreesAreReadPathByPathInTheOrderOfTheRequests) {
  MemoryTrees trees;
  const PathTrie trie = Trie({"a/x", "b/x"});
  const std::vector<WalkRequest> requests{
      {trees.AddFiles({{"a/x", "1"}, {"b/x", "2"}}), All(trie)},
      {trees.AddFiles({{"a/x", "2"}, {"b/x", "1"}}), All(trie)}};
  ASSERT_FALSE(TreeWalk(trees, trie).Walk(requests).error);
  // The roots; a of the first and of the second, which is b of the first; b of the second.
  EXPECT_EQ(trees.reads(), 2U + 3U);
}

TEST(TreeWalkTest, TreesThatSeveralRequestsShareAtSeveralPathsAreReadOnce) {
  MemoryTrees trees;
  const PathTrie trie = Trie({"a/x", "b/x"});
  std::vector<WalkRequest> requests;
  for (const char* version : {"1", "2"}) {
    requests.push_back(
        {trees.AddFiles({{"a/x", "1"}, {"b/x", "2"}, {"version", version}}), All(trie)});
  }
  ASSERT_FALSE(TreeWalk(trees, trie).Walk(requests).error);
  EXPECT_EQ(trees.reads(), 2U + 2U);
}

TEST(TreeWalkTest, EqualTreesSideBySideAreReadOnce) {
  MemoryTrees trees;
  const ObjectId root = trees.AddFiles({{"a/x/file", "1"}, {"b/x/file", "1"}, {"c/x/file", "2"}});
  const PathTrie trie = Trie({"a/x", "b/x", "c/x"});
  const WalkResult result = TreeWalk(trees, trie).Walk({{{root, All(trie)}}});
  ASSERT_FALSE(result.error);
  EXPECT_EQ(trees.reads(), 3U);  // the root, what a and b have in common, and c
  EXPECT_EQ(result.states[0][0], result.states[0][1]);
  EXPECT_NE(result.states[0][0], result.states[0][2]);
}

TEST(TreeWalkTest, OnlyWhatIsWantedIsRead) {
  MemoryTrees trees;
  const ObjectId root = trees.AddFiles({{"a/x/file", "1"}, {"b/x/file", "2"}});
  const PathTrie trie = Trie({"a/x", "b/x"});
  const WalkRequest request{root, {*trie.Find(RepoPath::FromCanonical("b/x"))}};
  const WalkResult result = TreeWalk(trees, trie).Walk({&request, 1});
  ASSERT_THAT(result.states.front(), SizeIs(1));
  EXPECT_EQ(result.states.front().front(), LookUp(trees, root, "b/x"));
  trees.Forget(LookUp(trees, root, "a").id);
  EXPECT_FALSE(TreeWalk(trees, trie).Walk({&request, 1}).error);
}

TEST(TreeWalkTest, AMissingOrDamagedTreeIsAnErrorThatNamesIt) {
  for (const bool damaged : {false, true}) {
    MemoryTrees trees;
    const ObjectId root = trees.AddFiles({{"a/x", "1"}});
    const ObjectId inner = LookUp(trees, root, "a").id;
    damaged ? trees.Damage(inner) : trees.Forget(inner);
    // For many names a tree is parsed, for few it is passed through.
    for (const PathTrie& trie : {Trie({"a/x"}), Trie({"a/1", "a/2", "a/3", "a/4", "a/5", "a/6"})}) {
      const WalkRequest request{root, All(trie)};
      const WalkResult result = TreeWalk(trees, trie).Walk({&request, 1});
      ASSERT_TRUE(result.error);
      EXPECT_EQ(result.error->id, inner);
      EXPECT_EQ(result.error->kind,
                damaged ? TreeError::Kind::kCorrupt : TreeError::Kind::kMissing);
    }
  }
}

TEST(TreeWalkTest, AnErrorIsKeptWhenFurtherTreesCouldBeRead) {
  MemoryTrees trees;
  const ObjectId root = trees.AddFiles({{"a/x", "1"}, {"b/x", "2"}});
  const ObjectId inner = LookUp(trees, root, "a").id;
  const PathTrie trie = Trie({"a/x", "b/x"});
  const WalkRequest request{root, All(trie)};
  trees.Damage(inner);
  const WalkResult result = TreeWalk(trees, trie).Walk({&request, 1});
  ASSERT_TRUE(result.error);
  EXPECT_EQ(result.error->id, inner);
}

TEST(TreeWalkTest, RandomTreesGiveWhatLookingUpEachPathGives) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const auto below = [&](std::size_t n) { return random() % n; };
    // Few names, so that files and directories of one name meet.
    const auto path = [&] {
      constexpr const char* kNames[] = {"a", "a-b", "a.b", "ab", "b", "\xE6\xB5\x8B", "a b"};
      std::string text = kNames[below(7)];
      for (std::size_t depth = below(4); depth > 0; --depth)
        text += std::string("/") + kNames[below(7)];
      return text;
    };
    MemoryTrees trees;
    std::vector<std::string> wanted;
    for (unsigned i = 0; i < 12; ++i) wanted.push_back(path());
    const PathTrie trie = Trie(wanted);
    std::vector<WalkRequest> requests;
    for (unsigned r = 0; r < 5; ++r) {
      std::map<std::string, std::string> files;
      for (unsigned i = 0; i < 15; ++i) {
        const std::string file = path();
        // A path can't be a file and a directory at once.
        const bool clashes = std::ranges::any_of(files, [&](const auto& other) {
          return other.first.starts_with(file + "/") || file.starts_with(other.first + "/");
        });
        if (!clashes) files[file] = std::to_string(below(3));
      }
      WalkRequest request{trees.AddFiles(files), {}};
      for (const InputId input : All(trie)) {
        if (below(3) > 0) request.wanted.push_back(input);
      }
      requests.push_back(std::move(request));
    }
    const WalkResult result = TreeWalk(trees, trie).Walk(requests);
    ASSERT_FALSE(result.error);
    for (std::size_t r = 0; r < requests.size(); ++r) {
      for (std::size_t i = 0; i < requests[r].wanted.size(); ++i) {
        const std::string& text = trie.PathOf(requests[r].wanted[i]).bytes();
        EXPECT_EQ(result.states[r][i], LookUp(trees, requests[r].root, text)) << text;
      }
    }
  }
}

}  // namespace
}  // namespace deltaplan::graph
