#include "graph/path_set.h"

#include <gtest/gtest.h>

namespace deltaplan::graph {
namespace {

RepoPath Canonical(const char* text) { return RepoPath::FromCanonical(text); }

TEST(PathSetTest, APathStandsForAllBelowIt) {
  PathSet paths;
  EXPECT_FALSE(paths.Contains(Canonical("a")));
  EXPECT_FALSE(paths.Contains(RepoPath()));
  paths.Add(Canonical("a/b"));
  EXPECT_TRUE(paths.Contains(Canonical("a/b")));
  EXPECT_TRUE(paths.Contains(Canonical("a/b/c/d")));
  EXPECT_FALSE(paths.Contains(Canonical("a")));
  EXPECT_FALSE(paths.Contains(Canonical("a/bc")));
  EXPECT_FALSE(paths.Contains(Canonical("a/b-c")));
  EXPECT_FALSE(paths.Contains(RepoPath()));
}

TEST(PathSetTest, TheRootStandsForEverything) {
  PathSet paths;
  paths.Add(RepoPath());
  EXPECT_TRUE(paths.Contains(RepoPath()));
  EXPECT_TRUE(paths.Contains(Canonical("a/b")));
}

}  // namespace
}  // namespace deltaplan::graph
