#include "graph/path_set.h"

#include <gtest/gtest.h>

namespace deltaplan::graph {
namespace {

RepoPath Path(const char* text) { return RepoPath::FromCanonical(text); }

TEST(PathSetTest, APathStandsForAllBelowIt) {
  PathSet paths;
  EXPECT_FALSE(paths.Contains(Path("a")));
  EXPECT_FALSE(paths.Contains(RepoPath()));
  paths.Add(Path("a/b"));
  EXPECT_TRUE(paths.Contains(Path("a/b")));
  EXPECT_TRUE(paths.Contains(Path("a/b/c/d")));
  EXPECT_FALSE(paths.Contains(Path("a")));
  EXPECT_FALSE(paths.Contains(Path("a/bc")));
  EXPECT_FALSE(paths.Contains(Path("a/b-c")));
  EXPECT_FALSE(paths.Contains(RepoPath()));
}

TEST(PathSetTest, TheRootStandsForEverything) {
  PathSet paths;
  paths.Add(RepoPath());
  EXPECT_TRUE(paths.Contains(RepoPath()));
  EXPECT_TRUE(paths.Contains(Path("a/b")));
}

}  // namespace
}  // namespace deltaplan::graph
