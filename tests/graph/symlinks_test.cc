#include "graph/symlinks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/memory_trees.h"

namespace deltaplan::graph {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

// A tree of links (path -> text) and files ("" stands for any content).
struct Fixture {
  Fixture(const std::map<std::string, std::string>& links, const std::vector<std::string>& files,
          const std::vector<std::string>& submodules = {}) {
    std::map<std::string, MemoryFile> all;
    for (const auto& [path, text] : links) all[path] = {FileMode::kSymlink, text};
    for (const std::string& path : files) all[path] = {FileMode::kFile, "content"};
    for (const std::string& path : submodules) all[path] = {FileMode::kSubmodule, "commit"};
    root = trees.Add(all);
  }

  std::vector<std::string> Links() {
    std::optional<TreeError> error;
    std::vector<std::string> paths;
    for (const Symlink& link : Find(error)) paths.push_back(link.path.bytes());
    EXPECT_FALSE(error.has_value());
    return paths;
  }

  std::vector<Symlink> Find(std::optional<TreeError>& error) {
    return FindSymlinks(trees, RepoPath(), {FileMode::kTree, root}, error);
  }

  // Where the link at `path` leads.
  std::vector<std::string> Follow(const std::string& path) {
    std::optional<TreeError> error;
    for (const Symlink& link : Find(error)) {
      if (link.path.bytes() != path) continue;
      const auto result = FollowSymlink(
          trees, root, link, [&](const Symlink& further) { return trees.Content(further.blob); });
      std::vector<std::string> targets;
      for (const RepoPath& target : std::get<std::vector<RepoPath>>(result)) {
        targets.push_back(target.bytes());
      }
      return targets;
    }
    ADD_FAILURE() << "no link " << path;
    return {};
  }

  MemoryTrees trees;
  ObjectId root;
};

TEST(FindSymlinksTest, EveryLinkBelowIsFoundSortedByPath) {
  Fixture fixture({{"a-b", "x"}, {"a/deep/l", "x"}, {"a/b", "x"}, {"z", "x"}}, {"a/file", "b"});
  EXPECT_THAT(fixture.Links(), ElementsAre("a-b", "a/b", "a/deep/l", "z"));
}

TEST(FindSymlinksTest, AnInputThatIsItselfALinkIsFoundAndAFileIsNone) {
  Fixture fixture({{"l", "x"}}, {"f"});
  const RepoPath path = RepoPath::FromCanonical("l");
  std::optional<TreeError> error;
  std::optional<TreeError> lookup_error;
  const ObjectId blob = fixture.Find(lookup_error).front().blob;
  EXPECT_EQ(FindSymlinks(fixture.trees, path, {FileMode::kSymlink, blob}, error).size(), 1U);
  EXPECT_THAT(FindSymlinks(fixture.trees, path, {FileMode::kFile, blob}, error), IsEmpty());
  EXPECT_THAT(FindSymlinks(fixture.trees, path, {}, error), IsEmpty());
  EXPECT_FALSE(error.has_value());
}

TEST(FindSymlinksTest, ATreeThatCantBeReadIsAnError) {
  Fixture fixture({{"a/l", "x"}}, {});
  fixture.trees.Forget(fixture.root);
  std::optional<TreeError> error;
  fixture.Find(error);
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->kind, TreeError::Kind::kMissing);
}

// Knows the links of one directory, if its tree is the one that it knows.
class KnownDirectory : public KnownLinks {
 public:
  KnownDirectory(std::string path, const ObjectId& tree) : path_(std::move(path)), tree_(tree) {}
  bool Append(std::string_view directory, const ObjectId& tree,
              std::vector<Symlink>& links) const override {
    if (directory != path_ || tree != tree_) return false;
    links.push_back({RepoPath::FromCanonical(path_ + "/known"), ObjectId()});
    return true;
  }

 private:
  std::string path_;
  ObjectId tree_;
};

TEST(FindSymlinksTest, WhatIsKnownOfADirectoryIsNotRead) {
  Fixture fixture({{"a/l", "x"}, {"b/l", "x"}, {"c", "x"}}, {});
  std::string raw;
  std::vector<TreeEntry> entries;
  ASSERT_FALSE(ReadEntries(fixture.trees, fixture.root, raw, entries));
  const ObjectId tree = FindEntry(entries, "b")->state.id;
  const auto paths = [&fixture](const KnownLinks& known) {
    std::optional<TreeError> error;
    std::vector<std::string> found;
    for (const Symlink& link :
         FindSymlinks(fixture.trees, RepoPath(), {FileMode::kTree, fixture.root}, error, &known)) {
      found.push_back(link.path.bytes());
    }
    return found;
  };
  EXPECT_THAT(paths(KnownDirectory("b", tree)), ElementsAre("a/l", "b/known", "c"));
  EXPECT_THAT(paths(KnownDirectory("b", ObjectId())), ElementsAre("a/l", "b/l", "c"));
}

TEST(FollowSymlinkTest, ManyLinksOfOneDirectoryReadItOnce) {
  std::map<std::string, std::string> links;
  for (int i = 0; i < 50; ++i) links["vendor/l" + std::to_string(i)] = "../files/f";
  Fixture fixture(links, {"files/f"});
  class Counted : public TreeReader {
   public:
    explicit Counted(TreeReader& trees) : trees_(trees) {}
    std::optional<TreeError> ReadTree(const ObjectId& id, std::string& raw) override {
      ++reads;
      return trees_.ReadTree(id, raw);
    }
    int reads = 0;

   private:
    TreeReader& trees_;
  };
  Counted counted(fixture.trees);
  SymlinkFollower follower(counted, fixture.root);
  std::optional<TreeError> error;
  for (const Symlink& link : fixture.Find(error)) {
    const auto targets = follower.Follow(
        link, [&](const Symlink& further) { return fixture.trees.Content(further.blob); });
    EXPECT_EQ(std::get<std::vector<RepoPath>>(targets),
              std::vector{RepoPath::FromCanonical("files/f")});
  }
  // The root and files; where a link lies is known.
  EXPECT_EQ(counted.reads, 2);
}

TEST(FollowSymlinkTest, WhatIsRememberedOfOneWayChangesNoOther) {
  Fixture fixture({{"l", "a/b"},
                   {"a/l", "../b/l"},
                   {"a/m", "b/n"},
                   {"a/b/l", "../m"},
                   {"a/b/n", "../../l/o"},
                   {"b/l", "m"},
                   {"b/m", "../a/gone"}},
                  {"a/b/o"});
  std::optional<TreeError> error;
  const std::vector<Symlink> links = fixture.Find(error);
  ASSERT_EQ(links.size(), 7U);
  const LinkText text = [&](const Symlink& link) { return fixture.trees.Content(link.blob); };
  SymlinkFollower follower(fixture.trees, fixture.root);
  for (const Symlink& first : links) {
    for (const Symlink& second : links) {
      for (const Symlink* link : {&first, &second}) {
        EXPECT_EQ(std::get<std::vector<RepoPath>>(follower.Follow(*link, text)),
                  std::get<std::vector<RepoPath>>(
                      FollowSymlink(fixture.trees, fixture.root, *link, text)))
            << first.path.bytes() << ", then " << second.path.bytes();
      }
    }
  }
}

TEST(FollowSymlinkTest, ALinkLeadsFromTheDirectoryThatHoldsIt) {
  Fixture fixture({{"services/api/schema", "../../proto/schema"}, {"services/api/d", "./sub//"}},
                  {"proto/schema", "services/api/sub/f"});
  EXPECT_THAT(fixture.Follow("services/api/schema"), ElementsAre("proto/schema"));
  EXPECT_THAT(fixture.Follow("services/api/d"), ElementsAre("services/api/sub"))
      << "a directory as target: all below it";
}

TEST(FollowSymlinkTest, EveryLinkOfAChainCounts) {
  Fixture fixture({{"a", "b"}, {"b", "c/d"}, {"c/d", "../e"}}, {"e"});
  EXPECT_THAT(fixture.Follow("a"), ElementsAre("b", "c/d", "e"));
  EXPECT_THAT(fixture.Follow("b"), ElementsAre("c/d", "e"));
}

TEST(FollowSymlinkTest, ADirectoryOnTheWayMayBeALink) {
  Fixture fixture({{"l", "current/file"}, {"current", "versions/2"}}, {"versions/2/file"});
  EXPECT_THAT(fixture.Follow("l"), ElementsAre("current", "versions/2/file"));
}

TEST(FollowSymlinkTest, DotDotAppliesToWhereALinkHasLed) {
  Fixture fixture({{"l", "d/../f"}, {"d", "deep/er"}}, {"deep/er/x", "deep/f", "f"});
  EXPECT_THAT(fixture.Follow("l"), ElementsAre("d", "deep/f"))
      << "not f: that would be the reading of text, not of directories";
}

TEST(FollowSymlinkTest, OneLinkMayBePassedTwice) {
  Fixture fixture({{"l", "d/up/d/f"}, {"d", "deep/er"}, {"deep/er/up", "../.."}}, {"deep/er/f"});
  EXPECT_THAT(fixture.Follow("l"), ElementsAre("d", "deep/er/f", "deep/er/up"));
}

TEST(FollowSymlinkTest, LoopsEnd) {
  Fixture fixture({{"self", "self"}, {"a", "b"}, {"b", "a"}, {"grow", "grow/x"}}, {});
  EXPECT_THAT(fixture.Follow("self"), IsEmpty());
  EXPECT_THAT(fixture.Follow("a"), ElementsAre("b"));
  EXPECT_THAT(fixture.Follow("grow"), IsEmpty());
}

TEST(FollowSymlinkTest, WhatLiesOutsideTheRepositoryAddsNothing) {
  Fixture fixture({{"abs", "/etc/hosts"},
                   {"out", "../x"},
                   {"s/out", "../../repo/f"},
                   {"via", "s/out"},
                   {"up", ".."}},
                  {"f", "x"});
  EXPECT_THAT(fixture.Follow("abs"), IsEmpty());
  EXPECT_THAT(fixture.Follow("out"), IsEmpty());
  EXPECT_THAT(fixture.Follow("s/out"), IsEmpty());
  EXPECT_THAT(fixture.Follow("up"), IsEmpty());
  EXPECT_THAT(fixture.Follow("via"), ElementsAre("s/out")) << "the link on the way is inside";
}

TEST(FollowSymlinkTest, TheRootAsTargetIsEverything) {
  Fixture fixture({{"s/top", ".."}}, {"f"});
  EXPECT_THAT(fixture.Follow("s/top"), ElementsAre(""));
}

TEST(FollowSymlinkTest, WhereTheWayEndsEarlyThatPlaceCounts) {
  Fixture fixture({{"gone", "a/missing/x"}, {"through", "a/f/x"}, {"sub", "vendor/lib/x"}}, {"a/f"},
                  {"vendor/lib"});
  EXPECT_THAT(fixture.Follow("gone"), ElementsAre("a/missing"));
  EXPECT_THAT(fixture.Follow("through"), ElementsAre("a/f"));
  EXPECT_THAT(fixture.Follow("sub"), ElementsAre("vendor/lib")) << "a moved submodule is a change";
}

TEST(FollowSymlinkTest, ALinkOrATreeThatCantBeReadIsAnError) {
  Fixture fixture({{"l", "m"}, {"m", "d/f"}}, {"d/f"});
  std::optional<TreeError> error;
  const Symlink link = fixture.Find(error).front();
  const auto unreadable = FollowSymlink(fixture.trees, fixture.root, link,
                                        [&](const Symlink& further) -> std::optional<std::string> {
                                          if (further.path.bytes() == "m") return std::nullopt;
                                          return fixture.trees.Content(further.blob);
                                        });
  ASSERT_TRUE(std::holds_alternative<UnreadableLink>(unreadable));
  EXPECT_EQ(std::get<UnreadableLink>(unreadable).link.path.bytes(), "m");

  fixture.trees.Forget(fixture.trees.AddFiles({{"f", "content"}}));
  const auto broken = FollowSymlink(fixture.trees, fixture.root, link, [&](const Symlink& further) {
    return fixture.trees.Content(further.blob);
  });
  EXPECT_TRUE(std::holds_alternative<TreeError>(broken));
}

TEST(FollowSymlinkTest, ATreeThatCantBeReadIsAnErrorOfEachLinkThroughIt) {
  Fixture fixture({{"l", "d/f"}, {"m", "d/g"}}, {"d/f"});
  std::optional<TreeError> error;
  const std::vector<Symlink> links = fixture.Find(error);
  ASSERT_EQ(links.size(), 2U);
  fixture.trees.Forget(fixture.trees.AddFiles({{"f", "content"}}));
  SymlinkFollower follower(fixture.trees, fixture.root);
  for (const Symlink& link : links) {
    EXPECT_TRUE(std::holds_alternative<TreeError>(follower.Follow(link, [&](const Symlink& each) {
      return fixture.trees.Content(each.blob);
    }))) << link.path.bytes();
  }
}

TEST(FollowSymlinkTest, AsManyLinksAreFollowedAsTheSystemFollows) {
  const auto chain = [](int links) {
    std::map<std::string, std::string> all;
    for (int i = 1; i <= links; ++i) {
      all["l" + std::to_string(i)] = i == links ? "end" : "l" + std::to_string(i + 1);
    }
    return Fixture(all, {"end"}).Follow("l1");
  };
  EXPECT_THAT(chain(40), Contains("end"));
  EXPECT_THAT(chain(41), Not(Contains("end")));
}

TEST(FindSymlinksTest, ADamagedTreeIsAnErrorWhereverItIsCut) {
  Fixture fixture({{"z", "x"}}, {"a", "b"});
  fixture.trees.Damage(fixture.root);
  std::optional<TreeError> error;
  fixture.Find(error);
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->kind, TreeError::Kind::kCorrupt);
  EXPECT_EQ(error->id, fixture.root);
}

// One tree, of whatever bytes.
struct RawTree : TreeReader {
  std::optional<TreeError> ReadTree(const ObjectId& /*id*/, std::string& raw) override {
    raw = bytes;
    return std::nullopt;
  }
  std::string bytes;
};

TEST(FindSymlinksTest, ATreeThatEndsInsideOfAFilesEntryIsAnError) {
  RawTree tree;
  const std::string whole = std::string("100644 a") + '\0' + std::string(ObjectId::kSize, '1');
  for (std::size_t size = 1; size <= whole.size(); ++size) {
    tree.bytes = whole.substr(0, size);
    std::optional<TreeError> error;
    EXPECT_THAT(FindSymlinks(tree, RepoPath(), {FileMode::kTree, ObjectId()}, error), IsEmpty());
    EXPECT_EQ(error.has_value(), size < whole.size()) << size;
  }
  tree.bytes = "100644 a-name-no-end";  // as long as the id that is to follow
  ASSERT_EQ(tree.bytes.size(), ObjectId::kSize);
  std::optional<TreeError> error;
  EXPECT_THAT(FindSymlinks(tree, RepoPath(), {FileMode::kTree, ObjectId()}, error), IsEmpty());
  EXPECT_TRUE(error.has_value());
}

TEST(FindSymlinksTest, ATreeThatIsTooDeepIsAnErrorAndNoCrash) {
  MemoryTrees trees;
  ObjectId root = trees.Add({{"link", {FileMode::kSymlink, "x"}}});
  for (std::size_t depth = 0; depth < kDeepestTree; ++depth) root = trees.Wrap("d", root);
  std::optional<TreeError> error;
  EXPECT_EQ(FindSymlinks(trees, RepoPath(), {FileMode::kTree, root}, error).size(), 1U);
  EXPECT_EQ(error, std::nullopt);
  for (std::size_t depth = kDeepestTree; depth < 100'000; ++depth) root = trees.Wrap("d", root);
  FindSymlinks(trees, RepoPath(), {FileMode::kTree, root}, error);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, TreeError::Kind::kTooDeep);
}

}  // namespace
}  // namespace deltaplan::graph
