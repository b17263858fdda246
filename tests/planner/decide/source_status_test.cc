#include "planner/decide/source_status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace deltaplan::planner {
namespace {

using graph::Relation;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// api runs "live"; the tag map, which is not what decides, is asked of all.
class StatusTest : public ::testing::Test {
 protected:
  StatusTest() {
    facts_ = {
        .environment = "prod", .head = {}, .deciding = "ecs", .others = {{.name = "image_tags"}}};
    facts_.services = {{.name = "api"}};
    facts_.services.front().facts.live_tag = "live";
    SetMap("live");
  }

  ServiceFacts& Facts() { return facts_.services.front().facts; }
  void SetMap(const std::optional<std::string>& tag) {
    facts_.map.emplace();
    if (tag) facts_.map->emplace("api", *tag);
    facts_.others.front().tags = *facts_.map;
  }
  void Relate(const std::string& other, Relation relation,
              std::optional<std::uint64_t> commits = std::nullopt) {
    facts_.relations[{"live", other}] = {relation, commits};
  }

  StatusService Api() const { return StatusOf(facts_).services.front(); }
  StatusTag Tag() const { return Api().tags.front(); }
  std::string Effect() const { return ApplyEffectName(Api().apply->effect); }

  StatusFacts facts_;
};

TEST_F(StatusTest, WhatIsLiveEverywhereAgrees) {
  EXPECT_EQ(Tag().tag, "live");
  EXPECT_TRUE(Tag().agrees);
  EXPECT_EQ(Effect(), "none");
  const StatusReport report = StatusOf(facts_);
  EXPECT_EQ(report.environment, "prod");
  EXPECT_EQ(report.deciding, "ecs");
  ASSERT_THAT(report.others, SizeIs(1));
  EXPECT_EQ(report.others.front().name, "image_tags");
  EXPECT_TRUE(report.InAgreement());
}

TEST_F(StatusTest, ATagIsThatOfItsWholeImage) {
  SetMap("quay.io/api:live");
  EXPECT_TRUE(Tag().agrees);
  EXPECT_EQ(Effect(), "none");
}

TEST_F(StatusTest, AnApplyOfAnOlderTagRollsBack) {
  SetMap("old");
  Relate("old", Relation::kBehind, 3);
  EXPECT_FALSE(Tag().agrees);
  EXPECT_EQ(Tag().relation->relation, Relation::kBehind);
  EXPECT_EQ(Effect(), "rollback");
  EXPECT_EQ(Api().apply->commits, 3U);
  EXPECT_EQ(StatusOf(facts_).disagreeing_count(), 1U);
}

TEST_F(StatusTest, AnApplyOfANewerTagRollsForward) {
  SetMap("new");
  Relate("new", Relation::kAhead, 2);
  EXPECT_EQ(Effect(), "forward");
  EXPECT_EQ(Api().apply->commits, 2U);
}

TEST_F(StatusTest, OtherRelationsHaveTheirOwnEffects) {
  SetMap("other");
  EXPECT_EQ(Effect(), "unknown");
  EXPECT_FALSE(Tag().relation);
  Relate("other", Relation::kUnknown);
  EXPECT_EQ(Effect(), "unknown");
  Relate("other", Relation::kDiverged);
  EXPECT_EQ(Effect(), "diverged");
  Relate("other", Relation::kSame, 0);
  EXPECT_EQ(Effect(), "none") << "other tags of one commit";
  EXPECT_FALSE(Tag().agrees);
}

TEST_F(StatusTest, TagsOfWhatIsBuiltElsewhereNameNoCommits) {
  facts_.services.front().is_external = true;
  SetMap("old");
  Relate("old", Relation::kBehind, 3);
  EXPECT_FALSE(Tag().agrees);
  EXPECT_FALSE(Tag().relation);
  EXPECT_EQ(Effect(), "unknown");
}

TEST_F(StatusTest, WhereOneSideHasNoTagTheyDisagree) {
  SetMap(std::nullopt);
  EXPECT_FALSE(Tag().agrees);
  EXPECT_EQ(Effect(), "no_tag");
  Facts().live_tag.reset();
  EXPECT_TRUE(Tag().agrees) << "neither has one";
  EXPECT_EQ(Effect(), "none");
  SetMap("new");
  EXPECT_FALSE(Tag().agrees);
  EXPECT_EQ(Effect(), "start");
  EXPECT_FALSE(Api().live);
}

TEST_F(StatusTest, WithWhatNobodyCanTellNothingDisagrees) {
  Facts().live_tag.reset();
  Facts().live_unknown = true;
  SetMap("new");
  EXPECT_TRUE(Tag().agrees);
  EXPECT_EQ(Effect(), "unknown");
  SetMap(std::nullopt);
  EXPECT_TRUE(Tag().agrees);
  EXPECT_EQ(Effect(), "no_tag");
}

TEST_F(StatusTest, WithoutAMapNothingIsSaidOfAnApply) {
  facts_.map.reset();
  EXPECT_FALSE(Api().apply);
}

TEST_F(StatusTest, TheMapCountsAlsoWhereItDecides) {
  facts_.others.clear();
  EXPECT_THAT(Api().tags, IsEmpty());
  EXPECT_EQ(Effect(), "none");
}

TEST_F(StatusTest, ASourceSaysNothingOfWhatItWasNotAskedAbout) {
  SetMap("old");
  facts_.others.front().services = {"web"};
  EXPECT_TRUE(Tag().agrees);
  EXPECT_FALSE(Tag().tag);
}

TEST_F(StatusTest, ASourceThatCantBeReadIsNoAgreement) {
  facts_.others.front().error = "no answer";
  EXPECT_TRUE(Tag().agrees);
  EXPECT_FALSE(Tag().tag);
  const StatusReport report = StatusOf(facts_);
  EXPECT_EQ(report.others.front().error, "no answer");
  EXPECT_EQ(report.disagreeing_count(), 0U);
  EXPECT_FALSE(report.InAgreement());
}

}  // namespace
}  // namespace deltaplan::planner
