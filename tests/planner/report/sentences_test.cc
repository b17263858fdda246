
#include "planner/report/sentences.h"

#include <gtest/gtest.h>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/planner/report/sample_plans.h"

namespace deltaplan::planner {
namespace {

constexpr ReasonCode kAllCodes[] = {
    ReasonCode::kServiceChanged,   ReasonCode::kPackageChanged, ReasonCode::kBuildInputChanged,
    ReasonCode::kBaseImageChanged, ReasonCode::kNeverDeployed,  ReasonCode::kBootstrapTag,
    ReasonCode::kTagWithoutCommit, ReasonCode::kCommitNotFound, ReasonCode::kCommitAmbiguous,
    ReasonCode::kDirtyBaseline,    ReasonCode::kForced,         ReasonCode::kRestartedWith,
    ReasonCode::kUnchanged,        ReasonCode::kHeld,
};

Reason Because(ReasonCode code, std::optional<std::string> detail = std::nullopt) {
  Reason reason;
  reason.code = code;
  reason.detail = std::move(detail);
  return reason;
}

Reason Changed(std::vector<std::string> via, std::uint64_t files) {
  Reason reason = Because(ReasonCode::kPackageChanged);
  reason.input = via.front();
  reason.via = std::move(via);
  reason.files = graph::FileListId{0};
  reason.file_count = files;
  return reason;
}

Live LiveWith(graph::Relation relation, std::optional<std::uint64_t> commits = std::nullopt) {
  Live live;
  live.relation = relation;
  live.commits = commits;
  return live;
}

TEST(ReasonCodeName, IsSnakeCaseAndDistinct) {
  std::set<std::string> names;
  for (const ReasonCode code : kAllCodes) {
    const std::string name = ReasonCodeName(code);
    EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string::npos) << name;
    names.insert(name);
  }
  EXPECT_EQ(names.size(), std::size(kAllCodes));
}

TEST(ReasonSentence, EveryCodeHasItsOwn) {
  const std::pair<ReasonCode, const char*> kExpected[] = {
      {ReasonCode::kServiceChanged, "lib/x changed"},
      {ReasonCode::kPackageChanged, "lib/x changed"},
      {ReasonCode::kBuildInputChanged, "lib/x changed"},
      {ReasonCode::kBaseImageChanged, "base image lib/x is rebuilt"},
      {ReasonCode::kNeverDeployed, "no live tag is known"},
      {ReasonCode::kBootstrapTag, "the live tag is a placeholder for the first deploy"},
      {ReasonCode::kTagWithoutCommit, "the live tag names no commit"},
      {ReasonCode::kCommitNotFound, "the commit of the live tag is not in this clone"},
      {ReasonCode::kCommitAmbiguous, "the live tag may name any of several commits"},
      {ReasonCode::kDirtyBaseline,
       "the live image was built from a work tree that no commit holds"},
      {ReasonCode::kForced, "forced"},
      {ReasonCode::kRestartedWith, "restarts with ; its image stays"},
      {ReasonCode::kUnchanged, "unchanged"},
      {ReasonCode::kHeld, "held"},
  };
  ASSERT_EQ(std::size(kExpected), std::size(kAllCodes));
  for (const auto& [code, sentence] : kExpected) {
    Reason reason = Because(code);
    if (IsChange(code)) reason.input = "lib/x";
    EXPECT_EQ(ReasonSentence(reason), sentence);
  }
}

TEST(ReasonSentence, TakesTheDetailWithoutItsFullStop) {
  EXPECT_EQ(ReasonSentence(Because(ReasonCode::kTagWithoutCommit, "'latest' names no commit.")),
            "'latest' names no commit");
  EXPECT_EQ(ReasonSentence(Because(ReasonCode::kForced, "asked for on the command line")),
            "forced: asked for on the command line");
}

TEST(ReasonSentence, CountsFilesWhereListsWereAskedFor) {
  EXPECT_EQ(ReasonSentence(Changed({"pkg", "services/api"}, 1)), "pkg changed (1 file)");
  EXPECT_EQ(ReasonSentence(Changed({"pkg", "services/api"}, 3)), "pkg changed (3 files)");
  Reason unlisted = Changed({"pkg", "services/api"}, 0);
  unlisted.files.reset();
  EXPECT_EQ(ReasonSentence(unlisted), "pkg changed");
}

TEST(ReasonSentence, ShowsAPathThroughTheGraphThatIsLongerThanTwo) {
  EXPECT_EQ(ReasonSentence(Changed({"packages/events", "packages/auth", "services/api"}, 2)),
            "packages/events changed (2 files), via packages/events -> packages/auth -> "
            "services/api");
}

TEST(ReasonSentence, NamesThePathBehindABaseImage) {
  Reason reason = Changed({"docker/base", "node-base", "services/api"}, 1);
  reason.code = ReasonCode::kBaseImageChanged;
  EXPECT_EQ(ReasonSentence(reason),
            "docker/base changed (1 file), via docker/base -> node-base -> services/api");
}

TEST(ReasonSentence, QuotesOddPathsAndNamesTheRoot) {
  EXPECT_EQ(ReasonSentence(Changed({"a\nb"}, 1)), R"("a\nb" changed (1 file))");
  EXPECT_EQ(ReasonSentence(Changed({""}, 1)), ". changed (1 file)");
}

TEST(ReasonHeadline, ShortensThePathAndNothingElse) {
  const Reason reason = Changed({"packages/common/deep/inside", "x", "y"}, 3);
  EXPECT_EQ(ReasonHeadline(reason, 45), "packages/common/deep/inside changed (3 files)");
  EXPECT_EQ(ReasonHeadline(reason, 30), "packa...side changed (3 files)");
}

TEST(RelationText, SaysHowLiveRelatesToHead) {
  using graph::Relation;
  EXPECT_EQ(RelationText(LiveWith(Relation::kSame, 0)), "same");
  EXPECT_EQ(RelationText(LiveWith(Relation::kBehind, 1)), "1 commit behind");
  EXPECT_EQ(RelationText(LiveWith(Relation::kBehind, 12)), "12 commits behind");
  EXPECT_EQ(RelationText(LiveWith(Relation::kBehind)), "behind");
  EXPECT_EQ(RelationText(LiveWith(Relation::kAhead, 3)), "3 commits ahead");
  EXPECT_EQ(RelationText(LiveWith(Relation::kDiverged)), "diverged");
  EXPECT_EQ(RelationText(LiveWith(Relation::kUnknown)), "relation unknown");
}

Plan PlanOf(std::size_t unchanged, std::size_t held, std::size_t deploying) {
  Plan plan;
  const auto add = [&plan](std::size_t count, Decision decision, ReasonCode code) {
    for (std::size_t i = 0; i < count; ++i) {
      PlannedService service;
      service.decision = decision;
      service.reasons = {Because(code)};
      plan.services.push_back(service);
    }
  };
  add(unchanged, Decision::kSkip, ReasonCode::kUnchanged);
  add(held, Decision::kSkip, ReasonCode::kHeld);
  add(deploying, Decision::kDeploy, ReasonCode::kForced);
  return plan;
}

TEST(SummaryText, ReadsWellForEveryMixture) {
  EXPECT_EQ(SummaryText(PlanOf(0, 0, 0)), "Nothing to deploy: there are no services.");
  EXPECT_EQ(SummaryText(PlanOf(1, 0, 0)), "Nothing to deploy: the only service is unchanged.");
  EXPECT_EQ(SummaryText(PlanOf(9, 0, 0)), "Nothing to deploy: all 9 services are unchanged.");
  EXPECT_EQ(SummaryText(PlanOf(8, 1, 0)),
            "Nothing to deploy: 8 of 9 services are unchanged, 1 is held.");
  EXPECT_EQ(SummaryText(PlanOf(1, 2, 0)),
            "Nothing to deploy: 1 of 3 services is unchanged, 2 are held.");
  EXPECT_EQ(SummaryText(PlanOf(0, 1, 0)), "Nothing to deploy: the only service is held.");
  EXPECT_EQ(SummaryText(PlanOf(0, 2, 0)), "Nothing to deploy: all 2 services are held.");
  EXPECT_EQ(SummaryText(PlanOf(0, 0, 1)), "1 of 1 service to deploy.");
  EXPECT_EQ(SummaryText(PlanOf(5, 1, 3)), "3 of 9 services to deploy, 6 to skip.");
}

TEST(SummaryText, CountsImagesAndWaves) {
  Plan plan = PlanOf(1, 0, 1);
  plan.images.resize(1);
  EXPECT_EQ(SummaryText(plan), "1 of 2 services to deploy, 1 to skip. 1 image to build in 1 wave.");
  plan.images.resize(3);
  plan.images[1].wave = 1;
  EXPECT_EQ(SummaryText(plan),
            "1 of 2 services to deploy, 1 to skip. 3 images to build in 2 waves.");
}

TEST(SummaryText, PreviewSaysWould) {
  Plan plan = PlanOf(1, 0, 1);
  plan.base.emplace();
  EXPECT_EQ(SummaryText(plan), "1 of 2 services would deploy, 1 would not.");
  plan = PlanOf(2, 0, 0);
  plan.base.emplace();
  EXPECT_EQ(SummaryText(plan), "Nothing would deploy: all 2 services are unchanged.");
}

TEST(ComparisonText, NamesBothSides) {
  Plan plan = testing::EmptyPlan();
  EXPECT_EQ(ComparisonText(plan), "head 9f1c2ab against what is live");
  plan.head.tag = "sha-9f1c2ab";
  plan.head.dirty = true;
  EXPECT_EQ(ComparisonText(plan),
            "head 9f1c2ab00000 (tag sha-9f1c2ab) with uncommitted changes against what is live");
}

}  // namespace
}  // namespace deltaplan::planner
