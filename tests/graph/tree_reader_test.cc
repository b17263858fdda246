#include "graph/tree_reader.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/support/memory_trees.h"

namespace deltaplan::graph {
namespace {

const std::string kRawId(ObjectId::kSize, '\x11');

std::string Entry(const std::string& mode, const std::string& name) {
  return mode + " " + name + std::string(1, '\0') + kRawId;
}

TEST(TreeReaderTest, EveryKindOfEntryIsParsed) {
  const std::string raw = Entry("100644", "a") + Entry("100755", "b") + Entry("40000", "c") +
                          Entry("120000", "d") + Entry("160000", "e");
  std::vector<TreeEntry> entries;
  ASSERT_TRUE(ParseTree(raw, entries));
  const std::vector<std::pair<std::string, FileMode>> expected = {{"a", FileMode::kFile},
                                                                  {"b", FileMode::kExecutable},
                                                                  {"c", FileMode::kTree},
                                                                  {"d", FileMode::kSymlink},
                                                                  {"e", FileMode::kSubmodule}};
  ASSERT_EQ(entries.size(), expected.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    EXPECT_EQ(entries[i].name, expected[i].first);
    EXPECT_EQ(entries[i].state, (EntryState{expected[i].second, ObjectId::FromRaw(kRawId.data())}));
  }
}

TEST(TreeReaderTest, OldModesCountAsGitReadsThem) {
  std::vector<TreeEntry> entries;
  const std::string raw = Entry("100664", "a") + Entry("100775", "b") + Entry("040000", "c");
  ASSERT_TRUE(ParseTree(raw, entries));
  EXPECT_EQ(entries[0].state.mode, FileMode::kFile);
  EXPECT_EQ(entries[1].state.mode, FileMode::kExecutable);
  EXPECT_EQ(entries[2].state.mode, FileMode::kTree);
}

TEST(TreeReaderTest, AnEmptyTreeHasNoEntries) {
  std::vector<TreeEntry> entries(1);
  EXPECT_TRUE(ParseTree("", entries));
  EXPECT_TRUE(entries.empty());
}

TEST(TreeReaderTest, DamagedBytesAreNoTree) {
  const std::string good = Entry("100644", "a");
  const std::string nul(1, '\0');
  const std::vector<std::string> damaged = {
      good.substr(0, good.size() - 1),                 // a cut id
      "100644 a",                                      // no NUL
      "100644",                                        // no name
      "100644 " + nul + kRawId,                        // an empty name
      " a" + nul + kRawId,                             // no mode
      "100648 a" + nul + kRawId,                       // not octal
      "100644xa" + nul + kRawId,                       // no blank behind the mode
      "00100644 a" + nul + kRawId,                     // too long for a mode
      "010000 a" + nul + kRawId,                       // a pipe
      good + "x",                                      // something after the last entry
      good + good,                                     // a name twice
      Entry("100644", "b") + Entry("100644", "a"),     // not sorted
      Entry("40000", "a") + Entry("100644", "a.txt"),  // not sorted: "a/" comes after "a.txt"
  };
  std::vector<TreeEntry> entries;
  EXPECT_TRUE(ParseTree(good, entries));
  for (const std::string& raw : damaged) EXPECT_FALSE(ParseTree(raw, entries)) << raw;
}

TEST(TreeReaderTest, FindEntryFindsFilesAndDirectoriesInGitsOrder) {
  MemoryTrees trees;
  const ObjectId root = trees.AddFiles(
      {{"api/x", ""}, {"api-gateway", ""}, {"api.txt", ""}, {"api0", ""}, {"b", ""}, {"\xff", ""}});
  std::string raw;
  std::vector<TreeEntry> entries;
  ASSERT_FALSE(ReadEntries(trees, root, raw, entries).has_value());
  ASSERT_EQ(entries.size(), 6U);
  EXPECT_EQ(entries[2].name, "api") << "a directory sorts as if its name ended in a slash";
  for (const TreeEntry& entry : entries) EXPECT_EQ(FindEntry(entries, entry.name), &entry);
  for (const char* absent : {"", "a", "api-", "api/", "apj", "z", "\xff\xff"}) {
    EXPECT_EQ(FindEntry(entries, absent), nullptr) << absent;
  }
}

TEST(TreeReaderTest, AMissingTreeAndADamagedOneAreDifferentErrors) {
  MemoryTrees trees;
  const ObjectId damaged = trees.AddFiles({{"a", "1"}});
  trees.Damage(damaged);
  const ObjectId missing = trees.AddFiles({{"a", "2"}});
  trees.Forget(missing);
  std::string raw;
  std::vector<TreeEntry> entries;
  const std::optional<TreeError> corrupt = ReadEntries(trees, damaged, raw, entries);
  ASSERT_TRUE(corrupt.has_value());
  EXPECT_EQ(corrupt->kind, TreeError::Kind::kCorrupt);
  EXPECT_EQ(corrupt->id, damaged);
  const std::optional<TreeError> absent = ReadEntries(trees, missing, raw, entries);
  ASSERT_TRUE(absent.has_value());
  EXPECT_EQ(absent->kind, TreeError::Kind::kMissing);
}

}  // namespace
}  // namespace deltaplan::graph
