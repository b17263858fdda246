#include "planner/registry/challenge.h"

#include <gtest/gtest.h>

namespace deltaplan::planner {
namespace {

TEST(ChallengeTest, ReadsRealmServiceAndScope) {
  const auto challenge = ReadChallenge(
      "Bearer realm=\"https://auth.example.com/token\",service=\"registry.example.com\","
      "scope=\"repository:library/redis:pull\"");
  ASSERT_TRUE(challenge);
  EXPECT_TRUE(challenge->is_bearer);
  EXPECT_EQ(challenge->realm, "https://auth.example.com/token");
  EXPECT_EQ(challenge->service, "registry.example.com");
  EXPECT_EQ(challenge->scope, "repository:library/redis:pull");
}

TEST(ChallengeTest, TakesAnyCaseBlanksAndWordsWithoutQuotes) {
  const auto challenge = ReadChallenge("bEARER  Realm=https://a.example/t , SERVICE=r\t,x=\"y\"");
  ASSERT_TRUE(challenge);
  EXPECT_EQ(challenge->realm, "https://a.example/t");
  EXPECT_EQ(challenge->service, "r");
  EXPECT_EQ(challenge->scope, "");
}

TEST(ChallengeTest, CommasAndQuotesInsideAValueBelongToIt) {
  const auto challenge =
      ReadChallenge(R"(Bearer realm="https://a.example/t",scope="a:b:pull,push \"x\"")");
  ASSERT_TRUE(challenge);
  EXPECT_EQ(challenge->scope, "a:b:pull,push \"x\"");
}

TEST(ChallengeTest, OnlyTheFirstOfSeveralCounts) {
  const auto challenge = ReadChallenge("Basic realm=\"r\", Bearer realm=\"https://a.example\"");
  ASSERT_TRUE(challenge);
  EXPECT_FALSE(challenge->is_bearer);
  EXPECT_EQ(challenge->realm, "r");
}

TEST(ChallengeTest, OthersAreNone) {
  EXPECT_FALSE(ReadChallenge(""));
  EXPECT_FALSE(ReadChallenge("Negotiate"));
  EXPECT_FALSE(ReadChallenge("Bearer service=\"r\""));
  EXPECT_FALSE(ReadChallenge("Bearer realm=\"https://a.example"));
}

}  // namespace
}  // namespace deltaplan::planner
