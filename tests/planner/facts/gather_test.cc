#include "planner/facts/gather.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "planner/text/digest.h"
#include "tests/support/fake_world.h"

namespace deltaplan::planner {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::FakeObjects;
using ::testing::IsEmpty;

constexpr const char* kConfig = R"({
  "version": 1, "services": ["services/*"], "ignore": ["*.md"],
  "environments": {"prod": {
    "live": [{"from": "command", "command": ["live"]}],
    "image_tags": {"file": "tags.auto.tfvars.json"}}}})";
constexpr const char* kMapPath = "/repo/tags.auto.tfvars.json";

class GatherTest : public ::testing::Test {
 protected:
  GatherTest() {
    world_.Configure(kConfig);
    first_ = world_.objects.Commit({{"services/api/a", "1"}, {"services/web/a", "1"}});
    live_ = R"({"api": ")" + FakeObjects::ShortSha(first_) + R"("})";
    world_.commands.act = [this](const CommandLine&) {
      return CommandOutput{.exit_code = 0, .output = live_, .errors = {}};
    };
  }

  Facts Gather(GatherOptions options = {}, Goal goal = Goal::kHead) {
    const Ports ports = world_.ports();
    project_ = *Project::Open({}, ports);
    Result<Platform> platform = project_->Expand(project_->head().tree);
    Result<GatheredFacts> gathered =
        GatherAgainstLive(*project_, *std::move(platform), {}, {}, goal, options, ports);
    EXPECT_TRUE(gathered) << gathered.error().message;
    return std::move(gathered->facts);
  }

  // Facts about the tag map, or why there are none.
  Result<GatheredFacts> TryMap(const Policy& policy = {}, const LiveRequest& live = {}) {
    const Ports ports = world_.ports();
    project_ = *Project::Open({}, ports);
    return GatherAgainstLive(*project_, *project_->Expand(project_->head().tree), live, policy,
                             Goal::kTagMap, {}, ports);
  }

  static std::vector<std::string> Codes(const Facts& facts) {
    std::vector<std::string> codes;
    for (const Warning& warning : facts.warnings) codes.emplace_back(CodeOf(warning));
    return codes;
  }

  testing::FakeWorld world_;
  graph::ObjectId first_;
  std::string live_;
  std::unique_ptr<Project> project_;
};

TEST_F(GatherTest, EachServiceIsComparedWithItsOwnBaseline) {
  const graph::ObjectId second =
      world_.objects.Commit({{"services/api/a", "2"}, {"services/web/a", "1"}});
  live_ = R"({"api": ")" + FakeObjects::ShortSha(first_) + R"(", "web": ")" +
          FakeObjects::ShortSha(second) + R"("})";
  world_.objects.Commit({{"services/api/a", "2"}, {"services/web/a", "2"}});
  const Facts facts = Gather();
  ASSERT_EQ(facts.services.size(), 2U);
  EXPECT_EQ(facts.services[0].commit, first_);
  EXPECT_EQ(facts.services[1].commit, second);
  EXPECT_EQ(facts.services[0].relation.commits, 2U);
  ASSERT_EQ(facts.baselines.size(), 2U);
  EXPECT_EQ(facts.comparison.differences[0].size(), 1U);
  EXPECT_EQ(facts.comparison.differences[1].size(), 1U);
}

TEST_F(GatherTest, ABuildOfADirtyTreeIsRelatedToHeadAndComparedWithNothing) {
  const graph::ObjectId second =
      world_.objects.Commit({{"services/api/a", "2"}, {"services/web/a", "1"}});
  live_ = R"({"api": ")" + FakeObjects::ShortSha(first_) + R"(-dirty", "web": ")" +
          FakeObjects::ShortSha(second) + R"("})";
  const Facts facts = Gather();
  EXPECT_EQ(facts.services[0].undetermined, ReasonCode::kDirtyBaseline);
  EXPECT_EQ(facts.services[0].commit, std::nullopt);
  EXPECT_EQ(facts.services[0].baseline, std::nullopt);
  EXPECT_EQ(facts.services[0].relation.relation, graph::Relation::kBehind);
  EXPECT_EQ(facts.services[0].relation.commits, 1U);
  EXPECT_EQ(facts.services[1].relation.relation, graph::Relation::kSame);
  EXPECT_EQ(facts.baselines.size(), 1U);
}

TEST_F(GatherTest, EachServiceGoesToTheCommitThatTheMapNames) {
  const graph::ObjectId second =
      world_.objects.Commit({{"services/api/a", "2"}, {"services/web/a", "1"}});
  world_.objects.Commit({{"services/api/a", "3"}, {"services/web/a", "3"}});
  const std::string one = FakeObjects::ShortSha(first_);
  const std::string two = FakeObjects::ShortSha(second);
  live_ = R"({"api": ")" + one + R"(", "web": ")" + two + R"("})";
  world_.files.texts[kMapPath] =
      R"({"image_tags": {"api": ")" + two + R"(", "web": ")" + one + R"("}})";
  const Facts facts = Gather({}, Goal::kTagMap);
  EXPECT_TRUE(facts.to_map);
  ASSERT_EQ(facts.services.size(), 2U);
  const ServiceFacts& api = facts.services[0];
  const ServiceFacts& web = facts.services[1];
  EXPECT_EQ(api.destination->tag, two);
  EXPECT_EQ(api.destination->commit, second);
  EXPECT_EQ(api.relation.relation, graph::Relation::kBehind);
  EXPECT_EQ(api.relation.commits, 1U);
  EXPECT_EQ(web.destination->commit, first_);
  EXPECT_EQ(web.relation.relation, graph::Relation::kAhead);
  ASSERT_EQ(facts.baselines.size(), 2U);
  EXPECT_EQ(facts.baselines[*api.baseline].commit, first_);
  EXPECT_EQ(facts.baselines[*web.baseline].commit, second);
  EXPECT_EQ(facts.comparison.differences[*api.baseline].size(), 1U);
  EXPECT_THAT(facts.comparison.differences[*web.baseline], IsEmpty());  // it needs its own alone
  EXPECT_THAT(facts.dirty, IsEmpty());
}

TEST_F(GatherTest, ABuildOfADirtyTreeIsRelatedToTheCommitThatTheMapNames) {
  const graph::ObjectId second =
      world_.objects.Commit({{"services/api/a", "2"}, {"services/web/a", "1"}});
  const std::string one = FakeObjects::ShortSha(first_);
  const std::string two = FakeObjects::ShortSha(second);
  live_ = R"({"api": ")" + two + R"(-dirty", "web": ")" + two + R"("})";
  world_.files.texts[kMapPath] =
      R"({"image_tags": {"api": ")" + one + R"(", "web": ")" + two + R"("}})";
  const Facts facts = Gather({}, Goal::kTagMap);
  EXPECT_EQ(facts.services[0].relation.relation, graph::Relation::kAhead);
  EXPECT_EQ(facts.services[0].baseline, std::nullopt);
  EXPECT_EQ(facts.services[0].origin->commit, second);
}

TEST_F(GatherTest, APlaceholderInTheMapReplacesNothingThatRuns) {
  world_.files.texts[kMapPath] =
      R"({"image_tags": {"api": "sha-bootstrap", "web": "sha-bootstrap"}})";
  EXPECT_EQ(TryMap().error().message, "the tag map has no tag to go to for: api");
  const Result<GatheredFacts> held = TryMap({.force = {}, .hold = {"api"}, .only = {}});
  ASSERT_TRUE(held);
  EXPECT_EQ(held->facts.services[0].destination, std::nullopt);
  EXPECT_EQ(held->facts.services[1].live_tag, std::nullopt);
  EXPECT_EQ(held->facts.services[1].destination->tag, "sha-bootstrap");
}

TEST_F(GatherTest, AServiceThatTheMapDoesNotNameIsAskedForUnlessItIsLeftOut) {
  world_.files.texts[kMapPath] = R"({"image_tags": {"api": "latest"}})";
  EXPECT_EQ(TryMap().error().message, "the tag map has no tag to go to for: web");
  const Result<GatheredFacts> gathered = TryMap({.force = {}, .hold = {}, .only = {"api"}});
  ASSERT_TRUE(gathered);
  const ServiceFacts& api = gathered->facts.services[0];
  EXPECT_EQ(api.destination->tag, "latest");
  EXPECT_EQ(api.destination->commit, std::nullopt);
  EXPECT_EQ(api.baseline, std::nullopt);
}

TEST_F(GatherTest, AMapThatIsItsOwnWitnessTellsNothing) {
  world_.Configure(R"({"version": 1, "services": ["services/*"], "environments": {"prod": {
    "live": [{"from": "image_tags"}], "image_tags": {"file": "tags.auto.tfvars.json"}}}})");
  world_.files.texts[kMapPath] = R"({"image_tags": {"api": "1.0", "web": "1.0"}})";
  EXPECT_EQ(TryMap().error().message,
            "the tag map alone says what runs, so nothing tells whether what it names runs: api, "
            "web");
  LiveRequest told;
  told.tags = {{"api", "0.9"}};
  EXPECT_TRUE(TryMap({.force = {}, .hold = {}, .only = {"api"}}, told));
}

TEST_F(GatherTest, WithoutAMapThereIsNothingToGoTo) {
  EXPECT_EQ(TryMap().error().message, "there is no tag map 'tags.auto.tfvars.json'");
  world_.files.texts[kMapPath] = "[";
  EXPECT_EQ(TryMap().error().message, "cannot read the tag map 'tags.auto.tfvars.json'");
}

TEST_F(GatherTest, TheTagMapIsReadBeforeWhatIsLive) {
  const std::string before = R"({"image_tags": {"api": "old"}})";
  world_.files.texts[kMapPath] = before;
  world_.commands.act = [this](const CommandLine&) {
    world_.files.texts[kMapPath] = R"({"image_tags": {"api": "written-meanwhile"}})";
    return CommandOutput{.exit_code = 0, .output = live_, .errors = {}};
  };
  const Facts facts = Gather();
  ASSERT_TRUE(facts.tag_map.has_value());
  EXPECT_EQ(facts.tag_map->tags.at("api"), "old");
  EXPECT_EQ(facts.tag_map->digest, Sha256Digest(before));
}

TEST_F(GatherTest, ADamagedTagMapIsAWarning) {
  world_.files.texts[kMapPath] = "{";
  const Facts facts = Gather();
  EXPECT_FALSE(facts.tag_map.has_value());
  EXPECT_THAT(Codes(facts), Contains("tag_map_unreadable"));
}

TEST_F(GatherTest, AServiceWhoseDirectoryIsGoneKeepsItsTag) {
  live_ = R"({"api": "x", "web": ")" + FakeObjects::ShortSha(first_) + R"("})";
  world_.Configure(R"({"version": 1, "services": ["services/api", "services/web"],
      "environments": {"prod": {"live": [{"from": "command", "command": ["live"]}]}}})");
  world_.objects.Commit({{"services/api/a", "1"}});
  const Facts facts = Gather();
  ASSERT_EQ(facts.platform.services.size(), 1U);
  EXPECT_EQ(facts.services.size(), 1U);
  EXPECT_EQ(facts.unknown_live.at("web"), FakeObjects::ShortSha(first_));
  EXPECT_THAT(Codes(facts), Contains("service_deleted"));
}

TEST_F(GatherTest, DirtIsWhatLiesInsideInputsAndIsNotIgnored) {
  for (const char* path : {"README", "services/api/a", "services/api/notes.md"}) {
    world_.objects.work_tree_changes.push_back({*graph::RepoPath::Parse(path), false});
  }
  const Facts facts = Gather();
  ASSERT_EQ(facts.dirty.size(), 1U);
  EXPECT_EQ(facts.dirty[0].path, "services/api/a");
}

TEST_F(GatherTest, ChangesOutsideOfAllInputsAreKept) {
  world_.objects.Commit({{"services/api/a", "1"}, {"services/web/a", "1"}, {"infra/main.tf", "1"}});
  const Facts facts = Gather();
  ASSERT_EQ(facts.unowned.size(), 1U);
  EXPECT_EQ(facts.unowned[0], "infra/main.tf");
}

TEST_F(GatherTest, WithoutSurroundingsTheWorkTreeIsNotLookedAt) {
  world_.objects.work_tree_changes.push_back({*graph::RepoPath::Parse("services/api/a"), false});
  GatherOptions options;
  options.surroundings = false;
  EXPECT_THAT(Gather(options).dirty, IsEmpty());
}

TEST_F(GatherTest, ABaseIsOneBaselineForAllAndAsksNobodyWhatIsLive) {
  world_.objects.names["main"] = first_;
  world_.objects.Commit({{"services/api/a", "2"}, {"services/web/a", "1"}});
  world_.commands.act = nullptr;  // would throw
  const Ports ports = world_.ports();
  project_ = *Project::Open({}, ports);
  const Result<GatheredFacts> gathered = GatherAgainstBase(*project_, "main", {}, ports);
  ASSERT_TRUE(gathered);
  const Facts& facts = gathered->facts;
  EXPECT_TRUE(facts.IsPreview());
  EXPECT_EQ(facts.base->merge_bases, std::vector{first_});
  EXPECT_FALSE(facts.services[0].live_tag.has_value());
  EXPECT_FALSE(facts.tag_map.has_value());
  EXPECT_THAT(Codes(facts), IsEmpty());
}

TEST_F(GatherTest, GivenTagsAreComparedWithAnyCommitAndReadNoMap) {
  world_.files.texts[kMapPath] = "{";
  const graph::ObjectId second =
      world_.objects.Commit({{"services/api/a", "2"}, {"services/web/a", "1"}});
  world_.objects.Commit({{"services/api/a", "3"}, {"services/web/a", "3"}});
  const Ports ports = world_.ports();
  project_ = *Project::Open({}, ports);
  LiveAnswer live;
  live.tags["api"] = {FakeObjects::ShortSha(first_), "image_tags"};
  GatherOptions options;
  options.surroundings = false;
  const Result<GatheredFacts> gathered =
      GatherAgainstTags(*project_, world_.objects.commits.at(second), live, options, ports);
  ASSERT_TRUE(gathered);
  EXPECT_EQ(gathered->facts.head.commit, second);
  EXPECT_EQ(gathered->facts.services[0].relation.commits, 1U);
  EXPECT_EQ(gathered->facts.services[0].source, "image_tags");
  EXPECT_THAT(Codes(gathered->facts), IsEmpty());
}

}  // namespace
}  // namespace deltaplan::planner
