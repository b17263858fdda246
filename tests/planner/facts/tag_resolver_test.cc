#include "planner/facts/tag_resolver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <variant>
#include <vector>

#include "planner/model/tag.h"
#include "tests/support/fake_repository.h"

namespace deltaplan::planner {
namespace {

using testing::FakeObjects;

class TagResolverTest : public ::testing::Test {
 protected:
  TagResolverTest() {
    first_ = objects_.Commit({{"a", "1"}});
    second_ = objects_.Commit({{"a", "2"}});
  }

  ResolvedTag Resolve(const std::string& live, const std::string& format = "{short_sha}") {
    Config config;
    config.tag = format;
    return Resolve(live, config);
  }

  ResolvedTag Resolve(const std::string& live, const Config& config) {
    const Result<TagPattern> pattern = ConfiguredPattern(config);
    testing::FakeRepository repository(objects_);
    TagResolver resolver(repository, *pattern, config);
    Result<ResolvedTag> resolved = resolver.Resolve(live);
    EXPECT_TRUE(resolved);
    return *std::move(resolved);
  }

  std::string Choose(const std::vector<std::string>& tags) {
    const Config config;
    const Result<TagPattern> pattern = ConfiguredPattern(config);
    testing::FakeRepository repository(objects_);
    TagResolver resolver(repository, *pattern, config);
    Result<std::string> chosen = resolver.Choose(tags);
    EXPECT_TRUE(chosen);
    return *std::move(chosen);
  }

  FakeObjects objects_;
  graph::ObjectId first_;
  graph::ObjectId second_;
};

TEST_F(TagResolverTest, EveryWordThatMayBeACommitHasToBeOne) {
  const std::string known = FakeObjects::ShortSha(first_);
  EXPECT_EQ(Resolve("feature-" + known).commit->id, first_);
  const ResolvedTag lost = Resolve("revert-" + known + "-d4ba6553");
  EXPECT_EQ(lost.undetermined, ReasonCode::kCommitNotFound);
  EXPECT_EQ(lost.missing_sha, "d4ba6553");
  EXPECT_EQ(Resolve("revert-" + known + "-" + FakeObjects::ShortSha(second_)).undetermined,
            ReasonCode::kCommitAmbiguous);
  // A branch is called after the commit that it takes back, and its own may be digits alone.
  const std::vector<std::string> reverts{"revert-" + known, "revert-" + known + "-12345678",
                                         "Revert-" + known + "-login-1234567"};
  for (const std::string& tag : reverts) {
    EXPECT_EQ(Resolve(tag).undetermined, ReasonCode::kTagWithoutCommit) << tag;
  }
  EXPECT_EQ(Resolve("revert-" + known + "-" + known).commit->id, first_);
  EXPECT_EQ(Resolve("revert-login-" + known).commit->id, first_);
  EXPECT_EQ(Resolve("revert-1234-" + known).commit->id, first_);
  EXPECT_EQ(Resolve("revert-" + known, "revert-{sha:7}").commit->id, first_) << "its own format";
  // Dates and numbers of builds are no lost commits.
  EXPECT_EQ(Resolve(known + "-20260804-175736").commit->id, first_);
  EXPECT_EQ(Resolve(known + "-20190909-090909").commit->id, first_);
}

TEST_F(TagResolverTest, AGitTagIsLookedUpWhereNoCommitFits) {
  objects_.names["tags/20240115"] = first_;
  EXPECT_EQ(Resolve("20240115").commit->id, first_);
  EXPECT_EQ(Resolve("20240116").undetermined, ReasonCode::kCommitNotFound);
  const std::string known = FakeObjects::ShortSha(first_);
  objects_.names["tags/" + known] = second_;
  EXPECT_EQ(Resolve(known).commit->id, first_) << "a commit comes first";
}

TEST_F(TagResolverTest, WhatMayNameSeveralCommitsIsToldWithAll) {
  CommitInfo twin = objects_.commits.at(first_);
  twin.id.bytes.back() = 0xbb;
  objects_.commits.emplace(twin.id, twin);
  const ResolvedTag resolved = Resolve(FakeObjects::ShortSha(first_));
  EXPECT_EQ(resolved.undetermined, ReasonCode::kCommitAmbiguous);
  EXPECT_THAT(*resolved.detail, ::testing::HasSubstr(first_.ToHex() + ", " + twin.id.ToHex()));
}

TEST_F(TagResolverTest, APatternMayNameTheGitTagInsteadOfTheCommit) {
  objects_.names["tags/v1.2.3"] = first_;
  Config config;
  config.tag_pattern = "^(?:main-)?(?<ref>[0-9.]+)$";
  config.tag_ref = "v{ref}";
  EXPECT_EQ(Resolve("main-1.2.3", config).commit->id, first_);
  EXPECT_EQ(Resolve("1.2.3", config).commit->id, first_);
  const ResolvedTag lost = Resolve("1.2.4", config);
  EXPECT_EQ(lost.undetermined, ReasonCode::kCommitNotFound);
  EXPECT_THAT(*lost.detail, ::testing::HasSubstr("'v1.2.4'"));
  EXPECT_EQ(lost.missing_sha, "") << "no commit that git could fetch";
}

TEST_F(TagResolverTest, TagsMadeFromGitTagsAreReadBackAndOlderOnesToo) {
  objects_.names["tags/v1.2.3"] = second_;
  EXPECT_EQ(Resolve("v1.2.3", "{git_tag}").commit->id, second_);
  EXPECT_EQ(Resolve("api-v1.2.3", "{service}-{git_tag}").commit->id, second_);
  EXPECT_EQ(Resolve(FakeObjects::ShortSha(first_), "{git_tag}").commit->id, first_);
}

TEST_F(TagResolverTest, AReleaseMayLackTheVOfItsGitTag) {
  objects_.names["tags/v1.2.3"] = first_;
  EXPECT_EQ(Resolve("1.2.3").commit->id, first_);
  objects_.names["tags/1.2.3"] = second_;
  EXPECT_EQ(Resolve("1.2.3").commit->id, second_) << "the tag of exactly that name comes first";
  objects_.names["tags/v2"] = objects_.names["tags/vx.1"] = first_;
  EXPECT_EQ(Resolve("2").undetermined, ReasonCode::kTagWithoutCommit) << "the number of a build";
  EXPECT_EQ(Resolve("x.1").undetermined, ReasonCode::kTagWithoutCommit) << "no version";
}

TEST_F(TagResolverTest, ATagThatMovesNamesNoCommitEvenWhereAGitTagBearsIt) {
  objects_.names["tags/latest"] = second_;
  for (const char* name : {"latest-arm64", "main-x86_64", "prod1-latest", "nightly-amd64"}) {
    objects_.names[std::string("tags/") + name] = second_;
    EXPECT_EQ(Resolve(name).undetermined, ReasonCode::kTagWithoutCommit) << name;
  }
  for (const char* name : {"main-2024.05", "nightly-20240115", "stable-v2"}) {
    objects_.names[std::string("tags/") + name] = second_;
    EXPECT_EQ(Resolve(name).commit->id, second_) << name;
  }
  objects_.names["tags/v1"] = second_;
  EXPECT_EQ(Resolve("latest").undetermined, ReasonCode::kTagWithoutCommit);
  EXPECT_EQ(Resolve("repo/api:latest").undetermined, ReasonCode::kTagWithoutCommit);
  EXPECT_EQ(Resolve("v1").commit->id, second_);
}

TEST_F(TagResolverTest, AMovingTagStaysOneWhateverThePatternTakesOff) {
  for (const char* tag : {"latest", "img-latest", "v1"}) {
    objects_.names[std::string("tags/") + tag] = second_;
  }
  Config config;
  config.tag_pattern = "^(?:img-)?(?<ref>.+)$";
  EXPECT_EQ(Resolve("img-latest", config).undetermined, ReasonCode::kTagWithoutCommit);
  EXPECT_EQ(Resolve("img-v1", config).commit->id, second_);
  EXPECT_EQ(Resolve("app-Latest", "app-{git_tag}").undetermined, ReasonCode::kTagWithoutCommit);
}

TEST_F(TagResolverTest, AnEnvironmentsNameMovesAndCaseDoesNotMatter) {
  for (const char* tag : {"Production", "eu-live", "v1"}) {
    objects_.names[std::string("tags/") + tag] = second_;
  }
  Config config;
  config.environments.resize(1);
  config.environments[0].name = "EU-live";
  EXPECT_EQ(Resolve("Production", config).undetermined, ReasonCode::kTagWithoutCommit);
  EXPECT_EQ(Resolve("eu-live", config).undetermined, ReasonCode::kTagWithoutCommit);
  EXPECT_EQ(Resolve("v1", config).commit->id, second_);
}

TEST_F(TagResolverTest, PlaceholdersAndDirtyBuildsAreUndetermined) {
  EXPECT_EQ(Resolve("sha-bootstrap").undetermined, ReasonCode::kBootstrapTag);
  EXPECT_EQ(Resolve(FakeObjects::ShortSha(first_) + "-dirty").undetermined,
            ReasonCode::kDirtyBaseline);
}

TEST_F(TagResolverTest, ABuildOfADirtyTreeHasAPlaceInHistoryAndNoBaseline) {
  const std::string known = FakeObjects::ShortSha(first_);
  EXPECT_EQ(Resolve(known + "-dirty").built_on->id, first_);
  EXPECT_EQ(Resolve(known + "-dirty").commit, std::nullopt);
  EXPECT_EQ(Resolve("v1.2-3-g" + known + "-dirty").built_on->id, first_);
  EXPECT_EQ(Resolve("2.8.dev0+g" + known + ".d20260508").built_on->id, first_);
  EXPECT_EQ(Resolve(known + "-deadbee-dirty").built_on.has_value(), false);
  EXPECT_EQ(Resolve(known + "-" + FakeObjects::ShortSha(second_) + "-dirty").built_on.has_value(),
            false);
  EXPECT_EQ(Resolve("deadbee-dirty").built_on.has_value(), false);
  EXPECT_EQ(Resolve("deadbee-dirty").missing_sha, "");
}

TEST_F(TagResolverTest, OfSeveralTagsTheOneThatNamesACommitOfThisCloneIsLive) {
  const std::string known = FakeObjects::ShortSha(first_);
  EXPECT_EQ(Choose({"20251128", "buildcache", "deadbeef-amd64", "latest", known}), known);
  EXPECT_EQ(Choose({known, "latest"}), known);
  EXPECT_EQ(Choose({"latest", "deadbee", "stable"}), "deadbee");
  EXPECT_EQ(Choose({"stable", "latest", "sha-bootstrap"}), "stable");
  objects_.names["tags/v1"] = first_;
  EXPECT_EQ(Choose({known, "v1"}), known);
  EXPECT_EQ(Choose({"v1", known}), "v1");
}

TEST_F(TagResolverTest, OfSeveralCommitsTheLatestAndABuildOfADirtyTreeBeforeAll) {
  const std::string older = FakeObjects::ShortSha(first_);
  const std::string newer = FakeObjects::ShortSha(second_);
  EXPECT_EQ(Choose({older, newer}), newer);
  EXPECT_EQ(Choose({newer, older}), newer);
  EXPECT_EQ(Choose({newer, older + "-dirty"}), older + "-dirty");
}

// One kind of question fails.
class BrokenRepository : public testing::FakeRepository {
 public:
  enum class Kind { kCommits, kAbbreviations, kTags };
  BrokenRepository(FakeObjects& objects, Kind broken) : FakeRepository(objects), broken_(broken) {}

  Result<CommitInfo> ReadCommit(const graph::ObjectId& id) override {
    if (broken_ == Kind::kCommits) return Broken();
    return FakeRepository::ReadCommit(id);
  }
  Result<AbbreviationLookup> FindAbbreviated(std::string_view hex) override {
    if (broken_ == Kind::kAbbreviations) return Broken();
    return FakeRepository::FindAbbreviated(hex);
  }
  Result<std::optional<graph::ObjectId>> FindTag(std::string_view name) override {
    if (broken_ == Kind::kTags) return Broken();
    return FakeRepository::FindTag(name);
  }

 private:
  static Error Broken() { return {.message = "it is broken", .causes = {}, .remedy = {}}; }

  Kind broken_;
};

TEST_F(TagResolverTest, ARepositoryThatCannotBeReadIsAnErrorAndNoLostCommit) {
  using Kind = BrokenRepository::Kind;
  const std::string known = FakeObjects::ShortSha(first_);
  objects_.names["tags/v1.2.3"] = first_;
  Config derived;
  Config named;
  named.tag_pattern = "^(?<ref>v[0-9.]+)$";
  const struct {
    Kind broken;
    const Config& config;
    std::string tag;
  } cases[] = {
      {Kind::kCommits, derived, known},       {Kind::kCommits, derived, "v1.2.3"},
      {Kind::kAbbreviations, derived, known}, {Kind::kAbbreviations, derived, known + "-dirty"},
      {Kind::kTags, derived, "v1.2.3"},       {Kind::kTags, derived, "1.2.3"},
      {Kind::kTags, derived, "20240116"},     {Kind::kTags, named, "v1.2.3"},
  };
  for (const auto& [broken, config, tag] : cases) {
    const Result<TagPattern> pattern = ConfiguredPattern(config);
    BrokenRepository repository(objects_, broken);
    TagResolver resolver(repository, *pattern, config);
    const Result<ResolvedTag> resolved = resolver.Resolve(tag);
    ASSERT_FALSE(resolved) << tag;
    EXPECT_EQ(resolved.error().message, "it is broken");
    const Result<std::string> chosen = resolver.Choose({"latest", tag});
    ASSERT_FALSE(chosen) << tag;
    EXPECT_EQ(chosen.error().message, "it is broken");
  }
}

TEST_F(TagResolverTest, ADigestAloneAsksForNoGitTag) {
  const Config config;
  const Result<TagPattern> pattern = ConfiguredPattern(config);
  BrokenRepository repository(objects_, BrokenRepository::Kind::kTags);
  TagResolver resolver(repository, *pattern, config);
  const Result<ResolvedTag> resolved = resolver.Resolve("host/repo@sha256:" + std::string(64, 'a'));
  ASSERT_TRUE(resolved);
  EXPECT_EQ(resolved->undetermined, ReasonCode::kTagWithoutCommit);
}

TEST_F(TagResolverTest, ATagIsLookedUpOnce) {
  const std::string known = FakeObjects::ShortSha(first_);
  const Config config;
  const Result<TagPattern> pattern = ConfiguredPattern(config);
  testing::FakeRepository repository(objects_);
  TagResolver resolver(repository, *pattern, config);
  ASSERT_TRUE(resolver.Resolve(known));
  objects_.commits.clear();
  const Result<ResolvedTag> again = resolver.Resolve(known);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->commit->id, first_);
}

}  // namespace
}  // namespace deltaplan::planner
