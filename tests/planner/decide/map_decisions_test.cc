// Decisions by the tag map: each service goes to the commit of its own tag, and nothing is built.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "planner/decide/assemble.h"
#include "planner/decide/decide.h"

namespace deltaplan::planner {
namespace {

using graph::Relation;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

graph::RepoPath PathOf(const std::string& text) { return *graph::RepoPath::Parse(text); }

graph::ObjectId CommitId(std::uint8_t n) {
  graph::ObjectId id;
  id.bytes[0] = n;
  return id;
}

// Services that run "live", commit 1 of time 10; the map names "next", commit 2 of time 20.
class MapDecisionsTest : public ::testing::Test {
 protected:
  MapDecisionsTest() {
    for (const char* name : {"api", "web"}) {
      Service service;
      service.name = service.image = name;
      service.path = PathOf(std::string("services/") + name);
      platform_.services.push_back(std::move(service));
      ServiceFacts facts;
      facts.live_tag = "live";
      facts.source = "ecs";
      facts.commit = CommitId(1);
      facts.origin = Origin{CommitId(1), 10};
      facts.baseline = 0;
      facts.relation.relation = Relation::kBehind;
      facts.destination = Destination{.tag = "next", .commit = CommitId(2), .time = 20};
      services_.push_back(std::move(facts));
    }
  }

  ServiceFacts& Api() { return services_[0]; }
  ServiceFacts& Web() { return services_[1]; }
  void Keep(ServiceFacts& facts) { facts.destination->tag = *facts.live_tag; }

  struct Outcome : Plan {
    Refusals refusals;
  };

  Outcome Run() {
    InputMap map(platform_, {});
    Comparison comparison;
    comparison.differences.resize(1);
    for (const std::string& path : changed_) {
      InputDifference difference;
      difference.input = *map.trie().Find(PathOf(path));
      difference.filtered.differs = difference.literal.differs = true;
      comparison.differences[0].push_back(difference);
    }
    Facts facts{.environment = "prod",
                .head = {.commit = CommitId(9),
                         .tree = CommitId(9),
                         .time = 90,
                         .short_sha = "head",
                         .tag_format = "{short_sha}"},
                .base = std::nullopt,
                .to_map = true,
                .platform = platform_,
                .inputs = std::move(map),
                .ignore = {},
                .services = services_,
                .baselines = {{CommitId(1), CommitId(1), 10}},
                .comparison = std::move(comparison),
                .builds = std::vector<BuildDifferences>(1),
                .without_configuration = {},
                .unknown_live = {},
                .tag_map = std::nullopt,
                .dirty = {},
                .unowned = {},
                .warnings = {}};
    Decisions decisions = Decide(facts, policy_);
    Refusals refusals = decisions.refusals;
    const TerraformFacts terraform{.services = std::vector<ServiceAddresses>(services_.size()),
                                   .warnings = {},
                                   .changes = {},
                                   .rolled_with = {}};
    return {Assemble(facts, std::move(decisions), terraform, {}, {}, nullptr), std::move(refusals)};
  }

  static std::vector<std::string> Codes(const PlannedService& service) {
    std::vector<std::string> codes;
    for (const Reason& reason : service.reasons) codes.emplace_back(ReasonCodeName(reason.code));
    return codes;
  }
  static std::vector<std::string> Gates(const Outcome& outcome) {
    std::vector<std::string> codes;
    for (const Refusal& refusal : outcome.refusals) codes.emplace_back(CodeOf(refusal));
    return codes;
  }

  Platform platform_;
  std::vector<ServiceFacts> services_;
  std::vector<std::string> changed_;
  Policy policy_;
};

TEST_F(MapDecisionsTest, WhatTheMapNamesOtherwiseDeploysWithTheMapsTag) {
  Keep(Web());
  changed_ = {"services/api", "services/web"};
  const Outcome plan = Run();
  EXPECT_EQ(plan.services[0].decision, Decision::kDeploy);
  EXPECT_EQ(plan.services[0].tag, "next");
  EXPECT_THAT(Codes(plan.services[0]), ElementsAre("service_changed"));
  EXPECT_EQ(plan.services[1].decision, Decision::kSkip);
  EXPECT_EQ(plan.services[1].tag, "live");
  EXPECT_THAT(Codes(plan.services[1]), ElementsAre("unchanged"));
  EXPECT_TRUE(plan.to_map);
  EXPECT_THAT(plan.image_tags, ElementsAre(std::pair("api", "next"), std::pair("web", "live")));
}

TEST_F(MapDecisionsTest, AnotherTagOfTheSameInputsDeploysToo) {
  Keep(Web());
  const Outcome plan = Run();
  EXPECT_EQ(plan.services[0].decision, Decision::kDeploy);
  EXPECT_THAT(Codes(plan.services[0]), ElementsAre("forced"));
  EXPECT_EQ(plan.services[0].reasons[0].detail, "the tag map names another tag");
}

TEST_F(MapDecisionsTest, NothingIsBuilt) {
  platform_.images.push_back({.name = "base", .paths = {}, .packages = {}, .from = {}});
  platform_.images.push_back({.name = "web", .paths = {}, .packages = {}, .from = {"base"}});
  changed_ = {"services/api", "services/web"};
  const Outcome plan = Run();
  EXPECT_EQ(plan.deploy_count(), 2U);
  EXPECT_THAT(plan.images, IsEmpty());
  EXPECT_THAT(plan.bake_targets, IsEmpty());
  EXPECT_THAT(plan.releases, SizeIs(2));
  EXPECT_EQ(plan.releases[0].image, "api:next");
}

TEST_F(MapDecisionsTest, AServiceThatTheMapDoesNotNameStays) {
  Api().destination.reset();
  Keep(Web());
  const Outcome plan = Run();
  EXPECT_EQ(plan.services[0].decision, Decision::kSkip);
  EXPECT_EQ(plan.services[0].tag, "live");
  EXPECT_EQ(plan.services[0].reasons[0].detail, "the tag map has no tag for it");
}

TEST_F(MapDecisionsTest, WhatRunsNothingYetDeploys) {
  Api() = ServiceFacts();
  Api().undetermined = ReasonCode::kNeverDeployed;
  Api().destination = Destination{.tag = "next", .commit = CommitId(2), .time = 20};
  Keep(Web());
  const Outcome plan = Run();
  EXPECT_THAT(Codes(plan.services[0]), ElementsAre("never_deployed"));
  EXPECT_EQ(plan.services[0].tag, "next");
}

TEST_F(MapDecisionsTest, ATagThatDidNotComeUpIsRolledAgain) {
  Keep(Api());
  Keep(Web());
  Api().rollout = Rollout{
      .state = Rollout::State::kFailed, .revision = "api:7", .running = "api:6", .reason = {}};
  const Outcome plan = Run();
  EXPECT_THAT(Codes(plan.services[0]), ElementsAre("rollout_failed"));
  EXPECT_EQ(plan.services[1].decision, Decision::kSkip);
}

TEST_F(MapDecisionsTest, AMovingTagThatStaysIsNoReason) {
  Api().undetermined = ReasonCode::kTagWithoutCommit;
  Api().commit.reset();
  Api().baseline.reset();
  Keep(Api());
  EXPECT_EQ(Run().services[0].decision, Decision::kSkip);
}

TEST_F(MapDecisionsTest, ForceAndHoldWinOverTheMap) {
  Keep(Web());
  policy_.hold = {"api"};
  policy_.force = {"web"};
  const Outcome plan = Run();
  EXPECT_THAT(Codes(plan.services[0]), ElementsAre("held", "forced"));
  EXPECT_EQ(plan.services[0].tag, "live");
  EXPECT_THAT(Codes(plan.services[1]), ElementsAre("forced"));
  EXPECT_EQ(plan.services[1].reasons[0].detail, "asked for on the command line");
}

TEST_F(MapDecisionsTest, AlwaysIsAboutHead) {
  Keep(Api());
  Keep(Web());
  platform_.services[0].always = true;
  EXPECT_EQ(Run().deploy_count(), 0U);
}

TEST_F(MapDecisionsTest, WhoRestartsWithADeployFollows) {
  Keep(Web());
  platform_.services[1].restart_with = {"api"};
  const Outcome plan = Run();
  EXPECT_TRUE(plan.services[1].restarts);
  EXPECT_EQ(plan.services[1].tag, "live");
}

TEST_F(MapDecisionsTest, GoingBackNeedsTheSwitch) {
  Api().relation.relation = Relation::kAhead;
  Web().relation.relation = Relation::kDiverged;
  EXPECT_THAT(Gates(Run()), ElementsAre("rollback", "diverged"));
  policy_.allow_rollback = policy_.allow_diverged = true;
  EXPECT_THAT(Gates(Run()), IsEmpty());
}

TEST_F(MapDecisionsTest, TheDatesOfTheTwoCommitsTellWhereHistoryIsMissing) {
  Keep(Web());
  Api().relation.relation = Relation::kUnknown;
  EXPECT_THAT(Gates(Run()), IsEmpty());
  Api().destination->time = 9;  // head's, 90, is not what api goes to
  EXPECT_THAT(Gates(Run()), ElementsAre("rollback"));
}

TEST_F(MapDecisionsTest, StrictWantsToCompareWhatTheMapNames) {
  Keep(Web());
  Api().destination->commit.reset();
  Api().baseline.reset();
  Api().relation = {};
  EXPECT_THAT(Gates(Run()), IsEmpty());
  policy_.strict = true;
  const Outcome plan = Run();
  ASSERT_THAT(Gates(plan), ElementsAre("strict"));
  EXPECT_EQ(std::get<refusals::Strict>(plan.refusals[0]).unknown_relations[0].name, "api");
}

TEST_F(MapDecisionsTest, StrictWaitsForRolloutsToEnd) {
  Keep(Web());
  policy_.strict = true;
  Api().rollout = Rollout{
      .state = Rollout::State::kInProgress, .revision = "api:7", .running = {}, .reason = {}};
  EXPECT_THAT(Gates(Run()), ElementsAre("rollout_in_progress"));
  policy_.force = {"api"};
  EXPECT_THAT(Gates(Run()), IsEmpty());
}

}  // namespace
}  // namespace deltaplan::planner
