#include "planner/decide/gates.h"

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

constexpr std::int64_t kHead = 30;

// api deploys, because it differs from what it runs; that is an older commit of head's history.
class GatesTest : public ::testing::Test {
 protected:
  GatesTest() {
    AddService("api");
    ServiceFacts& api = services_.front();
    api.live_tag = "live";
    api.origin = Origin{{}, 10};
    api.baseline = 0;
    api.relation.relation = Relation::kBehind;
    decided_ = {{.service = 0, .decision = Decision::kDeploy, .reasons = {}}};
    SetReason(ReasonCode::kServiceChanged);
  }

  void AddService(const std::string& name) {
    Service& service = platform_.services.emplace_back();
    service.name = service.image = name;
    service.path = graph::RepoPath::Parse("services/" + name);
    services_.emplace_back();
  }
  ServiceFacts& Api() { return services_.front(); }
  void SetReason(ReasonCode code) {
    decided_.front().reasons.assign(1, Reason());
    decided_.front().reasons.front().code = code;
  }
  void Skip(ReasonCode code) {
    SetReason(code);
    decided_.front().decision = Decision::kSkip;
  }

  Facts Known() const {
    return {
        .environment = std::nullopt,
        .head = {.commit = {}, .tree = {}, .time = kHead, .short_sha = "head", .tag_format = {}},
        .base = std::nullopt,
        .to_map = to_map_,
        .platform = platform_,
        .inputs = InputMap(platform_, {}),
        .ignore = {},
        .services = services_,
        .baselines = {},
        .comparison = {},
        .builds = {},
        .without_configuration = {},
        .unknown_live = {},
        .tag_map = std::nullopt,
        .dirty = dirty_,
        .unowned = {},
        .warnings = warnings_};
  }
  Refusals Check() const { return CheckGates(Known(), policy_, decided_); }
  // The codes of the gates that are shut.
  std::vector<std::string> Shut() const {
    std::vector<std::string> codes;
    for (const Refusal& refusal : Check()) codes.emplace_back(CodeOf(refusal));
    return codes;
  }
  // What the gate `strict` names, which has to be the only one.
  refusals::Strict Strict() const { return std::get<refusals::Strict>(Check().at(0)); }

  Platform platform_;
  std::vector<ServiceFacts> services_;
  std::vector<ServiceDecision> decided_;
  std::vector<DirtyFile> dirty_;
  Warnings warnings_;
  bool to_map_ = false;
  Policy policy_;
};

TEST_F(GatesTest, ADeployOfWhatFollowsWhatRunsNeedsNoWord) {
  EXPECT_THAT(Shut(), IsEmpty());
  policy_.strict = true;
  EXPECT_THAT(Shut(), IsEmpty());
}

TEST_F(GatesTest, ADirtyInputNeedsItsSwitch) {
  dirty_ = {{.path = "services/api/a"}};
  EXPECT_THAT(Shut(), ElementsAre("dirty"));
  EXPECT_EQ(std::get<refusals::Dirty>(Check().front()).files.front().path, "services/api/a");
  policy_.allow_dirty = true;
  EXPECT_THAT(Shut(), IsEmpty());
}

TEST_F(GatesTest, GoingBackNeedsItsSwitch) {
  Api().relation.relation = Relation::kAhead;
  EXPECT_THAT(Shut(), ElementsAre("rollback"));
  const auto rollback = std::get<refusals::Rollback>(Check().front());
  EXPECT_EQ(rollback.services.front().name, "api");
  EXPECT_EQ(rollback.services.front().live_tag, "live");
  EXPECT_EQ(rollback.services.front().relation, Relation::kAhead);
  EXPECT_FALSE(rollback.to_map);
  policy_.allow_rollback = true;
  EXPECT_THAT(Shut(), IsEmpty());
}

TEST_F(GatesTest, WhereHistoryIsMissingTheLaterCommitIsTheOneAhead) {
  Api().relation.relation = Relation::kUnknown;
  EXPECT_THAT(Shut(), IsEmpty());
  Api().origin->time = kHead;
  EXPECT_THAT(Shut(), ElementsAre("rollback"));
  Api().destination = Destination{.tag = "next", .commit = graph::ObjectId(), .time = kHead + 1};
  EXPECT_THAT(Shut(), IsEmpty()) << "it goes to its destination, not to head";
  Api().destination = Destination{.tag = "latest", .commit = std::nullopt};
  EXPECT_THAT(Shut(), ElementsAre("rollback")) << "nobody can tell that it does not go back";
}

TEST_F(GatesTest, AnotherLineNeedsItsSwitch) {
  Api().relation.relation = Relation::kDiverged;
  EXPECT_THAT(Shut(), ElementsAre("diverged"));
  policy_.allow_rollback = true;
  EXPECT_THAT(Shut(), ElementsAre("diverged"));
  policy_.allow_diverged = true;
  EXPECT_THAT(Shut(), IsEmpty());
}

TEST_F(GatesTest, WhatIsSkippedOrRunsNothingGoesNowhere) {
  Api().relation.relation = Relation::kAhead;
  Skip(ReasonCode::kUnchanged);
  EXPECT_THAT(Shut(), IsEmpty());
  decided_.front().decision = Decision::kDeploy;
  Api().live_tag.reset();
  EXPECT_THAT(Shut(), IsEmpty());
}

TEST_F(GatesTest, WhatOnlyRestartsKeepsItsImage) {
  Api().relation.relation = Relation::kAhead;
  decided_.front().restarts = true;
  EXPECT_THAT(Shut(), IsEmpty());
  platform_.services.front().path.reset();
  EXPECT_THAT(Shut(), ElementsAre("rollback")) << "what is built elsewhere follows nobody";
}

TEST_F(GatesTest, GatesAreNamedInOneOrder) {
  AddService("web");
  services_[1] = Api();
  decided_.push_back(decided_.front());
  decided_[1].service = 1;
  dirty_ = {{.path = "services/api/a"}};
  Api().relation.relation = Relation::kAhead;
  services_[1].relation.relation = Relation::kDiverged;
  services_[1].rollout.emplace().state = Rollout::State::kInProgress;
  warnings_ = {warnings::LiveSourceUnreadable{.source = "ecs", .why = {}}};
  policy_.strict = true;
  EXPECT_THAT(Shut(),
              ElementsAre("dirty", "rollback", "diverged", "strict", "rollout_in_progress"));
}

TEST_F(GatesTest, StrictWantsABaseline) {
  for (const ReasonCode code :
       {ReasonCode::kNeverDeployed, ReasonCode::kBootstrapTag, ReasonCode::kTagWithoutCommit,
        ReasonCode::kCommitNotFound, ReasonCode::kCommitAmbiguous, ReasonCode::kDirtyBaseline,
        ReasonCode::kRolloutFailed}) {
    SetReason(code);
    policy_.strict = false;
    EXPECT_THAT(Shut(), IsEmpty());
    policy_.strict = true;
    EXPECT_EQ(Strict().undetermined.front().reason, code);
  }
}

TEST_F(GatesTest, StrictFindsItBehindAlways) {
  policy_.strict = true;
  SetReason(ReasonCode::kForced);
  Reason& second = decided_.front().reasons.emplace_back();
  second.code = ReasonCode::kNeverDeployed;
  second.detail = "why";
  EXPECT_EQ(Strict().undetermined.front().detail, "why");
  policy_.force = {"api"};
  EXPECT_THAT(Shut(), IsEmpty()) << "--force takes it out of the question";
}

TEST_F(GatesTest, StrictWantsToKnowHowHistoriesRelate) {
  policy_.strict = true;
  Api().relation.relation = Relation::kUnknown;
  EXPECT_EQ(Strict().unknown_relations.front().live_tag, "live");
  Api().baseline.reset();
  EXPECT_THAT(Shut(), IsEmpty()) << "its reason says already that nothing was compared";
  Api().destination = Destination{.tag = "latest", .commit = std::nullopt};
  policy_.allow_rollback = true;
  EXPECT_EQ(Strict().unknown_relations.front().name, "api");
}

TEST_F(GatesTest, StrictWantsToKnowItAlsoOfWhatIsSkipped) {
  Api().relation.relation = Relation::kUnknown;
  Skip(ReasonCode::kUnchanged);
  EXPECT_THAT(Shut(), IsEmpty());
  policy_.strict = true;
  EXPECT_EQ(Strict().unknown_relations.front().name, "api");
  Skip(ReasonCode::kHeld);
  EXPECT_THAT(Shut(), IsEmpty());
}

TEST_F(GatesTest, StrictWantsEverythingReadAndOwned) {
  policy_.strict = true;
  warnings_ = {warnings::LiveSourceUnreadable{.source = "ecs", .why = {}},
               warnings::PackageWithoutUsers{.package = "packages/a", .manifests = {}},
               warnings::ServiceWithoutRoot{.service = "api", .path = {}}};
  const refusals::Strict strict = Strict();
  EXPECT_THAT(strict.unreadable_sources, ElementsAre("ecs"));
  EXPECT_THAT(strict.packages_without_users, ElementsAre("packages/a"));
  EXPECT_THAT(strict.services_without_root, ElementsAre("api"));
  policy_.force = {"api"};
  EXPECT_THAT(Strict().services_without_root, IsEmpty());
}

TEST_F(GatesTest, StrictWaitsForRolloutsAlsoOfWhatIsSkipped) {
  Api().rollout = Rollout{
      .state = Rollout::State::kInProgress, .revision = "api:7", .running = {}, .reason = {}};
  Skip(ReasonCode::kUnchanged);
  EXPECT_THAT(Shut(), IsEmpty());
  policy_.strict = true;
  EXPECT_THAT(Shut(), ElementsAre("rollout_in_progress"));
  EXPECT_EQ(std::get<refusals::RolloutsInProgress>(Check().front()).services.front().revision,
            "api:7");
  policy_.allow_in_progress = true;
  EXPECT_THAT(Shut(), IsEmpty());
}

TEST_F(GatesTest, WhatIsHeldOrForcedDoesNotRestOnWhatRuns) {
  policy_.strict = true;
  Api().rollout.emplace().state = Rollout::State::kInProgress;
  Skip(ReasonCode::kHeld);
  EXPECT_THAT(Shut(), IsEmpty());
  decided_.front().decision = Decision::kDeploy;
  SetReason(ReasonCode::kForced);
  EXPECT_THAT(Shut(), IsEmpty());
  to_map_ = true;  // there it is the reason where nothing else tells two tags apart
  EXPECT_THAT(Shut(), ElementsAre("rollout_in_progress"));
  policy_.force = {"api"};
  EXPECT_THAT(Shut(), IsEmpty());
}

TEST_F(GatesTest, StrictWantsAnAddressOfWhatDeploys) {
  TerraformFacts terraform{
      .services = {{}}, .warnings = {}, .changes = {}, .is_used = true, .rolled_with = {}};
  const auto without = [&] { return CheckAddresses(Known(), policy_, decided_, terraform).size(); };
  EXPECT_EQ(without(), 0U);
  policy_.strict = true;
  EXPECT_EQ(without(), 1U);
  terraform.is_used = false;
  EXPECT_EQ(without(), 0U);
  terraform.is_used = true;
  decided_.front().restarts = true;
  EXPECT_EQ(without(), 0U);
  decided_.front().restarts = false;
  terraform.services.front().addresses = {"aws_ecs_service.api"};
  EXPECT_EQ(without(), 0U);
}

}  // namespace
}  // namespace deltaplan::planner
