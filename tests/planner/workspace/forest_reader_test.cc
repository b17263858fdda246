// How often a blob is read: once, however many commits hold it, and not at all where nothing asks.
#include "planner/workspace/forest_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/support/memory_forest.h"

namespace deltaplan::planner::workspace {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr const char* kCountedLock = "pnpm-lock.yaml";

std::string CountedLock(const std::string& version) {
  return "lockfileVersion: '9.0'\nimporters:\n  .: {}\n  apps/a:\n    dependencies:\n      x:\n"
         "        specifier: ^1.0.0\n        version: " +
         version + "\npackages:\n  x@" + version + ":\n    resolution: {integrity: sha512-" +
         version + "}\nsnapshots:\n  x@" + version + ": {}\n";
}

FileTexts CountedSample(const std::string& lock) {
  return {{"package.json", R"({"name":"root"})"},
          {"pnpm-workspace.yaml", "packages: ['apps/*']\n"},
          {"apps/a/package.json", R"({"name":"a","dependencies":{"x":"^1.0.0"}})"},
          {kCountedLock, lock}};
}

class ForestReads : public ::testing::Test {
 protected:
  const Forest& Read(const FileTexts& files, const std::set<RootName>& with_records = {}) {
    return *std::get<const Forest*>(reader_.Read(
        trees_.AddFiles(files), {graph::RepoPath::FromCanonical("apps/a")}, with_records));
  }

  graph::MemoryTrees trees_;
  std::map<std::string, int> reads_;  // by content
  ForestReader reader_{trees_,
                       [this](const graph::ObjectId& id) {
                         std::optional<std::string> content = trees_.Content(id);
                         ++reads_[content.value_or("")];
                         return content;
                       },
                       [](std::string_view) { return false; }};
};

TEST_F(ForestReads, Scenario12_ALockfileThatIsTheSameIsNotRead) {
  FileTexts later = CountedSample(CountedLock("1.0.0"));
  later["apps/a/x.ts"] = "";
  Read(CountedSample(CountedLock("1.0.0")));
  Read(later);
  EXPECT_FALSE(reads_.contains(CountedLock("1.0.0")));
  EXPECT_EQ(reads_.size(), 3U);  // manifests, and the list of members
  EXPECT_THAT(reads_, Each(Pair(::testing::_, 1)));
}

TEST_F(ForestReads, EachLockfileIsReadOnceWhateverCommitsHoldIt) {
  const std::set<RootName> roots{{"javascript", graph::RepoPath()}};
  FileTexts later = CountedSample(CountedLock("1.0.0"));
  later["apps/a/x.ts"] = "";
  for (const FileTexts& files :
       {CountedSample(CountedLock("1.0.0")), CountedSample(CountedLock("1.1.0")), later}) {
    Read(files);
    EXPECT_NE(Read(files, roots).roots.front().side.records, nullptr);
  }
  EXPECT_EQ(reads_.size(), 5U);
  EXPECT_THAT(reads_, Each(Pair(::testing::_, 1)));
  EXPECT_EQ(reader_.parsed_count(), 5U);
}

TEST_F(ForestReads, OtherLockfilesAreToldByTheirIds) {
  const Forest& forest = Read(CountedSample(CountedLock("1.0.0")));
  const std::size_t read = reads_.size();
  const auto others = [&](const FileTexts& files) {
    return reader_.OtherLockfiles(forest, trees_.AddFiles(files));
  };
  FileTexts same = CountedSample(CountedLock("1.0.0"));
  same["apps/a/x.ts"] = "";
  EXPECT_THAT(others(same), IsEmpty());
  EXPECT_THAT(others(CountedSample(CountedLock("1.1.0"))),
              ElementsAre(RootName{"javascript", graph::RepoPath()}));
  FileTexts without = same;
  without.erase(kCountedLock);
  EXPECT_THAT(others(without), IsEmpty());
  EXPECT_EQ(reads_.size(), read);
}

}  // namespace
}  // namespace deltaplan::planner::workspace
