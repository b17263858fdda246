#include "planner/workspace/path_glob.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/support/memory_trees.h"

namespace deltaplan::planner::workspace {
namespace {

bool Matches(std::string_view pattern, std::string_view path, GlobDialect dialect = kNodeGlobs) {
  const auto glob = PathGlob::Parse(pattern, dialect);
  EXPECT_TRUE(glob.has_value()) << pattern;
  return glob && glob->Matches(path);
}

TEST(PathGlob, GoesByComponents) {
  EXPECT_TRUE(Matches("packages/*", "packages/ui"));
  EXPECT_TRUE(Matches("./packages/*/", "packages/ui"));
  EXPECT_FALSE(Matches("packages/*", "packages/ui/deep"));
  EXPECT_FALSE(Matches("packages/*", "packages"));
  EXPECT_TRUE(Matches("packages/**", "packages/ui/deep"));
  EXPECT_TRUE(Matches("packages/**", "packages"));
  EXPECT_TRUE(Matches("**/test/**", "a/test"));
  EXPECT_TRUE(Matches("**/test/**", "test/a/b"));
  EXPECT_FALSE(Matches("**/test/**", "testing/a"));
  EXPECT_TRUE(Matches("{apps,libs/{a,b}}/*", "libs/b/x"));
  EXPECT_TRUE(Matches("svc-[a-c]?", "svc-b1"));
  EXPECT_FALSE(Matches("svc-[!a-c]?", "svc-b1"));
  EXPECT_TRUE(Matches("a*b*c", "axxbyyc"));
}

TEST(PathGlob, DotsAndBracesDependOnTheLanguage) {
  EXPECT_FALSE(Matches("*", ".hidden"));
  EXPECT_FALSE(Matches("**", "a/.hidden/b"));
  EXPECT_TRUE(Matches(".hidden", ".hidden"));
  EXPECT_TRUE(Matches("*", ".hidden", kRustGlobs));
  EXPECT_TRUE(Matches("{a,b}", "{a,b}", kRustGlobs));
}

TEST(PathGlob, WhatIsNotUnderstoodIsSaid) {
  for (const char* const pattern : {"packages/@(a|b)", "!(x)", "{a", "{1..3}", "x[a"}) {
    EXPECT_FALSE(PathGlob::Parse(pattern, kNodeGlobs).has_value()) << pattern;
  }
}

TEST(PathGlob, ExpandsInATree) {
  graph::MemoryTrees trees;
  const graph::ObjectId root = trees.AddFiles({{"packages/ui/x", "1"},
                                               {"packages/node_modules/y/x", "1"},
                                               {"packages/.cache/x", "1"},
                                               {"packages/ui/deep/x", "1"},
                                               {"packages/file", "1"}});
  BlobCache blobs([&](const graph::ObjectId& id) { return trees.Content(id); });
  TreeFiles files(trees, root, blobs);
  const auto expand = [&](std::string_view pattern) {
    std::vector<std::string> found;
    PathGlob::Parse(pattern, kNodeGlobs)
        ->Expand(
            files, graph::RepoPath(), [](std::string_view name) { return name == "node_modules"; },
            [&](const graph::RepoPath& path) { found.push_back(path.bytes()); });
    return found;
  };
  EXPECT_EQ(expand("packages/*"), std::vector<std::string>{"packages/ui"});
  EXPECT_EQ(expand("packages/**"),
            (std::vector<std::string>{"packages", "packages/ui", "packages/ui/deep"}));
  EXPECT_EQ(expand("packages/nothing"), std::vector<std::string>{});
}

}  // namespace
}  // namespace deltaplan::planner::workspace
