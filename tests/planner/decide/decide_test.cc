// One fixture, and a test for each rule of the decision: docs/decisions/long-files.md.
#include "planner/decide/decide.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "planner/decide/assemble.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

graph::RepoPath Path(const std::string& text) { return *graph::RepoPath::Parse(text); }

graph::ObjectId Id(std::uint8_t n) {
  graph::ObjectId id;
  id.bytes[0] = n;
  return id;
}

// A platform and facts about it, small enough to write down in a test. Every service starts live at
// baseline 0, which differs from head in nothing.
class DecideTest : public ::testing::Test {
 protected:
  Service& AddService(const std::string& name, const std::string& image) {
    Service service;
    service.name = name;
    service.path = Path("services/" + name);
    service.image = image;
    platform_.services.push_back(std::move(service));
    return platform_.services.back();
  }

  void AddPackage(const std::string& path, std::vector<std::string> packages = {}) {
    platform_.packages.push_back({path, Path(path), {}, std::move(packages)});
  }

  // Marks `path` as changed since baseline `baseline`.
  void Change(const std::string& path, std::size_t baseline = 0) {
    changes_.emplace(baseline, path);
  }

  ServiceFacts& FactsOf(std::size_t service) {
    facts_.resize(platform_.services.size());
    return facts_[service];
  }

  // The plan of the decision, and the gates that are shut.
  struct Outcome : Plan {
    Refusals refusals;
  };

  Outcome Run() {
    InputMap map(platform_, {});
    map.AddLinkTargets(links_);
    facts_.resize(platform_.services.size());
    std::size_t baselines = 1;
    for (ServiceFacts& facts : facts_) {
      if (facts.undetermined) continue;
      if (!facts.baseline) facts.baseline = 0;
      if (!facts.live_tag) facts.live_tag = "live";
      facts.commit = Id(static_cast<std::uint8_t>(*facts.baseline + 1));
      facts.origin = Origin{*facts.commit, baseline_time_};
      baselines = std::max(baselines, *facts.baseline + 1);
      for (const std::size_t more : facts.more_baselines) baselines = std::max(baselines, more + 1);
    }
    Comparison comparison;
    comparison.differences.resize(baselines);
    for (const auto& [baseline, path] : changes_) {
      InputDifference difference;
      difference.input = *map.trie().Find(Path(path));
      difference.filtered.differs = difference.literal.differs = true;
      comparison.differences[baseline].push_back(difference);
    }
    Facts facts{.environment = std::nullopt,
                .head = {.commit = Id(9),
                         .tree = Id(9),
                         .time = 100,
                         .short_sha = "new",
                         .tag_format = "{short_sha}"},
                .base = std::nullopt,
                .platform = platform_,
                .inputs = std::move(map),
                .ignore = {},
                .services = facts_,
                .baselines = {},
                .comparison = std::move(comparison),
                .builds = builds_,
                .without_configuration = {},
                .unknown_live = unknown_live_,
                .tag_map = std::nullopt,
                .dirty = dirty_,
                .unowned = {},
                .warnings = {}};
    for (std::size_t b = 0; b < baselines; ++b) {
      facts.baselines.push_back({Id(static_cast<std::uint8_t>(b + 1)), {}, baseline_time_});
    }
    facts.builds.resize(baselines);
    facts.warnings = warnings_;
    facts.dependencies = dependencies_;
    if (is_preview_) facts.base.emplace();
    Decisions decisions = Decide(facts, policy_);
    Refusals refusals = decisions.refusals;
    const TerraformFacts terraform{.services = std::vector<ServiceAddresses>(facts_.size()),
                                   .warnings = {},
                                   .changes = {},
                                   .rolled_with = {}};
    return {Assemble(facts, std::move(decisions), terraform, {}, {}, nullptr), std::move(refusals)};
  }

  static std::vector<std::string> Deployed(const Plan& output) {
    std::vector<std::string> names;
    for (const PlannedService& service : output.services) {
      if (service.decision == Decision::kDeploy) names.push_back(service.name);
    }
    return names;
  }

  static std::vector<std::string> Codes(const PlannedService& service) {
    std::vector<std::string> codes;
    for (const Reason& reason : service.reasons) codes.emplace_back(ReasonCodeName(reason.code));
    return codes;
  }

  Platform platform_;
  std::vector<LinkedPath> links_;
  std::vector<ServiceFacts> facts_;
  std::multimap<std::size_t, std::string> changes_;
  std::vector<DirtyFile> dirty_;
  bool is_preview_ = false;
  std::int64_t baseline_time_ = 50;  // older than head
  std::vector<BuildDifferences> builds_;
  DependencyDifferences dependencies_;
  Warnings warnings_;
  std::map<std::string, std::string> unknown_live_;
  Policy policy_;
};

TEST_F(DecideTest, SkipsWhatIsUnchangedAndKeepsItsTag) {
  AddService("api", "api");
  const Outcome output = Run();
  EXPECT_THAT(Deployed(output), IsEmpty());
  EXPECT_THAT(Codes(output.services[0]), ElementsAre("unchanged"));
  EXPECT_EQ(output.image_tags.at("api"), "live");
  EXPECT_THAT(output.images, IsEmpty());
}

TEST_F(DecideTest, AServiceRestartsWithThoseItFollowsAndKeepsItsImage) {
  AddService("api", "api").restart_with = {"web", "worker"};
  AddService("cron", "cron").restart_with = {"api"};
  AddService("web", "web");
  AddService("worker", "worker");
  Change("services/worker");
  const Outcome output = Run();
  EXPECT_THAT(Deployed(output), ElementsAre("api", "cron", "worker"));
  const PlannedService& api = output.services[0];
  EXPECT_TRUE(api.restarts);
  EXPECT_THAT(Codes(api), ElementsAre("restarted_with"));
  EXPECT_EQ(api.reasons[0].input, "worker");
  EXPECT_THAT(api.reasons[0].via, ElementsAre("worker", "api"));
  EXPECT_EQ(api.tag, "live");
  EXPECT_TRUE(output.services[1].restarts);
  EXPECT_FALSE(output.services[3].restarts);
  ASSERT_EQ(output.images.size(), 1U);
  EXPECT_EQ(output.images[0].name, "worker");
  EXPECT_EQ(output.image_tags.at("api"), "live");
  EXPECT_EQ(output.image_tags.at("worker"), "new");
}

TEST_F(DecideTest, ServicesThatFollowEachOtherDoNotWaitForEachOther) {
  AddService("api", "api").restart_with = {"web"};
  AddService("web", "web").restart_with = {"api", "worker"};
  AddService("worker", "worker");
  EXPECT_THAT(Deployed(Run()), IsEmpty());
  Change("services/worker");
  const Outcome output = Run();
  EXPECT_THAT(Deployed(output), ElementsAre("api", "web", "worker"));
  EXPECT_EQ(output.services[0].reasons.at(0).input, "web");
  ASSERT_EQ(output.services[1].reasons.size(), 1U);
  EXPECT_EQ(output.services[1].reasons[0].input, "worker");
}

TEST_F(DecideTest, WhoRestartsWithARolledServiceAndIsLeftOutOrHeldIsToldOf) {
  AddService("api", "api").restart_with = {"other", "worker"};
  AddService("held", "held").restart_with = {"worker"};
  AddService("other", "other");
  AddService("worker", "worker");
  const auto told = [this] {
    std::vector<std::string> names;
    for (const Warning& warning : Run().warnings) {
      const auto& each = std::get<warnings::RestartLeftOut>(warning);
      EXPECT_THAT(each.leaders, ElementsAre("worker"));
      names.push_back(each.service);
    }
    return names;
  };
  EXPECT_THAT(told(), IsEmpty()) << "nothing is rolled";
  Change("services/worker");
  EXPECT_THAT(told(), IsEmpty()) << "both restart";
  policy_.hold = {"held"};
  EXPECT_THAT(told(), ElementsAre("held"));
  policy_.only = {"worker"};
  EXPECT_THAT(told(), ElementsAre("api", "held"));
}

TEST_F(DecideTest, WhatIsHeldRunsNothingOrDeploysAnywayDoesNotRestart) {
  AddService("changed", "changed").restart_with = {"worker"};
  AddService("held", "held").restart_with = {"worker"};
  AddService("never", "never").restart_with = {"held"};
  AddService("worker", "worker");
  FactsOf(2).undetermined = ReasonCode::kNeverDeployed;
  policy_.hold = {"held", "never"};
  Change("services/worker");
  Change("services/changed");
  const Outcome output = Run();
  EXPECT_THAT(Deployed(output), ElementsAre("changed", "worker"));
  EXPECT_FALSE(output.services[0].restarts);
  EXPECT_EQ(output.services[0].tag, "new");
  EXPECT_THAT(Codes(output.services[1]), ElementsAre("held"));
}

TEST_F(DecideTest, WhatIsBuiltElsewhereKeepsItsTagWhateverChanges) {
  AddService("api", "api");
  AddService("legacy", "legacy").path.reset();
  platform_.build_inputs.push_back(Path("lock"));
  Change("lock");
  FactsOf(1).live_tag = "26.1";
  const Outcome plan = Run();
  EXPECT_EQ(plan.services[0].decision, Decision::kDeploy);
  EXPECT_EQ(plan.services[1].decision, Decision::kSkip);
  EXPECT_EQ(plan.services[1].path, std::nullopt);
  EXPECT_EQ(plan.services[1].reasons.front().detail, "its image is built elsewhere");
  EXPECT_EQ(plan.image_tags.at("legacy"), "26.1");
  EXPECT_EQ(plan.images.size(), 1U);
}

TEST_F(DecideTest, WhatIsBuiltElsewhereRestartsAndIsNeverBuilt) {
  AddService("legacy", "legacy").path.reset();
  AddService("silent", "silent").path.reset();
  AddService("stuck", "stuck").path.reset();
  FactsOf(0).live_tag = "26.1";
  FactsOf(1).undetermined = ReasonCode::kNeverDeployed;  // so it has no live tag here
  FactsOf(2).live_tag = "3";
  FactsOf(2).rollout =
      Rollout{.state = Rollout::State::kFailed, .revision = "r:2", .running = "r:1", .reason = {}};
  policy_.force = {"legacy", "silent"};
  policy_.strict = true;
  const Outcome plan = Run();
  EXPECT_THAT(Codes(plan.services[0]), ElementsAre("forced"));
  EXPECT_TRUE(plan.services[0].restarts);
  EXPECT_EQ(plan.services[0].tag, "26.1");
  EXPECT_EQ(plan.services[1].decision, Decision::kSkip) << "there is nothing to restart";
  EXPECT_EQ(plan.services[1].reasons.front().detail,
            "its image is built elsewhere, and nobody knows what it runs");
  EXPECT_EQ(plan.services[2].reasons.front().code, ReasonCode::kRolloutFailed);
  EXPECT_TRUE(plan.services[2].restarts);
  EXPECT_TRUE(plan.images.empty());
  ASSERT_EQ(plan.refusals.size(), 1U) << "that it did not come up is refused by --strict";
  EXPECT_EQ(std::get<refusals::Strict>(plan.refusals[0]).undetermined.front().name, "stuck");
}

TEST_F(DecideTest, NoGateIsShutForARestart) {
  AddService("api", "api").restart_with = {"worker"};
  AddService("worker", "worker");
  FactsOf(0).relation.relation = graph::Relation::kAhead;
  Change("services/worker");
  EXPECT_THAT(Run().refusals, IsEmpty());
}

TEST_F(DecideTest, ASharedPackageReachesOnlyItsTransitiveDependents) {
  platform_.dependencies = DependencyMode::kDeclared;
  AddPackage("packages/base");
  AddPackage("packages/mid", {"packages/base"});
  AddService("api", "api").packages = {"packages/mid"};
  AddService("web", "web");
  Change("packages/base");
  const Outcome output = Run();
  EXPECT_THAT(Deployed(output), ElementsAre("api"));
  EXPECT_THAT(output.services[0].reasons[0].via,
              ElementsAre("packages/base", "packages/mid", "services/api"));
}

TEST_F(DecideTest, ABuildInputReachesEveryService) {
  AddService("api", "api");
  AddService("web", "web");
  platform_.build_inputs = {Path("pnpm-lock.yaml")};
  Change("pnpm-lock.yaml");
  const Outcome output = Run();
  EXPECT_THAT(Deployed(output), ElementsAre("api", "web"));
  EXPECT_THAT(Codes(output.services[1]), ElementsAre("build_input_changed"));
}

TEST_F(DecideTest, APackageCycleIsHandled) {
  AddPackage("packages/a", {"packages/b"});
  AddPackage("packages/b", {"packages/a"});
  AddService("api", "api").packages = {"packages/a"};
  Change("packages/b");
  EXPECT_THAT(Deployed(Run()), ElementsAre("api"));
}

TEST_F(DecideTest, AnImageOfSeveralServicesIsBuiltOnceAndRolledWhereNeeded) {
  AddService("api", "shared");
  AddService("cron", "shared");
  AddService("worker", "shared");
  for (Service& service : platform_.services) service.path = Path("services/app");
  FactsOf(2).baseline = 1;
  Change("services/app", 1);
  const Outcome output = Run();
  EXPECT_THAT(Deployed(output), ElementsAre("worker"));
  ASSERT_EQ(output.images.size(), 1U);
  EXPECT_EQ(output.images[0].name, "shared");
  EXPECT_THAT(output.images[0].services, ElementsAre("worker"));
}

TEST_F(DecideTest, AnImageBuiltFromAChangedBaseFollowsInALaterWave) {
  platform_.images = {{"api", {}, {}, {"base"}}, {"base", {Path("images/base")}, {}, {}}};
  AddService("api", "api");
  AddService("web", "web");
  Change("images/base");
  const Outcome output = Run();
  EXPECT_THAT(Deployed(output), ElementsAre("api"));
  EXPECT_THAT(Codes(output.services[0]), ElementsAre("base_image_changed"));
  ASSERT_EQ(output.images.size(), 2U);
  EXPECT_EQ(output.images[0].name, "api");
  EXPECT_EQ(output.images[0].wave, 1U);
  EXPECT_EQ(output.images[1].name, "base");
  EXPECT_EQ(output.images[1].wave, 0U);
}

TEST_F(DecideTest, AnImageIsBuiltBehindItsBaseWhateverTheyAreCalled) {
  platform_.images = {{"a-base", {Path("images/base")}, {}, {}}, {"api", {}, {}, {"a-base"}}};
  AddService("api", "api");
  Change("images/base");
  const Outcome output = Run();
  ASSERT_EQ(output.images.size(), 2U);
  EXPECT_EQ(output.images[0].name, "a-base");
  EXPECT_EQ(output.images[0].wave, 0U);
  EXPECT_EQ(output.images[1].wave, 1U);
}

TEST_F(DecideTest, AServiceFollowsTheRebuiltImageOfAnother) {
  platform_.images = {{"web", {}, {}, {"api"}}};
  AddService("api", "api");
  AddService("web", "web");
  policy_.force = {"api"};
  const Outcome output = Run();
  EXPECT_THAT(Deployed(output), ElementsAre("api", "web"));
  EXPECT_THAT(Codes(output.services[1]), ElementsAre("base_image_changed"));
}

TEST_F(DecideTest, AnUnchangedBaseIsNotBuiltAgain) {
  platform_.images = {{"api", {}, {}, {"base"}}, {"base", {Path("images/base")}, {}, {}}};
  AddService("api", "api");
  Change("services/api");
  const Outcome output = Run();
  ASSERT_EQ(output.images.size(), 1U);
  EXPECT_EQ(output.images[0].wave, 0U);
}

TEST_F(DecideTest, AHeldServiceIsSkippedAndShowsWhatItMisses) {
  AddService("api", "api").hold = "waiting for the migration";
  Change("services/api");
  const Outcome output = Run();
  EXPECT_THAT(Deployed(output), IsEmpty());
  EXPECT_THAT(Codes(output.services[0]), ElementsAre("held", "service_changed"));
  EXPECT_EQ(output.image_tags.at("api"), "live");
}

TEST_F(DecideTest, ForceOnTheCommandLineBeatsAConfiguredHold) {
  AddService("api", "api").hold = "";
  policy_.force = {"api"};
  EXPECT_THAT(Deployed(Run()), ElementsAre("api"));
}

TEST_F(DecideTest, RollbackAndDivergenceHaveGatesOfTheirOwnForServicesThatDeploy) {
  using graph::Relation;
  AddService("api", "api");
  for (const auto& [relation, gate] :
       {std::pair(Relation::kAhead, "rollback"), std::pair(Relation::kDiverged, "diverged")}) {
    policy_ = {};
    changes_.clear();
    FactsOf(0).relation.relation = relation;
    EXPECT_THAT(Run().refusals, IsEmpty());
    Change("services/api");
    const Outcome refused = Run();
    ASSERT_EQ(refused.refusals.size(), 1U);
    EXPECT_EQ(CodeOf(refused.refusals[0]), gate);
    EXPECT_THAT(Deployed(refused), ElementsAre("api")) << "the plan is there all the same";
    (relation == Relation::kAhead ? policy_.allow_diverged : policy_.allow_rollback) = true;
    EXPECT_EQ(Run().refusals.size(), 1U) << "the other's switch opens nothing";
    policy_.allow_diverged = policy_.allow_rollback = true;
    EXPECT_THAT(Run().refusals, IsEmpty());
  }
}

TEST_F(DecideTest, AnUnknownRelationIsARollbackUnlessLiveIsTheOlderCommit) {
  AddService("api", "api");
  Change("services/api");
  EXPECT_THAT(Run().refusals, IsEmpty());
  for (const std::int64_t time : {100, 101}) {
    baseline_time_ = time;
    ASSERT_EQ(Run().refusals.size(), 1U) << time;
    EXPECT_EQ(CodeOf(Run().refusals[0]), "rollback");
  }
  policy_.allow_rollback = true;
  EXPECT_THAT(Run().refusals, IsEmpty());
}

TEST_F(DecideTest, ABuildOfADirtyTreeThatIsNotOlderIsARollbackToo) {
  AddService("api", "api");
  FactsOf(0).live_tag = "a1b2c3d-dirty";
  FactsOf(0).undetermined = ReasonCode::kDirtyBaseline;
  EXPECT_THAT(Run().refusals, IsEmpty());
  FactsOf(0).origin = Origin{Id(1), 99};
  EXPECT_THAT(Run().refusals, IsEmpty());
  FactsOf(0).origin->time = 100;
  ASSERT_EQ(Run().refusals.size(), 1U);
  EXPECT_EQ(CodeOf(Run().refusals[0]), "rollback");
}

TEST_F(DecideTest, StrictRefusesWhatIsNotKnownUnlessForced) {
  using graph::Relation;
  AddService("api", "api").always = true;
  FactsOf(0).relation.relation = Relation::kBehind;
  policy_.strict = true;
  EXPECT_THAT(Run().refusals, IsEmpty());
  FactsOf(0).relation.relation = Relation::kUnknown;
  ASSERT_EQ(Run().refusals.size(), 1U) << "an unknown relation";
  for (const ReasonCode code :
       {ReasonCode::kNeverDeployed, ReasonCode::kBootstrapTag, ReasonCode::kTagWithoutCommit,
        ReasonCode::kCommitNotFound, ReasonCode::kCommitAmbiguous, ReasonCode::kDirtyBaseline}) {
    policy_ = {};
    FactsOf(0).undetermined = code;
    EXPECT_THAT(Run().refusals, IsEmpty());
    policy_.strict = true;
    const Outcome refused = Run();
    ASSERT_EQ(refused.refusals.size(), 1U) << ReasonCodeName(code);
    EXPECT_EQ(std::get<refusals::Strict>(refused.refusals[0]).undetermined.at(0).reason, code)
        << "\"always\" hides it not";
    policy_.force = {"api"};
    EXPECT_THAT(Run().refusals, IsEmpty());
  }
}

TEST_F(DecideTest, StrictRefusesSourcesThatCantBeReadAndPackagesThatNobodyDeclares) {
  warnings_ = {warnings::LiveSourceUnreadable{"ssm", "denied"},
               warnings::PackageWithoutUsers{"packages/a", {"services/api/package.json"}}};
  EXPECT_THAT(Run().refusals, IsEmpty());
  policy_.strict = true;
  const Outcome refused = Run();
  ASSERT_EQ(refused.refusals.size(), 1U);
  const auto& strict = std::get<refusals::Strict>(refused.refusals[0]);
  EXPECT_THAT(strict.unreadable_sources, ElementsAre("ssm"));
  EXPECT_THAT(strict.packages_without_users, ElementsAre("packages/a"));
}

TEST_F(DecideTest, StrictRefusesServicesOfWhichNothingSaysWhatTheyDependOn) {
  warnings_ = {warnings::ServiceWithoutRoot{"api", "services/api"}};
  EXPECT_THAT(Run().refusals, IsEmpty());
  policy_.strict = true;
  const Outcome refused = Run();
  ASSERT_EQ(refused.refusals.size(), 1U);
  EXPECT_THAT(std::get<refusals::Strict>(refused.refusals[0]).services_without_root,
              ElementsAre("api"));
  policy_.force = {"api"};
  EXPECT_THAT(Run().refusals, IsEmpty());
}

TEST_F(DecideTest, ABuildThatIsDefinedOtherwiseIsAChangeAlsoOfABase) {
  platform_.images = {{"api", {}, {}, {"base"}}, {"base", {Path("images/base")}, {}, {}}};
  AddService("api", "api");
  AddService("web", "web");
  builds_ = {{.images = {{"base", {"args.NODE", "target"}}}, .renamed = {}, .unreadable = {}}};
  const Outcome output = Run();
  EXPECT_THAT(Deployed(output), ElementsAre("api"));
  EXPECT_THAT(Codes(output.services[0]), ElementsAre("build_changed"));
  EXPECT_EQ(output.services[0].reasons[0].input, "base");
  EXPECT_EQ(output.services[0].reasons[0].detail, "args.NODE, target");
  EXPECT_EQ(output.images.size(), 2U) << "the base is built, too";
}

TEST_F(DecideTest, EachImageWhoseBuildIsDefinedOtherwiseIsAReason) {
  platform_.images = {{"api", {}, {}, {"base"}}, {"base", {Path("images/base")}, {}, {}}};
  AddService("api", "api");
  builds_ = {
      {.images = {{"api", {"target"}}, {"base", {"target"}}}, .renamed = {}, .unreadable = {}}};
  const Outcome output = Run();
  ASSERT_THAT(Codes(output.services[0]), ElementsAre("build_changed", "build_changed"));
  EXPECT_EQ(output.services[0].reasons[0].input, "api");
  EXPECT_EQ(output.services[0].reasons[1].input, "base");
}

TEST_F(DecideTest, AServiceThatRunsAnotherImageThanItsOwnDeploys) {
  AddService("api", "api");
  FactsOf(0).other_image = "r.example.com/legacy";
  const Outcome output = Run();
  EXPECT_THAT(Codes(output.services[0]), ElementsAre("build_changed"));
  EXPECT_EQ(output.services[0].reasons[0].detail, "it runs the image r.example.com/legacy");
}

TEST_F(DecideTest, AnotherImageAndAnUnreadableConfigurationAreChanges) {
  AddService("api", "api");
  AddService("web", "web");
  builds_ = {{.images = {}, .renamed = {{"web", "frontend"}}, .unreadable = {}}};
  EXPECT_THAT(Deployed(Run()), ElementsAre("web"));
  builds_ = {{.images = {}, .renamed = {}, .unreadable = "gone"}};
  EXPECT_THAT(Deployed(Run()), ElementsAre("api", "web"));
}

TEST_F(DecideTest, AChangeAgainstAnyOfSeveralBaselinesCountsOnce) {
  AddService("api", "api");
  AddService("web", "web");
  for (const std::size_t s : {0U, 1U}) FactsOf(s).more_baselines = {1};
  Change("services/api", 1);
  Change("services/web", 0);
  Change("services/web", 1);
  const Outcome output = Run();
  EXPECT_THAT(Deployed(output), ElementsAre("api", "web"));
  EXPECT_THAT(Codes(output.services[1]), ElementsAre("service_changed"));
}

TEST_F(DecideTest, ABuildThatDiffersFromAnyOfSeveralBaselinesIsAChange) {
  AddService("api", "api");
  FactsOf(0).more_baselines = {1};
  builds_ = {{}, {.images = {{"api", {"target"}}}, .renamed = {}, .unreadable = {}}};
  EXPECT_THAT(Deployed(Run()), ElementsAre("api"));
}

TEST_F(DecideTest, WhatSeveralBaselinesSayOfDependenciesAndBuildsIsAReasonOnce) {
  AddService("api", "api");
  FactsOf(0).more_baselines = {1};
  const DependencyDifference lock{
      .code = ReasonCode::kLockfileChanged, .input = "package.json", .via = {}, .details = {}};
  DependencyDifference settings = lock;
  settings.code = ReasonCode::kSettingsChanged;
  DependencyDifference other = lock;
  other.input = "pnpm-lock.yaml";
  dependencies_ = {{{0, 0}, {lock}}, {{0, 1}, {lock, settings, other}}};
  const BuildDifferences builds{.images = {{"api", {"target"}}}, .renamed = {}, .unreadable = {}};
  builds_ = {builds, builds};
  const Outcome output = Run();
  std::vector<std::string> said;
  for (const Reason& reason : output.services[0].reasons) {
    said.push_back(std::string(ReasonCodeName(reason.code)) + " " + *reason.input);
  }
  EXPECT_THAT(said, ::testing::UnorderedElementsAre(
                        "build_changed api", "lockfile_changed package.json",
                        "lockfile_changed pnpm-lock.yaml", "settings_changed package.json"));
}

TEST_F(DecideTest, WhatBaselinesSayOfOneFileComesInTheirOrder) {
  AddService("api", "api");
  FactsOf(0).more_baselines = {1};
  const auto bumped = [](const std::string& from) {
    DependencyDifference difference{
        .code = ReasonCode::kLockfileChanged, .input = "pnpm-lock.yaml", .via = {}, .details = {}};
    difference.details = ChangedPackages{
        .packages = {{.name = "itoa", .before = {from}, .after = {"3"}}}, .count = 1};
    difference.detail = from;
    return difference;
  };
  dependencies_ = {{{0, 0}, {bumped("1")}}, {{0, 1}, {bumped("2")}}};
  const Outcome output = Run();
  ASSERT_EQ(output.services[0].reasons.size(), 2U);
  EXPECT_EQ(output.services[0].reasons[0].detail, "1");
  EXPECT_EQ(output.services[0].reasons[1].detail, "2");
}

TEST_F(DecideTest, WhatIsBuiltFromAHeldImageIsNotCalledUpToDate) {
  platform_.images = {{"web", {}, {}, {"api"}}};
  AddService("api", "api");
  AddService("web", "web");
  FactsOf(1).baseline = 1;
  Change("services/api", 0);
  policy_.hold = {"api"};
  const Outcome output = Run();
  EXPECT_THAT(Deployed(output), IsEmpty());
  EXPECT_THAT(Codes(output.services[0]), ElementsAre("held", "service_changed"));
  EXPECT_THAT(Codes(output.services[1]), ElementsAre("held"));
  EXPECT_EQ(output.services[1].reasons[0].input, "api");
  changes_.clear();
  EXPECT_THAT(Codes(Run().services[1]), ElementsAre("unchanged"))
      << "the held image misses nothing";
  Change("services/api", 0);
  Change("services/web", 1);
  EXPECT_THAT(Codes(Run().services[1]), ElementsAre("service_changed"))
      << "what has changed itself is built all the same";
}

TEST_F(DecideTest, AnImageBetweenIsNotBuiltForWhatIsHeld) {
  platform_.images = {{"app", {}, {}, {"between"}},
                      {"between", {Path("images/between")}, {}, {"core"}},
                      {"core", {Path("images/core")}, {}, {}},
                      {"web", {}, {}, {"core"}}};
  AddService("app", "app");
  AddService("web", "web");
  Change("images/core", 0);
  policy_.hold = {"app"};
  std::vector<std::string> built;
  const Outcome output = Run();
  for (const PlannedImage& image : output.images) built.push_back(image.name);
  EXPECT_THAT(built, ElementsAre("core", "web"));
}

// While it was held, what is built FROM it was built with its sources and from its old image.
TEST_F(DecideTest, AnImageBetweenIsBuiltAnewWhenTheHoldEnds) {
  platform_.images = {{"app", {}, {}, {"between"}},
                      {"between", {Path("images/between")}, {}, {"core"}}};
  AddService("app", "app");
  AddService("core", "core");
  FactsOf(0).baseline = 1;
  Change("services/core", 0);
  policy_.hold = {"core"};
  Outcome output = Run();
  EXPECT_THAT(Codes(output.services[0]), ElementsAre("held"));
  EXPECT_TRUE(output.images.empty());
  policy_.hold.clear();
  output = Run();
  EXPECT_THAT(Deployed(output), ElementsAre("app", "core"));
  EXPECT_THAT(Codes(output.services[0]), ElementsAre("base_image_changed"));
  ASSERT_EQ(output.images.size(), 3U);
  EXPECT_EQ(output.images[1].name, "between");
  EXPECT_EQ(output.images[1].wave, 1U);
  EXPECT_EQ(output.images[0].wave, 2U);
}

// They were built with the sources of core while it was held, from its old image: once it has
// rolled alone, nothing tells them from what is up to date.
TEST_F(DecideTest, WhatKeepsAnOldImageIsNamedWhenItIsLeftOut) {
  platform_.images = {{"app", {}, {}, {"lib"}}, {"lib", {}, {}, {"core"}}};
  AddService("app", "app");
  AddService("core", "core");
  AddService("lib", "lib");
  FactsOf(0).baseline = FactsOf(2).baseline = 1;
  Change("services/core", 0);
  EXPECT_THAT(Run().warnings, IsEmpty()) << "all of them deploy";
  const auto left_out = [&] {
    std::vector<std::pair<std::string, std::vector<std::string>>> found;
    for (const Warning& warning : Run().warnings) {
      const auto& each = std::get<warnings::FollowersLeftOut>(warning);
      found.emplace_back(each.image, each.services);
    }
    return found;
  };
  using Services = std::vector<std::string>;
  policy_.only = {"core"};
  EXPECT_THAT(left_out(), ElementsAre(std::pair("core", Services{"app", "lib"})));
  policy_.only = {"core", "lib"};
  EXPECT_THAT(left_out(),
              ElementsAre(std::pair("core", Services{"app"}), std::pair("lib", Services{"app"})));
  policy_.only = {"app"};
  EXPECT_THAT(left_out(), IsEmpty()) << "core is not rebuilt";
  policy_ = {};
  policy_.hold = {"app"};
  EXPECT_THAT(left_out(),
              ElementsAre(std::pair("core", Services{"app"}), std::pair("lib", Services{"app"})));
  policy_ = {};
  policy_.only = policy_.force = {"core"};
  changes_.clear();
  EXPECT_THAT(left_out(), ElementsAre(std::pair("core", Services{"app", "lib"})));
}

TEST_F(DecideTest, WhatTheNextPlanSeesNeedsNoWarning) {
  platform_.images = {{"app", {}, {}, {"core"}}, {"new", {}, {}, {"core"}}};
  AddService("app", "app");
  AddService("core", "core");
  AddService("new", "new");
  FactsOf(2).undetermined = ReasonCode::kNeverDeployed;
  Change("services/core", 0);
  policy_.only = {"core"};
  EXPECT_THAT(Run().warnings, IsEmpty());
}

TEST_F(DecideTest, TheNextPlanSeesABuildThatIsDefinedOtherwiseFurtherBelow) {
  platform_.images = {
      {"app", {}, {}, {"core"}}, {"core", {}, {}, {"os"}}, {"os", {Path("images/os")}, {}, {}}};
  AddService("app", "app");
  AddService("core", "core");
  builds_ = {{.images = {{"os", {"target"}}}, .renamed = {}, .unreadable = {}}};
  policy_.only = {"core"};
  const Outcome output = Run();
  EXPECT_THAT(Deployed(output), ElementsAre("core"));
  EXPECT_THAT(output.warnings, IsEmpty());
}

TEST_F(DecideTest, DirtyInputsAreRefusedAndPreviewHasNoGates) {
  AddService("api", "api");
  dirty_ = {{.path = "services/api/main.ts"}};
  ASSERT_EQ(Run().refusals.size(), 1U);
  EXPECT_EQ(CodeOf(Run().refusals[0]), "dirty");
  policy_.allow_dirty = true;
  EXPECT_THAT(Run().refusals, IsEmpty());
  policy_.allow_dirty = false;
  is_preview_ = true;
  EXPECT_THAT(Run().refusals, IsEmpty());
}

TEST_F(DecideTest, TheTagMapKeepsServicesThatNobodyAskedAboutOrKnows) {
  AddService("api", "api");
  AddService("web", "web");
  Change("services/api");
  policy_.only = {"api"};
  unknown_live_ = {{"legacy", "v1"}};
  const Outcome output = Run();
  EXPECT_EQ(output.services.size(), 1U);
  EXPECT_EQ(output.image_tags, (std::map<std::string, std::string>{
                                   {"api", "new"}, {"legacy", "v1"}, {"web", "live"}}));
}

TEST_F(DecideTest, ALinkMakesItsTargetAnInput) {
  AddService("api", "api");
  links_ = {{Path("services/api/shared"), Path("lib/shared")},
            {Path("lib/shared/more"), Path("lib/more")}};
  Change("lib/more");
  const Outcome output = Run();
  EXPECT_THAT(Deployed(output), ElementsAre("api"));
  EXPECT_THAT(output.services[0].reasons[0].via,
              ElementsAre("lib/more", "lib/shared/more", "services/api"));
}

TEST_F(DecideTest, ARolloutThatFailedDeploysAlthoughNothingElseDiffers) {
  AddService("api", "api");
  AddService("web", "web");
  FactsOf(0).rollout = Rollout{.state = Rollout::State::kFailed,
                               .revision = "api:8",
                               .running = "api:7",
                               .reason = "tasks failed"};
  FactsOf(1).rollout =
      Rollout{.state = Rollout::State::kFailed, .revision = "web:2", .running = {}, .reason = {}};
  FactsOf(1).undetermined = ReasonCode::kRolloutFailed;
  FactsOf(1).live_tag = "wished";
  Outcome output = Run();
  EXPECT_THAT(Deployed(output), ElementsAre("api", "web"));
  EXPECT_THAT(Codes(output.services[0]), ElementsAre("rollout_failed"));
  EXPECT_EQ(output.services[0].reasons[0].detail,
            "api:8 did not come up (tasks failed); api:7 is what runs");
  EXPECT_THAT(Codes(output.services[1]), ElementsAre("rollout_failed"));
  EXPECT_THAT(output.refusals, IsEmpty());
  Change("services/api");
  EXPECT_THAT(Codes(Run().services[0]), ElementsAre("rollout_failed", "service_changed"));
  policy_.strict = true;
  output = Run();
  ASSERT_EQ(output.refusals.size(), 1U);
  EXPECT_EQ(CodeOf(output.refusals[0]), "strict");
  policy_.force = {"api", "web"};
  EXPECT_THAT(Run().refusals, IsEmpty());
}

TEST_F(DecideTest, ARolloutThatStillRunsIsRefusedByStrictUnlessItIsAllowed) {
  AddService("api", "api");
  FactsOf(0).relation.relation = graph::Relation::kSame;
  FactsOf(0).rollout = Rollout{
      .state = Rollout::State::kInProgress, .revision = "api:8", .running = {}, .reason = {}};
  EXPECT_THAT(Deployed(Run()), IsEmpty());
  EXPECT_THAT(Run().refusals, IsEmpty());
  policy_.strict = true;
  const Outcome output = Run();
  ASSERT_EQ(output.refusals.size(), 1U);
  EXPECT_EQ(CodeOf(output.refusals[0]), "rollout_in_progress");
  policy_.allow_in_progress = true;
  EXPECT_THAT(Run().refusals, IsEmpty());
  policy_.allow_in_progress = false;
  policy_.force = {"api"};
  EXPECT_THAT(Run().refusals, IsEmpty());
  policy_.force = {};
  policy_.hold = {"api"};
  EXPECT_THAT(Run().refusals, IsEmpty());
}

}  // namespace
}  // namespace deltaplan::planner
