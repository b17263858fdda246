#include "planner/workspace/node_semver.h"

#include <gtest/gtest.h>
#include <optional>

namespace deltaplan::planner::workspace {
namespace {

struct Row {
  const char* range;
  const char* version;
  bool allows;
};

// What the readme of npm's semver says of each form, in versions at both sides of each border.
constexpr Row kRows[] = {
    {"1.2.3", "1.2.3", true},
    {"=1.2.3", "1.2.3", true},
    {"v1.2.3", "1.2.3", true},
    {"1.2.3", "1.2.4", false},
    {">=1.2.7", "1.2.7", true},
    {">=1.2.7", "1.2.6", false},
    {">= 1.2.7", "1.3.0", true},
    {">=1.2.7 <1.3.0", "1.2.99", true},
    {">=1.2.7 <1.3.0", "1.3.0", false},
    {"1.2.7 || >=1.2.9 <2.0.0", "1.2.7", true},
    {"1.2.7 || >=1.2.9 <2.0.0", "1.2.8", false},
    {"1.2.7||>=1.2.9 <2.0.0", "1.4.6", true},
    // Prereleases: only where the same three numbers are named.
    {">1.2.3-alpha.3", "1.2.3-alpha.7", true},
    {">1.2.3-alpha.3", "3.4.5-alpha.9", false},
    {">1.2.3-alpha.3", "3.4.5", true},
    {"*", "1.0.0-beta.1", false},
    {"", "1.0.0-beta.1", false},
    {"^1.0.0-beta.1", "1.0.0-beta.2", true},
    {"^1.0.0-beta.2", "1.0.0-beta.1", false},
    {"^1.0.0-beta.2", "1.0.0-beta.11", true},
    {"^1.0.0-beta", "1.0.0", true},
    {"^1.2.3", "2.0.0-alpha", false},
    {"^1.2.3", "1.3.0-alpha", false},
    // Hyphens.
    {"1.2.3 - 2.3.4", "1.2.3", true},
    {"1.2.3 - 2.3.4", "2.3.4", true},
    {"1.2.3 - 2.3.4", "2.3.5", false},
    {"1.2 - 2.3.4", "1.2.0", true},
    {"1.2.3 - 2.3", "2.3.9", true},
    {"1.2.3 - 2.3", "2.4.0", false},
    {"1.2.3 - 2", "2.9.9", true},
    {"1.2.3 - 2", "3.0.0", false},
    // X.
    {"*", "0.0.0", true},
    {"1.x", "1.0.0", true},
    {"1.x", "2.0.0", false},
    {"1.2.x", "1.2.9", true},
    {"1.2.X", "1.3.0", false},
    {"1.2.*", "1.2.0", true},
    {"", "7.0.0", true},
    {"1", "1.99.0", true},
    {"1.2", "1.2.9", true},
    {"1.2", "1.3.0", false},
    {">1", "1.9.9", false},
    {">1", "2.0.0", true},
    {">1.2", "1.2.9", false},
    {">1.2", "1.3.0", true},
    {">=1", "1.0.0", true},
    {"<1.2", "1.1.9", true},
    {"<1.2", "1.2.0", false},
    {"<=1.2", "1.2.9", true},
    {"<=1.2", "1.3.0", false},
    {"<=1", "1.9.9", true},
    {"<=1", "2.0.0", false},
    {">*", "1.0.0", false},
    {">=*", "1.0.0", true},
    // Tildes.
    {"~1.2.3", "1.2.9", true},
    {"~1.2.3", "1.2.2", false},
    {"~1.2.3", "1.3.0", false},
    {"~1.2", "1.2.0", true},
    {"~1.2", "1.3.0", false},
    {"~1", "1.9.0", true},
    {"~1", "2.0.0", false},
    {"~0.2.3", "0.2.9", true},
    {"~0.2.3", "0.3.0", false},
    {"~0", "0.9.9", true},
    {"~> 1.2.3", "1.2.4", true},
    {"~1.2.3-beta.2", "1.2.3-beta.4", true},
    {"~1.2.3-beta.2", "1.2.4-beta.2", false},
    // Carets.
    {"^1.2.3", "1.9.9", true},
    {"^1.2.3", "1.2.2", false},
    {"^1.2.3", "2.0.0", false},
    {"^0.2.3", "0.2.9", true},
    {"^0.2.3", "0.3.0", false},
    {"^0.0.3", "0.0.3", true},
    {"^0.0.3", "0.0.4", false},
    {"^0.0.3-beta", "0.0.3-pr.2", true},
    {"^0.0.3-beta", "0.0.4-beta", false},
    {"^1.2.x", "1.2.0", true},
    {"^1.2.x", "2.0.0", false},
    {"^0.0.x", "0.0.9", true},
    {"^0.0.x", "0.1.0", false},
    {"^0.0", "0.0.9", true},
    {"^1.x", "1.9.9", true},
    {"^0.x", "0.9.9", true},
    {"^0.x", "1.0.0", false},
    {"^ 1.2.3", "1.3.0", true},
    {"^*", "9.0.0", true},
    // What stands after "+" counts for nothing.
    {"1.2.3+build", "1.2.3", true},
    {"^1.2.3", "1.2.4+20130417140000", true},
};

TEST(NodeSemver, AllowsWhatItsReadmeSays) {
  for (const Row& row : kRows) {
    EXPECT_EQ(Satisfies(row.version, row.range), row.allows) << row.range << " and " << row.version;
  }
}

TEST(NodeSemver, OrdersByPrecedence) {
  const char* const ascending[] = {
      "0.9.9",      "1.0.0-alpha",  "1.0.0-alpha.1", "1.0.0-alpha.beta",
      "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",
      "1.0.0",      "1.0.1",        "1.2.0",         "10.0.0"};
  for (std::size_t i = 1; i < std::size(ascending); ++i) {
    EXPECT_LT(*SemVersion::Parse(ascending[i - 1]), *SemVersion::Parse(ascending[i]))
        << ascending[i];
  }
}

TEST(NodeSemver, WhatIsNoneIsNone) {
  for (const char* const range : {"latest", "next-11", "https://example.com/x.tgz", "^a", "1.2.3.4",
                                  "99999999999999999999.0.0", "git+ssh://git@h/x#semver:^1"}) {
    EXPECT_EQ(Satisfies("1.0.0", range), std::nullopt) << range;
  }
  for (const char* const version : {"", "1", "1.2", "latest", "1.2.x"}) {
    EXPECT_EQ(Satisfies(version, "*"), std::nullopt) << version;
  }
}

}  // namespace
}  // namespace deltaplan::planner::workspace
