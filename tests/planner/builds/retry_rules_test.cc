#include "planner/builds/retry_rules.h"

#include <gtest/gtest.h>
#include <string>

namespace deltaplan::planner {
namespace {

TEST(RetryRules, WhatIsAboutTheNetworkIsTriedAgain) {
  for (const char* words :
       {"dial tcp 10.0.0.1:443: connect: Connection refused", "read: connection reset by peer",
        "write: broken pipe", "net/http: TLS handshake timeout", "context deadline exceeded",
        "unexpected EOF", "failed to copy: EOF", "lookup ecr: no such host",
        "temporary failure in name resolution", "toomanyrequests: Rate exceeded",
        "unexpected status code 503", "received unexpected HTTP status: 500 Internal",
        "status from registry: 429", "502 Bad Gateway", "ThrottlingException"}) {
    EXPECT_TRUE(ShouldRetry(words, Doubt::kEnds)) << words;
    EXPECT_TRUE(ShouldRetry(words, Doubt::kTriesAgain)) << words;
  }
}

TEST(RetryRules, WhatStaysAsItIsIsNot) {
  for (const char* words :
       {"denied: requested access to the resource is denied",
        "unauthorized: authentication required", "403 Forbidden", "no basic auth credentials",
        "name unknown", "manifest unknown", "x509: certificate signed by unknown authority",
        "repository not found", "the tag is immutable", "invalid reference format",
        "no space left on device"}) {
    EXPECT_FALSE(ShouldRetry(words, Doubt::kEnds)) << words;
    EXPECT_FALSE(ShouldRetry(words, Doubt::kTriesAgain)) << words;
  }
}

TEST(RetryRules, OnlyARegistryGetsTheBenefitOfTheDoubt) {
  for (const char* words : {"", "something went wrong", "exit code 1: 500 lines were read",
                            "http is a word that is far away from any number: 503"}) {
    EXPECT_FALSE(ShouldRetry(words, Doubt::kEnds)) << words;
    EXPECT_TRUE(ShouldRetry(words, Doubt::kTriesAgain)) << words;
  }
}

TEST(RetryRules, LastWordsAreThoseOfTheLastLineThatSaysSomething) {
  EXPECT_EQ(LastWords("one\ntwo\n \t\n\n"), "two");
  EXPECT_EQ(LastWords("12%\r34%\rdone\r\n"), "done");
  EXPECT_EQ(LastWords("a\n\x1B[31mred\x07\n"), "[31mred");
  EXPECT_EQ(LastWords("\n\x01\n"), "");
  EXPECT_EQ(LastWords(""), "");
}

TEST(RetryRules, PausesGrowToHalfAMinute) {
  const int seconds[] = {1, 2, 4, 8, 16, 30, 30};
  for (std::size_t i = 0; i < std::size(seconds); ++i) {
    EXPECT_EQ(PauseBefore(i + 1).count(), seconds[i]);
  }
  EXPECT_EQ(PauseBefore(1000).count(), 30);
}

TEST(RetryRules, ARefusedOverwriteSaysThatTheTagIsThere) {
  EXPECT_TRUE(
      SaysThatTagIsThere("tag invalid: The image tag 'x' already exists in the 'y' "
                         "repository and cannot be overwritten\n"));
  EXPECT_TRUE(SaysThatTagIsThere("the repository is IMMUTABLE\n1\n2\n3\n4\n"));
  EXPECT_FALSE(SaysThatTagIsThere("the repository is immutable\n1\n2\n3\n4\n5\n"));
  EXPECT_FALSE(SaysThatTagIsThere("denied\n"));
}

}  // namespace
}  // namespace deltaplan::planner
