#include "planner/tags/promotion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace deltaplan::planner {
namespace {

using graph::Relation;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Kind = PromotionNote::Kind;

constexpr std::int64_t kOlder = 10;
constexpr std::int64_t kPromoted = 20;
constexpr std::int64_t kHead = 30;
constexpr std::int64_t kNow = 1000;

graph::ObjectId Id(std::uint8_t n) {
  graph::ObjectId id;
  id.bytes[0] = n;
  return id;
}

ServiceFacts Runs(const std::string& tag, std::uint8_t commit, std::int64_t time,
                  Relation relation) {
  ServiceFacts facts;
  facts.live_tag = tag;
  facts.source = "ecs";
  facts.commit = Id(commit);
  facts.origin = Origin{Id(commit), time};
  facts.relation.relation = relation;
  return facts;
}

std::vector<std::string> Told(const std::vector<PromotionNote>& notes, Kind kind) {
  std::vector<std::string> told;
  for (const PromotionNote& note : notes) {
    if (note.kind == kind) told.push_back(note.service + " " + note.tag + " " + note.why);
  }
  return told;
}

// stage runs "new" of api, which prod has as "old"; the new commit is in head's history, the old
// one in that of the new one. web is the same in both.
class PromotionTest : public ::testing::Test {
 protected:
  PromotionTest() {
    facts_ = {.from = "stage", .to = "prod", .now = kNow, .head_time = kHead, .services = {}};
    facts_.services = {{.name = "api", .before = "old", .tested = "new"},
                       {.name = "web", .before = "same", .tested = "same"}};
    facts_.tags["api"] = {
        .tested = Runs("new", 2, kPromoted, Relation::kBehind), .mapped = "new", .since = 400};
    facts_.commits = {{.time = kPromoted,
                       .services = {{.name = "api",
                                     .running = Runs("old", 1, kOlder, Relation::kBehind),
                                     .between = {.file_count = 7}}}}};
  }

  TestedService& Api() { return facts_.services.front(); }
  ServiceFacts& Running() { return facts_.commits.front().services.front().running; }
  // For services that get no other tag nothing further is read.
  void KeepApi() {
    facts_.tags.clear();
    facts_.commits.clear();
  }
  Promotion Promoted() const { return PromotionOf(facts_, request_); }
  // The code of the gate that is shut; "".
  std::string Gate() const {
    const std::optional<Refusal> refusal = CheckPromotion(Promoted(), policy_);
    return refusal ? std::string(CodeOf(*refusal)) : std::string();
  }

  PromotionFacts facts_;
  PromotionRequest request_;
  PromotionPolicy policy_;
};

TEST_F(PromotionTest, AServiceGainsWhatLiesBetweenWhatRunsAndTheTestedTag) {
  const Promotion promotion = Promoted();
  EXPECT_EQ(promotion.from, "stage");
  EXPECT_EQ(promotion.to, "prod");
  ASSERT_THAT(promotion.gains, SizeIs(1));
  const Gain& gain = promotion.gains.front();
  EXPECT_EQ(gain.change, (TagChange{"api", "old", "new"}));
  EXPECT_EQ(gain.live->tag, "old");
  EXPECT_EQ(gain.age, 600);
  EXPECT_EQ(gain.file_count, 7U);
  EXPECT_FALSE(gain.goes_back);
  EXPECT_THAT(promotion.notes, IsEmpty());
  EXPECT_THAT(promotion.not_up, IsEmpty());
  EXPECT_THAT(promotion.not_merged, IsEmpty());
  EXPECT_EQ(Gate(), "");
}

TEST_F(PromotionTest, ATagThatIsNotLiveIsNotPromoted) {
  Api().tested.reset();
  KeepApi();
  EXPECT_THAT(Told(Promoted().notes, Kind::kNotLive), ElementsAre("api  "));
  EXPECT_THAT(Promoted().gains, IsEmpty());
}

TEST_F(PromotionTest, WhatNobodyCanTellIsNotPromoted) {
  Api().unknown = "no answer";
  KeepApi();
  EXPECT_THAT(Told(Promoted().notes, Kind::kUnknown), ElementsAre("api no answer "));
  EXPECT_THAT(Promoted().gains, IsEmpty());
}

TEST_F(PromotionTest, APlaceholderWasNeverDeployed) {
  Api().tested = "sha-bootstrap";
  Api().is_placeholder = true;
  KeepApi();
  EXPECT_THAT(Told(Promoted().notes, Kind::kNeverDeployed), ElementsAre("api sha-bootstrap "));
  EXPECT_THAT(Promoted().gains, IsEmpty());
}

TEST_F(PromotionTest, AHeldServiceStaysUnlessItIsNamed) {
  Api().hold = "until Monday";
  EXPECT_THAT(PromotedChanges(facts_.services, request_), IsEmpty());
  request_.named = {"api"};
  EXPECT_THAT(PromotedChanges(facts_.services, request_),
              ElementsAre(TagChange{"api", "old", "new"}));
  EXPECT_THAT(Promoted().notes, IsEmpty());
  request_.named = {};
  KeepApi();
  EXPECT_THAT(Told(Promoted().notes, Kind::kHeld), ElementsAre("api new until Monday"));
}

TEST_F(PromotionTest, AHoldIsNoNewsWhereNothingWouldChange) {
  facts_.services[1].hold = "";
  EXPECT_THAT(Promoted().notes, IsEmpty());
  // What has no tag yet is nothing that a hold could keep.
  Api().hold = "";
  Api().before.reset();
  EXPECT_THAT(PromotedChanges(facts_.services, request_),
              ElementsAre(TagChange{"api", std::nullopt, "new"}));
}

TEST_F(PromotionTest, OnlyWhatIsAskedForIsPromoted) {
  request_.services = {"web"};
  KeepApi();
  Api().rollout.emplace().state = Rollout::State::kFailed;
  const Promotion promotion = Promoted();
  EXPECT_THAT(promotion.gains, IsEmpty());
  EXPECT_THAT(promotion.notes, IsEmpty());
  EXPECT_THAT(promotion.not_up, IsEmpty());
}

TEST_F(PromotionTest, ATagIsWrittenAsTheTargetsMapWritesIt) {
  Api().before = "prod.example.com/api:old";
  EXPECT_EQ(Promoted().gains.front().change.after, "prod.example.com/api:new");
  Api().before = "prod.example.com/api:new";
  EXPECT_THAT(PromotedChanges(facts_.services, request_), IsEmpty());
}

TEST_F(PromotionTest, ATagWithoutACommitIsPromotedAllTheSame) {
  facts_.commits.clear();
  const Promotion promotion = Promoted();
  EXPECT_THAT(Told(promotion.notes, Kind::kNoCommit), ElementsAre("api new "));
  ASSERT_THAT(promotion.gains, SizeIs(1));
  EXPECT_FALSE(promotion.gains.front().live);
}

TEST_F(PromotionTest, TagsOfWhatIsBuiltElsewhereNameNoCommitsAnyway) {
  Api().is_external = true;
  facts_.commits.clear();
  EXPECT_THAT(Promoted().notes, IsEmpty());
}

TEST_F(PromotionTest, WhatCantBeComparedIsPromotedAllTheSame) {
  facts_.commits.front().not_compared = "no such file";
  const Promotion promotion = Promoted();
  EXPECT_THAT(Told(promotion.notes, Kind::kNotCompared), ElementsAre("api new no such file"));
  EXPECT_EQ(promotion.gains.front().live->tag, "old");
}

TEST_F(PromotionTest, WhatIsUnknownOfThePastIsTold) {
  Running() = {};
  Running().live_tag = "latest";
  Running().undetermined = ReasonCode::kTagWithoutCommit;
  EXPECT_THAT(Told(Promoted().notes, Kind::kMayGoBack), ElementsAre("api latest "));
  // What came up nowhere, or never, is no past.
  for (const ReasonCode none : {ReasonCode::kBootstrapTag, ReasonCode::kRolloutFailed}) {
    Running().undetermined = none;
    EXPECT_THAT(Promoted().notes, IsEmpty());
  }
  Running().live_tag.reset();
  Running().undetermined = ReasonCode::kNeverDeployed;
  EXPECT_THAT(Promoted().notes, IsEmpty());
}

TEST_F(PromotionTest, NotesGoByServiceThenByCommit) {
  facts_.services = {{.name = "api", .tested = "1"},
                     {.name = "job", .tested = "2"},
                     {.name = "old"},
                     {.name = "web", .tested = "latest"}};
  facts_.tags = {{"api", {}}, {"job", {}}, {"web", {}}};
  facts_.commits = {{.services = {{.name = "job"}}, .not_compared = "why"},
                    {.services = {{.name = "api"}}, .not_compared = "why"}};
  std::vector<std::string> services;
  for (const PromotionNote& note : Promoted().notes) services.push_back(note.service);
  EXPECT_THAT(services, ElementsAre("old", "web", "job", "api"));
}

TEST_F(PromotionTest, AnAgeIsThatOfTheTagThatRuns) {
  facts_.tags["api"].mapped = "other";
  EXPECT_EQ(Promoted().gains.front().age, std::nullopt);
  facts_.tags["api"].mapped = "new";
  facts_.tags["api"].since.reset();
  EXPECT_EQ(Promoted().gains.front().age, std::nullopt);
  facts_.tags["api"].since = kNow + 1;  // clocks differ
  EXPECT_EQ(Promoted().gains.front().age, 0);
  Api().rollout.emplace().state = Rollout::State::kFailed;
  EXPECT_EQ(Promoted().gains.front().age, std::nullopt);
}

TEST_F(PromotionTest, GoingBackNeedsTheSwitch) {
  Running().relation.relation = Relation::kAhead;
  EXPECT_EQ(Gate(), "promotion_goes_back");
  policy_.allow_diverged = true;
  EXPECT_EQ(Gate(), "promotion_goes_back");
  policy_.allow_rollback = true;
  EXPECT_EQ(Gate(), "");
}

TEST_F(PromotionTest, WhereHistoryIsMissingDatesTellWhatGoesBack) {
  Running().relation.relation = Relation::kUnknown;
  EXPECT_EQ(Gate(), "");
  Running().origin->time = kPromoted;
  EXPECT_EQ(Gate(), "promotion_goes_back");
}

TEST_F(PromotionTest, AnotherLineNeedsItsSwitch) {
  Running().relation.relation = Relation::kDiverged;
  policy_.allow_rollback = true;
  EXPECT_EQ(Gate(), "promotion_goes_back");
  policy_.allow_diverged = true;
  EXPECT_EQ(Gate(), "");
}

TEST_F(PromotionTest, WhatHeadsHistoryDoesNotHoldNeedsTheSwitch) {
  ServiceFacts& tested = facts_.tags["api"].tested;
  for (const Relation relation : {Relation::kDiverged, Relation::kAhead}) {
    tested.relation.relation = relation;
    policy_.allow_diverged = false;
    EXPECT_EQ(Gate(), "promotion_not_merged");
    policy_.allow_diverged = true;
    EXPECT_EQ(Gate(), "");
  }
  policy_.allow_diverged = false;
  tested.relation.relation = Relation::kUnknown;
  EXPECT_EQ(Gate(), "");
  tested.origin->time = kHead;
  EXPECT_EQ(Gate(), "promotion_not_merged");
}

TEST_F(PromotionTest, WhatIsInNoHistoryOfThisCloneNeedsTheSwitch) {
  PromotedTag& tag = facts_.tags["api"];
  tag.tested.origin = std::nullopt;
  tag.tested.undetermined = ReasonCode::kCommitNotFound;
  EXPECT_EQ(Gate(), "") << "a shallow clone can't tell";
  tag.is_elsewhere = true;
  EXPECT_EQ(Gate(), "promotion_not_merged");
  policy_.allow_diverged = true;
  EXPECT_EQ(Gate(), "");
}

TEST_F(PromotionTest, WhatDidNotComeUpIsNeverPromoted) {
  Api().rollout = Rollout{
      .state = Rollout::State::kFailed, .revision = "api:7", .running = {}, .reason = "why"};
  policy_.allow_in_progress = true;
  const std::optional<Refusal> refusal = CheckPromotion(Promoted(), policy_);
  ASSERT_TRUE(refusal);
  const auto& not_up = std::get<refusals::PromotionNotUp>(*refusal);
  EXPECT_EQ(not_up.from, "stage");
  ASSERT_THAT(not_up.services, SizeIs(1));
  EXPECT_TRUE(not_up.services.front().has_failed);
  EXPECT_EQ(not_up.services.front().revision, "api:7");
  EXPECT_EQ(not_up.services.front().reason, "why");
}

TEST_F(PromotionTest, WhatStillRollsOutNeedsTheSwitch) {
  // Also of what stays: a promotion says that all of it has been tested.
  facts_.services[1].rollout.emplace().state = Rollout::State::kInProgress;
  EXPECT_EQ(Gate(), "promotion_not_up");
  policy_.allow_in_progress = true;
  EXPECT_EQ(Gate(), "");
}

TEST_F(PromotionTest, AYoungTagWaits) {
  policy_.min_age = 600;
  EXPECT_EQ(Gate(), "");
  policy_.min_age = 601;
  const std::optional<Refusal> refusal = CheckPromotion(Promoted(), policy_);
  ASSERT_TRUE(refusal);
  const auto& young = std::get<refusals::PromotionTooYoung>(*refusal);
  EXPECT_EQ(young.min_age, 601);
  ASSERT_THAT(young.services, SizeIs(1));
  EXPECT_EQ(young.services.front().age, 600);
  EXPECT_EQ(young.services.front().tag, "new");
}

TEST_F(PromotionTest, AnAgeThatNobodyKnowsIsNone) {
  facts_.tags["api"].since.reset();
  EXPECT_EQ(Gate(), "");
  policy_.min_age = 1;
  EXPECT_EQ(Gate(), "promotion_too_young");
}

TEST_F(PromotionTest, TheGraverGateIsNamedFirst) {
  policy_.min_age = 601;
  EXPECT_EQ(Gate(), "promotion_too_young");
  facts_.tags["api"].tested.relation.relation = Relation::kDiverged;
  EXPECT_EQ(Gate(), "promotion_not_merged");
  Running().relation.relation = Relation::kAhead;
  EXPECT_EQ(Gate(), "promotion_goes_back");
  Api().rollout.emplace().state = Rollout::State::kFailed;
  EXPECT_EQ(Gate(), "promotion_not_up");
}

}  // namespace
}  // namespace deltaplan::planner
