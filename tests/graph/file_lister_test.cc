#include "graph/file_lister.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/memory_trees.h"

namespace deltaplan::graph {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Files = std::map<std::string, MemoryFile>;

class FileListerTest : public ::testing::Test {
 protected:
  static constexpr std::size_t kNoLimit = 1000;

  FileList List(const Files& before, const Files& after,
                FileLister::Options options = {.max_files = kNoLimit}) {
    FileList list;
    const ObjectId left = trees_.Add(before);
    const ObjectId right = trees_.Add(after);
    EXPECT_FALSE(FileLister(trees_).List(RepoPath(), {FileMode::kTree, left},
                                         {FileMode::kTree, right}, options, list));
    return list;
  }

  // "A path", "D path", "M path", "m path" (mode) or "T path" for each file.
  static std::vector<std::string> Lines(const FileList& list) {
    std::vector<std::string> lines;
    for (const FileChange& file : list.files) {
      lines.push_back(std::string(1, "ADMmT"[static_cast<int>(file.status)]) + " " + file.path);
    }
    return lines;
  }

  MemoryTrees trees_;
};

TEST_F(FileListerTest, EachKindOfChangeHasItsStatus) {
  const Files before = {{"deleted", {}},
                        {"edited", {FileMode::kFile, "1"}},
                        {"link", {FileMode::kFile, "x"}},
                        {"mode", {FileMode::kFile, "x"}},
                        {"module", {FileMode::kSubmodule, "1"}},
                        {"same", {}}};
  const Files after = {{"added", {}},
                       {"edited", {FileMode::kExecutable, "2"}},
                       {"link", {FileMode::kSymlink, "x"}},
                       {"mode", {FileMode::kExecutable, "x"}},
                       {"module", {FileMode::kSubmodule, "2"}},
                       {"same", {}}};
  const FileList list = List(before, after);
  EXPECT_THAT(Lines(list),
              ElementsAre("A added", "D deleted", "M edited", "T link", "m mode", "M module"));
  EXPECT_EQ(list.count, 6U);
}

TEST_F(FileListerTest, AFileThatBecomesADirectoryIsADeletionAndAdditions) {
  EXPECT_THAT(Lines(List({{"x", {}}, {"x.txt", {}}}, {{"x/a", {}}, {"x/b", {}}, {"x.txt", {}}})),
              ElementsAre("D x", "A x/a", "A x/b"));
  EXPECT_THAT(Lines(List({{"x/a", {}}}, {{"x", {}}})), ElementsAre("A x", "D x/a"));
}

TEST_F(FileListerTest, ADirectoryThatIsNewOrGoneIsComparedWithNothingWhateverItsSiblingHeld) {
  EXPECT_THAT(Lines(List({{"a/x", {FileMode::kFile, "1"}}, {"c", {}}},
                         {{"a/x", {FileMode::kFile, "2"}}, {"b/y", {}}, {"c/z", {}}})),
              ElementsAre("M a/x", "A b/y", "D c", "A c/z"));
  EXPECT_THAT(Lines(List({{"a/x", {FileMode::kFile, "1"}}, {"b/y", {}}},
                         {{"a/x", {FileMode::kFile, "2"}}})),
              ElementsAre("M a/x", "D b/y"));
}

TEST_F(FileListerTest, APathThatBecomesADirectoryIsTheSame) {
  const EntryState file{FileMode::kFile, ObjectId()};
  const EntryState directory{FileMode::kTree, trees_.Add({{"a", {}}})};
  const auto lines = [&](const EntryState& before, const EntryState& after) {
    FileList list;
    EXPECT_FALSE(FileLister(trees_).List(RepoPath::FromCanonical("x"), before, after,
                                         {.max_files = kNoLimit}, list));
    return Lines(list);
  };
  EXPECT_THAT(lines(file, directory), ElementsAre("D x", "A x/a"));
  EXPECT_THAT(lines(directory, file), ElementsAre("A x", "D x/a"));
}

TEST_F(FileListerTest, FilesStandInTheOrderOfTheirPaths) {
  const std::vector<std::string> paths = {"x", "x!", "x-y/a", "x.txt", "x0", "y!z", "y/a", "y0"};
  Files before;
  for (const std::string& path : paths) before[path] = {};
  Files after = before;
  for (auto& [path, file] : after) file.content = "2";
  after.erase("x");
  after["x/a"] = {};
  after["x/b/c"] = {};
  EXPECT_THAT(Lines(List(before, after)), ElementsAre("D x", "M x!", "M x-y/a", "M x.txt", "A x/a",
                                                      "A x/b/c", "M x0", "M y!z", "M y/a", "M y0"));
}

TEST_F(FileListerTest, NothingIsReadWhereIdsAreEqual) {
  const Files files = {{"a/b/c", {}}, {"a/d", {}}};
  EXPECT_THAT(Lines(List(files, files)), IsEmpty());
  EXPECT_EQ(trees_.reads(), 0U);
}

TEST_F(FileListerTest, ACutListHasAnExactCount) {
  Files after;
  for (int i = 0; i < 30; ++i) after["d/" + std::to_string(i)] = {};
  const FileList list = List({}, after, {.max_files = 3});
  EXPECT_THAT(Lines(list), ElementsAre("A d/0", "A d/1", "A d/10"));
  EXPECT_EQ(list.count, 30U);
}

TEST_F(FileListerTest, StoppingAtTheFirstReadsNoMoreThanThat) {
  Files after;
  for (int i = 0; i < 30; ++i) after[std::to_string(i) + "/x"] = {};
  const FileList list = List({}, after, {.max_files = kNoLimit, .stop_at_first = true});
  EXPECT_EQ(list.count, 1U);
  EXPECT_LE(trees_.reads(), 3U);  // both roots and one directory
}

TEST_F(FileListerTest, IgnoredFilesDoNotCountAndIgnoredDirectoriesAreNotRead) {
  const IgnoreRules ignore({"*.md", "!keep.md", "docs/"});
  const Files after = {{"docs/x", {}}, {"keep.md", {}}, {"notes.md", {}}, {"src/x", {}}};
  const FileList list = List({}, after, {.max_files = kNoLimit, .ignore = &ignore});
  EXPECT_THAT(Lines(list), ElementsAre("A keep.md", "A src/x"));
  EXPECT_EQ(list.count, 2U);
  EXPECT_EQ(trees_.reads(), 3U);  // both roots and src
}

TEST_F(FileListerTest, ARuleForDirectoriesHidesNoFile) {
  const IgnoreRules ignore({"docs/"});
  EXPECT_THAT(Lines(List({}, {{"docs", {}}}, {.max_files = kNoLimit, .ignore = &ignore})),
              ElementsAre("A docs"));
}

TEST_F(FileListerTest, ARuleForADirectoryAboveHidesAll) {
  for (const char* rule : {"services/api", "services/api/", "services/"}) {
    const IgnoreRules ignore({rule});
    FileList list;
    EXPECT_FALSE(FileLister(trees_).List(RepoPath::FromCanonical("services/api/src"), {},
                                         {FileMode::kFile, ObjectId()},
                                         {.max_files = kNoLimit, .ignore = &ignore}, list));
    EXPECT_EQ(list.count, 0U) << rule;
  }
}

TEST_F(FileListerTest, ExceptedPathsArePassedOver) {
  const PathTrie except({RepoPath::FromCanonical("services/api"), RepoPath::FromCanonical("lock")});
  const Files after = {{"lock", {}}, {"readme", {}}, {"services/api/x", {}}, {"services/x", {}}};
  EXPECT_THAT(Lines(List({}, after, {.max_files = kNoLimit, .except = &except})),
              ElementsAre("A readme", "A services/x"));
}

TEST_F(FileListerTest, ATreeThatCannotBeReadIsAnError) {
  const ObjectId before = trees_.Add({{"d/x", {FileMode::kFile, "1"}}});
  const ObjectId after = trees_.Add({{"d/x", {FileMode::kFile, "2"}}});
  trees_.Forget(trees_.Add({{"x", {FileMode::kFile, "1"}}}));
  for (const auto& [left, right] : {std::pair(before, after), std::pair(after, before)}) {
    FileList list;
    const auto error =
        FileLister(trees_).List(RepoPath(), {FileMode::kTree, left}, {FileMode::kTree, right},
                                {.max_files = kNoLimit}, list);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->kind, TreeError::Kind::kMissing);
  }
}

TEST(DeepTreeTest, ATreeThatIsTooDeepIsAnErrorAndNoCrash) {
  MemoryTrees trees;
  const ObjectId before = trees.AddFiles({{"file", "1"}});
  constexpr std::size_t kDepth = 100'000;
  ObjectId at_limit;
  ObjectId beyond;  // the outermost tree that is too deep
  ObjectId after = trees.AddFiles({{"file", "2"}});
  for (std::size_t depth = 1; depth <= kDepth; ++depth) {
    after = trees.Wrap("d", after);
    if (depth == kDeepestTree) at_limit = after;
    if (kDepth - depth == kDeepestTree + 1) beyond = after;
  }
  FileList list;
  const EntryState old_state{FileMode::kTree, before};
  EXPECT_EQ(FileLister(trees).List(RepoPath(), old_state, {FileMode::kTree, at_limit}, {}, list),
            std::nullopt);
  EXPECT_EQ(list.count, 2U);
  const EntryState new_state{FileMode::kTree, after};
  for (const auto& [left, right] : {std::pair(old_state, new_state), {new_state, old_state}}) {
    const std::optional<TreeError> error =
        FileLister(trees).List(RepoPath(), left, right, {}, list);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->kind, TreeError::Kind::kTooDeep);
    EXPECT_EQ(error->id, beyond);
  }
}

}  // namespace
}  // namespace deltaplan::graph
