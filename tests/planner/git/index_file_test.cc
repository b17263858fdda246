#include "planner/git/index_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/planner/git/pack_builder.h"
#include "tests/support/git_sandbox.h"

namespace deltaplan::planner {
namespace {

using testing::BigEndianBytes;
using ::testing::ElementsAre;

constexpr std::size_t kChecksum = 20;
constexpr std::uint32_t kFile = 0100644;

// An entry of version 2 or 3 for a file; `flags` without the length of the path.
std::string Entry(const std::string& path, std::uint32_t flags = 0, std::uint32_t mode = kFile,
                  const std::string& extended = "") {
  const std::uint64_t length = std::min<std::size_t>(path.size(), 0xFFF);
  std::string entry = std::string(24, 't') + BigEndianBytes(mode, 4) + std::string(12, 's') +
                      std::string(20, 'o') + BigEndianBytes(flags | length, 2) + extended + path;
  return entry + std::string(8 - entry.size() % 8, '\0');
}

// The same in version 4: `drop` bytes of the path before, then `rest`.
std::string ShortEntry(const std::string& drop, const std::string& rest, std::size_t length) {
  return std::string(24, 't') + BigEndianBytes(kFile, 4) + std::string(12, 's') +
         std::string(20, 'o') + BigEndianBytes(length, 2) + drop + rest + '\0';
}

std::string Index(std::uint32_t version, std::uint32_t count, const std::string& entries,
                  const std::string& extensions = "") {
  return "DIRC" + BigEndianBytes(version, 4) + BigEndianBytes(count, 4) + entries + extensions +
         std::string(kChecksum, 'c');
}

std::string Extension(const std::string& name, const std::string& content) {
  return name + BigEndianBytes(content.size(), 4) + content;
}

// The paths of the entries; or one text, what is wrong.
std::vector<std::string> Paths(const std::string& bytes) {
  const Result<IndexFile> index = IndexFile::Parse(bytes, {});
  if (!index) return {"error: " + index.error().message};
  std::vector<std::string> paths;
  for (IndexFile::Cursor cursor(*index); cursor.entry() != nullptr; cursor.Next()) {
    paths.emplace_back(cursor.entry()->path);
  }
  return paths;
}

TEST(IndexFileTest, EntriesOfEveryVersionAreRead) {
  EXPECT_THAT(Paths(Index(2, 2, Entry("a") + Entry("dir/file"))), ElementsAre("a", "dir/file"));
  EXPECT_THAT(Paths(Index(3, 1, Entry("a", 0x4000, kFile, std::string("\x40\0", 2)))),
              ElementsAre("a"));
  const std::string none(1, '\0');
  EXPECT_THAT(Paths(Index(4, 3,
                          ShortEntry(none, "dir/file", 8) + ShortEntry("\x04", "late", 8) +
                              ShortEntry("\x08", "e", 1))),
              ElementsAre("dir/file", "dir/late", "e"));
  EXPECT_THAT(Paths(Index(2, 0, "")), ElementsAre());
  const std::string deep = std::string(5000, 'x') + "/y";
  EXPECT_THAT(Paths(Index(2, 1, Entry(deep))), ElementsAre(deep));
}

TEST(IndexFileTest, TheSidesOfAConflictShareTheirPathAndOthersDoNot) {
  EXPECT_THAT(Paths(Index(2, 2, Entry("a", 0x1000) + Entry("a", 0x2000))), ElementsAre("a", "a"));
  EXPECT_THAT(Paths(Index(2, 2, Entry("a") + Entry("a"))),
              ElementsAre("error: its entries are out of order"));
  EXPECT_THAT(Paths(Index(2, 2, Entry("a") + Entry("a", 0x2000))),
              ElementsAre("error: its entries are out of order"));
}

TEST(IndexFileTest, EntriesOutOfOrderAreDamage) {
  EXPECT_THAT(Paths(Index(2, 2, Entry("b") + Entry("a"))),
              ElementsAre("error: its entries are out of order"));
  EXPECT_THAT(Paths(Index(2, 3, Entry("d/x") + Entry("e") + Entry("d/y"))),
              ElementsAre("error: its entries are out of order"));
}

TEST(IndexFileTest, PathsThatNoTreeHasAreDamage) {
  for (const char* path : {"", "/", "/a"}) {
    EXPECT_EQ(Paths(Index(2, 1, Entry(path))).front().substr(0, 6), "error:") << path;
  }
  EXPECT_EQ(Paths(Index(2, 1, Entry("dir/"))).front(), "error: an entry is damaged");
  EXPECT_EQ(Paths(Index(2, 1, Entry("dir", 0, 040000))).front(), "error: an entry is damaged");
  EXPECT_THAT(Paths(Index(2, 1, Entry("dir/", 0, 040000), Extension("sdir", ""))),
              ElementsAre("dir/"));
}

TEST(IndexFileTest, APathTooDeepForAWalkIsRefused) {
  std::string path;
  for (int i = 0; i < IndexFile::kDeepestPath; ++i) path += "d/";
  EXPECT_THAT(Paths(Index(2, 1, Entry(path + "x"))), ElementsAre(path + "x"));
  EXPECT_THAT(Paths(Index(2, 1, Entry(path + "d/x"))), ElementsAre("error: a path lies too deep"));
}

TEST(IndexFileTest, ALengthThatLiesIsDamage) {
  std::string entry = Entry("abc");
  entry.replace(60, 2, BigEndianBytes(2, 2));
  EXPECT_THAT(Paths(Index(2, 1, entry)), ElementsAre("error: an entry is damaged"));
  entry.replace(60, 2, BigEndianBytes(0xFFF, 2));
  EXPECT_THAT(Paths(Index(2, 1, entry)), ElementsAre("error: an entry is damaged"));
}

TEST(IndexFileTest, ModesAndFlagsThatGitDoesNotKnowAreDamage) {
  for (const std::uint32_t mode : {0U, 0644U, 0010644U, 0060644U, 0140644U, 0xFFFFFFFFU}) {
    EXPECT_THAT(Paths(Index(2, 1, Entry("a", 0, mode))), ElementsAre("error: an entry is damaged"))
        << mode;
  }
  EXPECT_THAT(Paths(Index(3, 1, Entry("a", 0x4000, kFile, std::string("\x10\0", 2)))),
              ElementsAre("error: an entry is damaged"));
}

TEST(IndexFileTest, MorePathToDropThanThereIsIsDamage) {
  const std::string none(1, '\0');
  const std::string first = ShortEntry(none, "ab", 2);
  for (const std::string& drop :
       {std::string("\x03"), std::string("\x80\x00", 2), std::string("\xFF\xFF\xFF\xFF\xFF\x7F"),
        std::string(300, '\xFF')}) {
    EXPECT_THAT(Paths(Index(4, 2, first + ShortEntry(drop, "c", 1))),
                ElementsAre("error: an entry is damaged"));
  }
}

TEST(IndexFileTest, MoreEntriesThanThereAreAreDamage) {
  for (const std::uint32_t count : {2U, 1000000U, 0xFFFFFFFFU}) {
    EXPECT_THAT(Paths(Index(2, count, Entry("a"))), ElementsAre("error: an entry is damaged"));
  }
}

TEST(IndexFileTest, AFileThatEndsEarlyIsNeverReadBeyond) {
  const std::string none(1, '\0');
  for (const std::string& whole :
       {Index(2, 2, Entry("a") + Entry("b"),
              Extension("TREE", std::string("\0"
                                            "2 0\n",
                                            5) +
                                    std::string(20, 't'))),
        Index(4, 2, ShortEntry(none, "a", 1) + ShortEntry("\x01", "b", 1))}) {
    EXPECT_THAT(Paths(whole), ElementsAre("a", "b"));
    for (std::size_t size = 0; size < whole.size() - kChecksum; ++size) {
      const std::string part = whole.substr(0, size) + std::string(kChecksum, '\xFF');
      const std::vector<std::string> paths = Paths(part);
      ASSERT_FALSE(paths.empty()) << size;
      if (paths.size() == 1) {
        EXPECT_EQ(paths.front().substr(0, 6), "error:") << size;
      } else {
        EXPECT_THAT(paths, ElementsAre("a", "b")) << size;  // less than a head of an extension
      }
    }
  }
}

TEST(IndexFileTest, ExtensionsAreReadPassedOverOrRefused) {
  const auto with = [](const std::string& extensions) {
    return Paths(Index(2, 1, Entry("a"), extensions)).front();
  };
  EXPECT_EQ(with(Extension("ABCD", "anything")), "a");
  EXPECT_EQ(with(Extension("abcd", "")), "error: its extension abcd is not known");
  EXPECT_EQ(with(Extension("\xC1"
                           "BCD",
                           ""))
                .substr(0, 6),
            "error:");
  EXPECT_EQ(with(Extension("1234", "")).substr(0, 6), "error:");
  EXPECT_EQ(with("TREE" + BigEndianBytes(0xFFFFFFFFU, 4)), "error: an extension is damaged");
  EXPECT_EQ(with("ABCD" + BigEndianBytes(1, 4)), "error: an extension is damaged");
}

// One node of the extension "TREE" that is not valid.
std::string Node(const std::string& name, const std::string& children) {
  return name + '\0' + "-1 " + children + "\n";
}

TEST(IndexFileTest, CachedTreesAreReadWithinTheirBounds) {
  const auto with = [](const std::string& content) {
    const std::string bytes = Index(2, 1, Entry("a"), Extension("TREE", content));
    const Result<IndexFile> index = IndexFile::Parse(bytes, {});
    return index ? "ok" : index.error().message;
  };
  const std::string damaged = "its cached trees are damaged";
  EXPECT_EQ(with(Node("", "1") + Node("dir", "0")), "ok");
  EXPECT_EQ(with(Node("", "1")), damaged);
  EXPECT_EQ(with(Node("", "2147483647")), damaged);
  EXPECT_EQ(with(Node("", "99999999999")), damaged);
  EXPECT_EQ(with(Node("", "-1")), damaged);
  EXPECT_EQ(with(std::string("\0"
                             "1 0\n",
                             5) +
                 "short"),
            damaged);
  EXPECT_EQ(with("no end"), damaged);
  // A chain of a hundred thousand would take more stack than there is.
  std::string chain;
  for (int i = 0; i < 100000; ++i) chain += Node("d", "1");
  EXPECT_EQ(with(chain + Node("d", "0")), damaged);
  std::string deep;
  for (int i = 0; i < IndexFile::kDeepestPath; ++i) deep += Node("d", "1");
  EXPECT_EQ(with(deep + Node("d", "0")), "ok");
}

TEST(IndexFileTest, GitsOwnIndexIsReadAsGitListsIt) {
  testing::GitSandbox sandbox;
  const testing::GitRepo repo = sandbox.Init("repo");
  for (const char* name : {"a", "b/c", "b/d/e", "b.x", "b-x", "\xFF", "\"quoted\""}) {
    repo.Write(name, name);
  }
  repo.SetExecutable("b/c", true);
  repo.Symlink("link", "a");
  repo.Commit("first");
  for (const char* version : {"2", "4"}) {
    repo.Git({"update-index", "--index-version", version});
    const Result<std::optional<IndexFile>> index = IndexFile::Open(repo.path(".git/index"));
    ASSERT_TRUE(index && *index);
    std::string listed;
    for (IndexFile::Cursor cursor(**index); cursor.entry() != nullptr; cursor.Next()) {
      const IndexEntry& entry = *cursor.entry();
      char mode[16];
      std::snprintf(mode, sizeof mode, "%06o", static_cast<unsigned>(entry.state.mode));
      listed += std::string(mode) + " " + entry.state.id.ToHex() + " 0\t" + std::string(entry.path);
      listed += '\0';
    }
    EXPECT_EQ(listed, repo.Git({"ls-files", "--stage", "-z"})) << version;
    EXPECT_TRUE((*index)->cached_root().id);
  }
}

// The links that the index knows below `directory`, if its tree is that of `revision`.
std::vector<std::string> LinksOf(const testing::GitRepo& repo, const std::string& directory,
                                 const std::string& revision) {
  const Result<std::optional<IndexFile>> index = IndexFile::Open(repo.path(".git/index"));
  if (!index || !*index) return {"no index"};
  std::vector<graph::Symlink> links;
  if (!(*index)->Append(directory, repo.Id(revision), links)) return {"unknown"};
  std::vector<std::string> paths;
  for (const graph::Symlink& link : links) {
    paths.push_back(link.path.bytes());
    EXPECT_EQ(link.blob, repo.Id("HEAD:" + link.path.bytes()));
  }
  return paths;
}

TEST(IndexFileTest, LinksAreKnownWhereTheCachedTreeIsTheTreeThatIsAskedFor) {
  for (const char* version : {"2", "4"}) {
    testing::GitSandbox sandbox;
    const testing::GitRepo repo = sandbox.Init("repo");
    repo.Git({"config", "index.version", version});
    repo.Write("a/file", "1");
    repo.Symlink("a/l", "file");
    repo.Symlink("a/deep/l", "../file");
    repo.Symlink("a-b/l", "../a/file");
    repo.Symlink("l", "a");
    repo.Write("b/file", "1");
    repo.Commit("links");
    EXPECT_THAT(LinksOf(repo, "", "HEAD^{tree}"), ElementsAre("a-b/l", "a/deep/l", "a/l", "l"));
    EXPECT_THAT(LinksOf(repo, "a", "HEAD:a"), ElementsAre("a/deep/l", "a/l"));
    EXPECT_THAT(LinksOf(repo, "b", "HEAD:b"), ElementsAre());
    EXPECT_THAT(LinksOf(repo, "b", "HEAD:a"), ElementsAre("unknown"));
    EXPECT_THAT(LinksOf(repo, "a/file", "HEAD:a"), ElementsAre("unknown"));
    // What was staged makes the directories above it unknown, and no others.
    repo.Write("a/deep/new", "1");
    repo.Git({"add", "a/deep/new"});
    EXPECT_THAT(LinksOf(repo, "a", "HEAD:a"), ElementsAre("unknown"));
    EXPECT_THAT(LinksOf(repo, "a-b", "HEAD:a-b"), ElementsAre("a-b/l"));
  }
}

TEST(IndexFileTest, AroundASparseDirectoryNoLinksAreKnown) {
  testing::GitSandbox sandbox;
  const testing::GitRepo repo = sandbox.Init("repo");
  repo.Symlink("in/l", "x");
  repo.Symlink("out/l", "x");
  repo.Commit("links");
  repo.Git({"sparse-checkout", "set", "--cone", "--sparse-index", "in"});
  EXPECT_THAT(LinksOf(repo, "", "HEAD^{tree}"), ElementsAre("unknown"));
  EXPECT_THAT(LinksOf(repo, "in", "HEAD:in"), ElementsAre("in/l"));
  EXPECT_THAT(LinksOf(repo, "out", "HEAD:out"), ElementsAre("unknown"));
}

TEST(IndexFileTest, ACopyOfACursorGoesItsOwnWay) {
  const std::string none(1, '\0');
  const std::string bytes =
      Index(4, 3, ShortEntry(none, "a", 1) + ShortEntry(none, "b", 2) + ShortEntry("\1", "c", 2));
  const Result<IndexFile> index = IndexFile::Parse(bytes, {});
  ASSERT_TRUE(index.ok());
  IndexFile::Cursor first(*index);
  first.Next();
  IndexFile::Cursor second = first;
  first.Next();
  EXPECT_EQ(second.entry()->path, "ab");
  EXPECT_EQ(first.entry()->path, "ac");
  second.Next();
  EXPECT_EQ(second.entry()->path, "ac");
  EXPECT_EQ(IndexFile::Cursor().entry(), nullptr);
}

}  // namespace
}  // namespace deltaplan::planner
