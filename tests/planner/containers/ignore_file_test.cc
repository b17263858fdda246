#include "planner/containers/ignore_file.h"

#include <gtest/gtest.h>
#include <string>

namespace deltaplan::planner {
namespace {

bool Hides(std::string_view rules, std::string_view path) {
  const auto parsed = ParseIgnoreFile(rules);
  EXPECT_TRUE(parsed.has_value()) << rules;
  return parsed && parsed->Matches(path);
}

TEST(IgnoreFile, TheLastMatchingRuleDecides) {
  const std::string rules = "**/c\n!a/b/c/include.txt\n";
  EXPECT_TRUE(Hides(rules, "a/b/c/exclude.txt"));
  EXPECT_FALSE(Hides(rules, "a/b/c/include.txt"));
  EXPECT_TRUE(Hides(rules, "c"));
}

TEST(IgnoreFile, AllButOneDirectory) {
  for (const char* rules : {"*\n!svc/\n", "*\n!svc\n", " * \n! svc \n"}) {
    EXPECT_TRUE(Hides(rules, "other/x")) << rules;
    EXPECT_FALSE(Hides(rules, "svc/x")) << rules;
  }
}

TEST(IgnoreFile, PatternsAreMobysAndNotGits) {
  EXPECT_FALSE(Hides("*.md\n", "docs/x.md"));  // one component only
  EXPECT_TRUE(Hides("**/*.md\n", "docs/x.md"));
  EXPECT_TRUE(Hides("**/*.md\n", "x.md"));
  EXPECT_TRUE(Hides("/build\n", "build/x"));
  EXPECT_TRUE(Hides("a/*/\n", "a/b/c"));
  EXPECT_TRUE(Hides("foo**\n", "foobar/x"));
  EXPECT_TRUE(Hides("a/../b\n", "b"));
  EXPECT_FALSE(Hides("# x\n #x\n", "x"));
  EXPECT_TRUE(Hides(" #x\n", "#x"));  // a comment begins in the first column
  EXPECT_TRUE(Hides("\xEF\xBB\xBFx\n", "x"));
  EXPECT_TRUE(Hides("[a-c]?\\*\n", "bz*"));
}

TEST(IgnoreFile, WhatCannotBeReadIsNone) {
  EXPECT_FALSE(ParseIgnoreFile("[\n").has_value());
  EXPECT_FALSE(ParseIgnoreFile("!\n").has_value());
  EXPECT_FALSE(ParseIgnoreFile("[[:alpha:]]\n").has_value());
}

TEST(IgnoreFile, TheOneBesideTheDockerfileCountsFirst) {
  EXPECT_EQ(IgnoreFileNames("svc.Dockerfile", ""),
            (std::vector<std::string>{"svc.Dockerfile.dockerignore", ".dockerignore"}));
  EXPECT_EQ(
      IgnoreFileNames("a/Containerfile", "a"),
      (std::vector<std::string>{"a/Containerfile.containerignore", "a/Containerfile.dockerignore",
                                "a/.containerignore", "a/.dockerignore"}));
}

}  // namespace
}  // namespace deltaplan::planner
