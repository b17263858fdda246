#include "planner/model/tag.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <variant>
#include <vector>

#include "planner/model/tag_pattern.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kSha = "0123456789abcdef0123456789abcdef01234567";

TagReading Read(const std::string& live, const std::string& format = "{short_sha}") {
  const auto pattern = TagPattern::Compile(PatternForFormat(format));
  return ReadTag(live, std::get<TagPattern>(pattern), &format);
}

TagReading ReadWithPattern(const std::string& live, const std::string& pattern) {
  const auto compiled = TagPattern::Compile(pattern);
  return ReadTag(live, std::get<TagPattern>(compiled), nullptr);
}

TEST(MakeTag, FillsEveryPlaceholder) {
  const TagValues values{.short_sha = "0123456", .sha = kSha, .git_tag = "v1.2", .image = "api"};
  EXPECT_EQ(MakeTag("{short_sha}", values), "0123456");
  EXPECT_EQ(MakeTag("{sha}", values), kSha);
  EXPECT_EQ(MakeTag("sha-{sha:12}", values), "sha-0123456789ab");
  EXPECT_EQ(MakeTag("{service}-{short_sha}-x", values), "api-0123456-x");
  EXPECT_EQ(MakeTag("{service}-{git_tag}", values), "api-v1.2");
}

TEST(ReadTag, FindsTheCommitInEveryShapeOfTag) {
  const struct {
    std::string tag;
    std::vector<std::string> shas;
  } cases[] = {
      {"a1b2c3d", {"a1b2c3d"}},
      {kSha, {kSha}},
      {"sha-a1b2c3d", {"a1b2c3d"}},
      {"ref." + kSha, {kSha}},
      {"clinical-api-a1b2c3d", {"a1b2c3d"}},
      {"prefect-deployer-3-python3.12-a1b2c3d", {"a1b2c3d"}},
      {"a1b2c3d-20260804-175736", {"a1b2c3d", "20260804"}},
      {"feature-x-a1b2c3d", {"a1b2c3d"}},
      {"v1.4.2-14-ga1b2c3d", {"a1b2c3d"}},
      {"1234567", {"1234567"}},
      {"09AFaf09", {"09AFaf09"}},
      {"20190904-a1b2c3d", {"a1b2c3d", "20190904"}},
      {"a1b2c3d@sha256:" + std::string(64, 'f'), {"a1b2c3d"}},
      {"host:5000/repo:a1b2c3d", {"a1b2c3d"}},
      {"host:5000/team/repo:sha-a1b2c3d@sha256:" + std::string(64, '0'), {"a1b2c3d"}},
  };
  for (const auto& [tag, shas] : cases) EXPECT_EQ(Read(tag).shas, shas) << tag;
}

TEST(ReadTag, FindsNoCommitWhereThereIsNone) {
  for (const char* tag : {"latest", "stable", "env.prod", "v1.275.182", "release/2025.11", "a1b2c3",
                          "sha-bootstrap", "deadbeefs", "deadbeef:x"}) {
    EXPECT_THAT(Read(tag).shas, IsEmpty()) << tag;
  }
}

TEST(ReadTag, ADigestAloneIsNoTag) {
  EXPECT_EQ(Read("host/repo@sha256:" + std::string(64, 'a')).tag, "");
  EXPECT_EQ(Read("release/2025.11").tag, "release/2025.11");
  EXPECT_EQ(Read("host:5000/repo:v1").tag, "v1");
}

TEST(ReadTag, DirtyBuildsAreKnownByTheMarksOfTheirTools) {
  for (const char* tag :
       {"0123456789ab-dirty-1722772800-a1b2c3d4", "v1.2-3-ga1b2c3d-DIRTY",
        "2.84.6.dev0+gee757463.d20260508", "1.4.0-dev.3.uncommitted+a1b2c3d",
        "1.0.0+3-a1b2c3d+20260508-1030", "1.0.0.d20290909", "1.0.0+20190909-0909",
        "1.0.0-3-a1b2c3d4-20260508-1030", "1.0.0_3-a1b2c3d4_20260508-1030",
        "1.0.0-RC1-3-a1b2c3d4-20260508-1030-SNAPSHOT", "HEAD+20260508-1030",
        "v9-3-a1b2c3d4-20260508-1030", "v1.2-3-ga1b2c3d-broken", "a1b2c3d-modified",
        "a1b2c3d-dirty1234", "a1b2c3d.dirty20260101", "v1.2-3-ga1b2c3d-Dirtya1b2"}) {
    EXPECT_TRUE(Read(tag).dirty) << tag;
  }
  for (const char* tag :
       {"dirtywork-a1b2c3d", "a1b2c3d-20260804-175736", "1.0.0-3-ga1b2c3d", "d2026050",
        "v2-a1b2c3d-20260508-1030", "d20abcdef", "20260508-1030", "a1b2c3d-20260508-1030-SNAPSHOT",
        "api-7-a1b2c3d-20260508-1030", "1.0.0+20260508-10a0", "1.0.0+2026050a-1030",
        "1.0.0+20260508.1030", "1.0.0+20260508-10300", "1.0.0+20260508-103", "1.0.0++20260508-103",
        "fix-broken-login-a1b2c3d", "modified-a1b2c3d"}) {
    EXPECT_FALSE(Read(tag).dirty) << tag;
  }
}

TEST(ReadTag, AFormatWithSoManyDigitsAsksForThemOrMore) {
  EXPECT_THAT(Read("a1b2c3d4", "{sha:8}").shas, ElementsAre("a1b2c3d4"));
  EXPECT_THAT(Read(kSha, "{sha:8}").shas, ElementsAre(kSha));
  EXPECT_THAT(Read("1407", "{sha:8}").shas, IsEmpty());
  // In tags of another shape, too; a word with a letter is no number of a build.
  EXPECT_THAT(Read("build-1234567", "{sha:8}").shas, IsEmpty());
  EXPECT_THAT(Read("build-12345678-a1b2c3d", "{sha:8}").shas, ElementsAre("a1b2c3d", "12345678"));
  EXPECT_THAT(Read("123456-7654321", "{sha:4}").shas, ElementsAre("7654321"));
}

TEST(ReadTag, APatternDerivedFromTheFormatTakesPrecedence) {
  EXPECT_THAT(Read("cafebabe-0123456", "cafebabe-{short_sha}").shas, ElementsAre("0123456"));
  EXPECT_THAT(Read("dead-beef-a1b2c3d", "{service}-{short_sha}").shas, ElementsAre("a1b2c3d"));
  // A tag of another shape is still read word by word.
  EXPECT_THAT(Read("old-a1b2c3d", "cafebabe-{short_sha}").shas, ElementsAre("a1b2c3d"));
}

TEST(ReadTag, WhatStandsForAServiceHoldsNoCommit) {
  for (const char* format : {"{service}-{short_sha}", "{team}-{service}-{sha:7}"}) {
    EXPECT_THAT(Read("revert-d4ba6553-a1b2c3d4", format).shas, ElementsAre("d4ba6553", "a1b2c3d4"));
    EXPECT_THAT(Read("v2.1-3-gD4BA6553-a1b2c3d4", format).shas,
                ElementsAre("D4BA6553", "a1b2c3d4"));
    EXPECT_THAT(Read("run-20260508-a1b2c3d4", format).shas, ElementsAre("a1b2c3d4"));
  }
}

TEST(ReadTag, WhatStandsForAServiceMayHoldTheSignBehindIt) {
  EXPECT_THAT(Read("1.2-3", "{git_tag}").refs, ElementsAre("1.2-3"));
  EXPECT_THAT(Read("r-1.2-3", "r-{git_tag}").refs, ElementsAre("1.2-3"));
  EXPECT_THAT(Read("api-gateway-v1.2", "{service}-{git_tag}").refs,
              ElementsAre("gateway-v1.2", "v1.2"));
  EXPECT_THAT(Read("v1.2_api_gw", "{git_tag}_{service}").refs, ElementsAre("v1.2_api", "v1.2"));
  EXPECT_THAT(Read("x-y-1-z", "{team}-{git_tag}-{service}").refs, ElementsAre("y-1", "y", "1"));
  EXPECT_THAT(Read("abc", "{team}{git_tag}").refs, ElementsAre("bc", "c"));
  EXPECT_THAT(ReadWithPattern("api-gateway-v1.2", "^api-(?<ref>.+)$").refs,
              ElementsAre("gateway-v1.2"));
}

TEST(ReadTag, TheDayOfADirtyBuildIsNoCommit) {
  EXPECT_THAT(Read("2.84.6.dev0+gee757463.d20260508").shas, ElementsAre("ee757463"));
}

TEST(ReadTag, AConfiguredPatternIsTheOnlyWay) {
  const std::string pattern = "^build-[0-9]+-(?<sha>[0-9a-f]{7,40})$";
  EXPECT_THAT(ReadWithPattern("build-12-a1b2c3d", pattern).shas, ElementsAre("a1b2c3d"));
  EXPECT_TRUE(ReadWithPattern("build-12-a1b2c3d", pattern).follows_pattern);
  EXPECT_THAT(ReadWithPattern("a1b2c3d", pattern).shas, IsEmpty());
}

TEST(ReadTag, AFormatOfOneShaAlsoKnowsTheOlderTagsWithAPrefix) {
  EXPECT_TRUE(Read("sha-a1b2c3d", "{short_sha}").follows_pattern);
  EXPECT_TRUE(Read("a1b2c3d", "{short_sha}").follows_pattern);
  EXPECT_FALSE(Read("sha-v1-a1b2c3d", "v1-{short_sha}").follows_pattern);
  EXPECT_TRUE(Read("v1-a1b2c3d", "v1-{short_sha}").follows_pattern);
}

TEST(IsLegalTag, LettersDigitsAndThreeSignsOfWhichOneMayComeFirst) {
  for (const char* legal : {"a", "z", "A", "Z", "0", "9", "_", "_.-", "v1.2_b-Z"}) {
    EXPECT_TRUE(IsLegalTag(legal)) << legal;
  }
  for (const char* illegal :
       {"", ".a", "-a", "a`", "a{", "a@", "a[", "a/", "a:", "a b", "\xc3\xa9"}) {
    EXPECT_FALSE(IsLegalTag(illegal)) << illegal;
  }
  EXPECT_TRUE(IsLegalTag(std::string(128, 'a')));
  EXPECT_FALSE(IsLegalTag(std::string(129, 'a')));
}

TEST(TagTest, ALiveTagIsATagOfARegistryAGitTagOrAnImage) {
  const std::string longest(128, 'a');
  const std::string name = "host:5000/" + longest.substr(10);  // without a tag it counts itself
  for (const std::string& tag :
       {name, std::string("1a2b3c4"), std::string("release/2025.11"), std::string("v1+2"), longest,
        std::string("host:5000/team/api:1a2b3c4"), std::string("1a2b3c4@sha256:00ff"),
        "registry.example/" + longest + ":" + longest, std::string(508, 'r') + "/a:b"}) {
    EXPECT_TRUE(IsPossibleLiveTag(tag)) << tag;
  }
  for (const std::string& tag : {std::string(),
                                 std::string("a b"),
                                 std::string("a,b"),
                                 std::string("${x}"),
                                 std::string("<html>"),
                                 std::string("\x1b[31m"),
                                 std::string("a\nb"),
                                 std::string("-x"),
                                 std::string(".x"),
                                 std::string("\xc3\xbc"),
                                 longest + "a",
                                 "r/api:" + longest + "a",
                                 name + "a",
                                 std::string(600, 'a'),
                                 std::string(509, 'r') + "/a:b",
                                 std::string("/x"),
                                 std::string("a//b"),
                                 std::string("a/"),
                                 std::string("a::b"),
                                 std::string("a:"),
                                 std::string("a@"),
                                 std::string("r/:b"),
                                 std::string("r/a:@sha256:00")}) {
    EXPECT_FALSE(IsPossibleLiveTag(tag)) << tag;
  }
}

TEST(TagTest, AWholeImageAndItsTagAreOne) {
  EXPECT_TRUE(AreOneTag("r.io/a:1", "1"));
  EXPECT_TRUE(AreOneTag("1", "r.io/a:1"));
  EXPECT_TRUE(AreOneTag("release/1", "release/1"));
  EXPECT_TRUE(AreOneTag("r.io/a:1@sha256:ab", "1@sha256:ab"));
  EXPECT_FALSE(AreOneTag("r.io/a:1", "r.io/b:1"));
  EXPECT_FALSE(AreOneTag("r.io/a:1", "r.io/a"));
  EXPECT_FALSE(AreOneTag("r.io/a:1@sha256:ab", "1"));
  EXPECT_TRUE(HasTag({"latest", "1"}, "r.io/a:1"));
  EXPECT_FALSE(HasTag({"latest"}, "r.io/a:1"));
}

TEST(TagTest, AWordOfTheConfigurationIsNoCommit) {
  EXPECT_THAT(Read("core-a1b2c3d4e5f6", "{team}-{sha:12}").shas, ElementsAre("a1b2c3d4e5f6"));
  EXPECT_THAT(PatternForFormat("{team}{git_tag}"), ::testing::EndsWith("(?<ref>.+)$"));
}

}  // namespace
}  // namespace deltaplan::planner
