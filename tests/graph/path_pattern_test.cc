#include "graph/path_pattern.h"

#include <gtest/gtest.h>
#include <iterator>
#include <string>
#include <vector>

#include "tests/support/git_sandbox.h"

namespace deltaplan::graph {
namespace {

constexpr bool kFile = false;
constexpr bool kDirectory = true;

struct Row {
  const char* pattern;
  const char* path;  // nothing above it matches: of what lies below a match, git says the same
  bool is_directory;
  bool matches;
};

constexpr Row kRows[] = {
    // Without a slash at any depth, else from the root.
    {"a", "a", kFile, true},
    {"a", "x/a", kFile, true},
    {"a", "ab", kFile, false},
    {"a/b", "a/b", kFile, true},
    {"a/b", "x/a/b", kFile, false},
    {"/a", "a", kFile, true},
    {"/a", "x/a", kFile, false},
    {"/*.c", "x/a.c", kFile, false},
    // A slash at the end: directories only, and no anchor.
    {"a/", "a", kDirectory, true},
    {"a/", "a", kFile, false},
    {"a/", "x/a", kDirectory, true},
    {"/a/", "x/a", kDirectory, false},
    {"a/b/", "a/b", kDirectory, true},
    {"a/b/", "a/b", kFile, false},
    {"a*/", "ab", kDirectory, true},
    {"a*/", "ab", kFile, false},
    // One component.
    {"*.c", "x/y.c", kFile, true},
    {"*.c", ".c", kFile, true},
    {"*.c", "y.cc", kFile, false},
    {"a*c", "abxc", kFile, true},
    {"a*c", "ac", kFile, true},
    {"/a*c", "a/c", kFile, false},
    {"/a?c", "abc", kFile, true},
    {"/a?c", "ac", kFile, false},
    {"/a?c", "a/c", kFile, false},
    {"/a?", "a", kFile, false},
    {"x/*", "x/a", kFile, true},
    {"x/*/b", "x/a/b", kFile, true},
    {"x/*/b", "x/a/c/b", kFile, false},
    {"x/*b*d", "x/abcbd", kFile, true},
    {"x/*b*d", "x/abc/d", kFile, false},
    {"a**c", "abbc", kFile, true},
    {"x/a**c", "x/a/c", kFile, false},
    // Two stars between slashes or at an end: directories, also none.
    {"**/b", "b", kFile, true},
    {"**/b", "a/c/b", kFile, true},
    {"**/b", "a/cb", kFile, false},
    {"a/**/b", "a/b", kFile, true},
    {"a/**/b", "a/x/y/b", kFile, true},
    {"a/**/b", "ab", kFile, false},
    {"a/**/b", "a/xb", kFile, false},
    {"a/**/b", "x/a/b", kFile, false},
    {"a/***/b", "a/x/y/b", kFile, true},
    {"a/**", "a/x", kFile, true},
    {"a/**", "a", kDirectory, false},
    {"a/**/", "a/x", kDirectory, true},
    {"a/**/", "a/x", kFile, false},
    {"a/**/b/**/c", "a/b/c", kFile, true},
    {"a/**/b/**/c", "a/x/b/y/z/c", kFile, true},
    {"a/**/b/**/c", "a/c/b", kFile, false},
    {"a/**/b/c", "a/b/x/b/c", kFile, true},
    // ... with wildcards before and behind them.
    {"?/**/b", "a/b", kFile, true},
    {"?/**/b", "a/x/b", kFile, true},
    {"?/**/b", "a/x/y/b", kFile, true},
    {"?/**/b", "ab/b", kFile, false},
    {"?/**", "a/x", kFile, true},
    {"*/**/b", "a/x/y/b", kFile, true},
    {"*/**/b", "b", kFile, false},
    {"[ab]/**/c", "b/x/y/c", kFile, true},
    {"\\a/**/c", "a/x/y/c", kFile, true},
    {"a/**/b*", "a/x/y/bc", kFile, true},
    {"a/**/?b/c", "a/x/ab/c", kFile, true},
    {"a/**/*/b", "a/x/b", kFile, true},
    {"a/**/*/b", "a/b", kFile, false},
    {"*/**/*b/**/?", "a/x/bb/y/z/c", kFile, true},
    // ... and not between slashes: a star.
    {"?**/b", "ax/b", kFile, true},
    {"?**/b", "a/x/b", kFile, false},
    {"a/**b", "a/xb", kFile, true},
    {"a/**b", "a/x/b", kFile, false},
    {"?/**b", "a/x/b", kFile, false},
    // ... but git compares what has no wildcards first: behind that, it is at an end.
    {"a**/b", "ab", kFile, true},
    {"a**/b", "axb", kFile, false},
    {"a**/b", "a/x/b", kFile, true},
    {"x/a**/b", "x/a/y/b", kFile, true},
    // ... and an escaped slash: one directory at least.
    {"a/**\\/b", "a/x/b", kFile, true},
    {"a/**\\/b", "a/b", kFile, false},
    {"?/**\\/b", "a/x/y/b", kFile, true},
    {"?/**\\/b", "a/b", kFile, false},
    // Brackets.
    {"[ab]", "b", kFile, true},
    {"[ab]", "c", kFile, false},
    {"[ab]", "ab", kFile, false},
    {"x[ab]y", "xby", kFile, true},
    {"[ab]*", "bxx", kFile, true},
    {"*[ab]", "xxb", kFile, true},
    {"[!a]", "b", kFile, true},
    {"[!a]", "a", kFile, false},
    {"[^a]", "b", kFile, true},
    {"[^a]", "a", kFile, false},
    {"[a!]", "!", kFile, true},
    {"[a^]", "^", kFile, true},
    {"[]a]", "]", kFile, true},
    {"[]a]", "a", kFile, true},
    {"[!]a]", "b", kFile, true},
    {"[!]a]", "]", kFile, false},
    {"[a]]", "a]", kFile, true},
    {"[[]", "[", kFile, true},
    {"[[a]", "a", kFile, true},
    {"/x[!a]y", "x/y", kFile, false},
    {"x[/]y", "x/y", kFile, false},
    {"[\\]a]", "]", kFile, true},
    {"[\\]a]", "\\", kFile, false},
    {"[\\\\]", "\\", kFile, true},
    // ... ranges.
    {"[b-d]", "b", kFile, true},
    {"[b-d]", "c", kFile, true},
    {"[b-d]", "d", kFile, true},
    {"[b-d]", "a", kFile, false},
    {"[b-d]", "e", kFile, false},
    {"[b-d]", "-", kFile, false},
    {"[d-b]", "c", kFile, false},
    {"[a-]", "-", kFile, true},
    {"[a-]", "b", kFile, false},
    {"[-a]", "-", kFile, true},
    {"[a-c-e]", "d", kFile, false},
    {"[a-c-e]", "-", kFile, true},
    {"[a\\-c]", "-", kFile, true},
    {"[a\\-c]", "b", kFile, false},
    {"[a-\\c]", "b", kFile, true},
    {"[\\a-c]", "b", kFile, true},
    {"[+--]", ",", kFile, true},
    {"[!b-d]", "c", kFile, false},
    {"[\x80-\xff]", "\xfe", kFile, true},
    // ... classes, which are ASCII's.
    {"[[:alnum:]]", "7", kFile, true},
    {"[[:alnum:]]", "_", kFile, false},
    {"[[:alpha:]]", "z", kFile, true},
    {"[[:alpha:]]", "7", kFile, false},
    {"[[:alpha:]]", "\xe9", kFile, false},
    {"x[[:blank:]]y", "x\ty", kFile, true},
    {"x[[:blank:]]y", "x\ny", kFile, false},
    {"[[:cntrl:]]", "\x01", kFile, true},
    {"[[:cntrl:]]", "a", kFile, false},
    {"[[:digit:]]", "0", kFile, true},
    {"[[:digit:]]", "a", kFile, false},
    {"[[:graph:]]", "!", kFile, true},
    {"x[[:graph:]]y", "x y", kFile, false},
    {"[[:lower:]]", "a", kFile, true},
    {"[[:lower:]]", "A", kFile, false},
    {"x[[:print:]]y", "x y", kFile, true},
    {"[[:print:]]", "\x01", kFile, false},
    {"[[:punct:]]", "-", kFile, true},
    {"[[:punct:]]", "a", kFile, false},
    {"x[[:space:]]y", "x y", kFile, true},
    {"x[[:space:]]y", "x\ty", kFile, true},
    {"x[[:space:]]y", "x\ny", kFile, true},
    {"x[[:space:]]y", "x\ry", kFile, true},
    {"[[:space:]]", "a", kFile, false},
    {"[[:space:]]", "\x01", kFile, false},
    {"[[:space:]]", "\x0e", kFile, false},
    {"x[[:space:]]y", "x\vy", kFile, false},
    {"x[[:space:]]y", "x\fy", kFile, false},
    {"[[:upper:]]", "A", kFile, true},
    {"[[:upper:]]", "a", kFile, false},
    {"[[:xdigit:]]", "f", kFile, true},
    {"[[:xdigit:]]", "g", kFile, false},
    {"[![:digit:]]", "a", kFile, true},
    {"[![:digit:]]", "5", kFile, false},
    {"[a[:digit:]]", "5", kFile, true},
    {"[[:digit:]a]", "a", kFile, true},
    {"[[:upper:][:digit:]]", "5", kFile, true},
    {"[[:alpha:]-z]", "-", kFile, true},
    {"[[:alpha:]-z]", "{", kFile, false},
    {"[[:nope:]]", "n", kFile, false},
    {"[![:nope:]]", "n", kFile, false},
    {"[a[:nope:]]", "a", kFile, false},
    {"[[:a]", "a", kFile, true},
    {"[[:a]", "[", kFile, true},
    {"[[:]", ":", kFile, true},
    {"[[:]]", ":]", kFile, true},
    {"[[::]]", ":]", kFile, false},
    {"[[::]]", ":", kFile, false},
    // ... that nothing closes match nothing.
    {"[", "[", kFile, false},
    {"[a", "a", kFile, false},
    {"[a", "[a", kFile, false},
    {"[!", "!", kFile, false},
    {"[]", "]", kFile, false},
    {"[!]", "a", kFile, false},
    {"[a-", "a", kFile, false},
    {"[a-c", "b", kFile, false},
    {"[a\\", "a", kFile, false},
    {"[a-\\", "b", kFile, false},
    {"[a\\]", "a", kFile, false},
    {"[[:alpha:]", "a", kFile, false},
    {"[[:alpha:", "a", kFile, false},
    {"[[:alpha", "a", kFile, false},
    {"?:a[[:alpha", "x:ab", kFile, false},
    // Escapes.
    {"\\*", "*", kFile, true},
    {"\\*", "a", kFile, false},
    {"\\a", "a", kFile, true},
    {"\\\\", "\\", kFile, true},
    {"a\\?", "a?", kFile, true},
    {"a\\?", "ab", kFile, false},
    {"\\[a]", "[a]", kFile, true},
    {"\\[a]", "a", kFile, false},
    {"*\\*", "ab*", kFile, true},
    {"a\\/b", "a/b", kFile, true},
    {"a\\", "a", kFile, false},
    {"a\\", "a\\", kFile, false},
    // Bytes.
    {"?", "\xff", kFile, true},
    {"?", "\xc3\xa9", kFile, false},
    {"??", "\xc3\xa9", kFile, true},
};

std::string Shown(const Row& row) {
  return std::string(row.pattern) + " on " + row.path + (row.is_directory ? "/" : "");
}

TEST(PathPatternTest, APatternMatchesWhatTheTableSays) {
  for (const Row& row : kRows) {
    const auto pattern = PathPattern::Parse(row.pattern);
    ASSERT_TRUE(pattern) << Shown(row);
    EXPECT_EQ(pattern->Matches(row.path, row.is_directory), row.matches) << Shown(row);
  }
}

// Each row has a directory of its own, with the pattern in its .gitignore.
TEST(PathPatternTest, GitSaysWhatTheTableSays) {
  testing::GitSandbox sandbox;
  const testing::GitRepo repo = sandbox.Init("repo");
  std::string asked;
  std::vector<std::string> paths;
  for (const Row& row : kRows) {
    const std::string directory = std::to_string(paths.size()) + "/";
    paths.push_back(directory + row.path);
    repo.Write(directory + ".gitignore", std::string(row.pattern) + "\n");
    repo.Write(paths.back() + (row.is_directory ? "/x" : ""), "");
    asked += paths.back() + '\0';
  }
  const std::string ignored =
      '\0' + testing::RunProcess(repo.path(),
                                 {"git", "check-ignore", "--no-index", "-z", "--stdin"}, asked)
                 .out;
  for (std::size_t i = 0; i < std::size(kRows); ++i) {
    const bool is_ignored = ignored.find('\0' + paths[i] + '\0') != std::string::npos;
    EXPECT_EQ(is_ignored, kRows[i].matches) << Shown(kRows[i]);
  }
}

TEST(PathPatternTest, WhatNamesNothingIsNoPattern) {
  EXPECT_FALSE(PathPattern::Parse(""));
  EXPECT_FALSE(PathPattern::Parse("/"));
}

TEST(PathPatternTest, ItsDirectoryIsAboveAllThatItCanMatch) {
  const auto directory = [](const char* text) {
    return PathPattern::Parse(text)->directory().bytes();
  };
  EXPECT_EQ(directory("a/b"), "a/b") << "which may be a directory itself";
  EXPECT_EQ(directory("/a/"), "a");
  EXPECT_EQ(directory("a/b*/c"), "a");
  EXPECT_EQ(directory("a/b/*"), "a/b");
  EXPECT_EQ(directory("a/b\\c"), "a");
  EXPECT_EQ(directory("*/a"), "");
  EXPECT_EQ(directory("a"), "") << "at any depth";
  EXPECT_EQ(directory("a/"), "");
}

}  // namespace
}  // namespace deltaplan::graph
