#include "planner/report/causes.h"

#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

#include "tests/planner/report/sample_plans.h"

namespace deltaplan::planner {
namespace {

PlannedService Deploying(const std::string& name, std::vector<Reason> reasons) {
  PlannedService service;
  service.name = name;
  service.path = "services/" + name;
  service.reasons = std::move(reasons);
  return service;
}

Reason ChangeOf(ReasonCode code, std::string input, std::uint64_t files) {
  Reason reason;
  reason.code = code;
  reason.input = std::move(input);
  reason.files = graph::FileListId{0};
  reason.file_count = files;
  return reason;
}

Reason Own(const std::string& name, std::uint64_t files) {
  return ChangeOf(ReasonCode::kServiceChanged, "services/" + name, files);
}

Reason Events(std::uint64_t files) {
  return ChangeOf(ReasonCode::kPackageChanged, "packages/events", files);
}

Reason Of(ReasonCode code) {
  Reason reason;
  reason.code = code;
  return reason;
}

// "cause + cause: service service"
std::vector<std::string> Lines(const Plan& plan) {
  std::vector<std::string> lines;
  for (const CauseGroup& group : GroupByCause(plan)) {
    std::string line;
    for (const std::string& cause : group.causes) line += (line.empty() ? "" : " + ") + cause;
    line += ":";
    for (const PlannedService* service : group.services) line += " " + service->name;
    lines.push_back(line);
  }
  return lines;
}

TEST(GroupByCause, TheSameSetOfReasonsIsOneGroupAndTheLargestComesFirst) {
  Plan plan;
  plan.services = {Deploying("a", {Own("a", 2)}), Deploying("b", {Events(3)}),
                   Deploying("c", {Events(3)}), Deploying("d", {Own("d", 1), Events(3)})};
  EXPECT_EQ(Lines(plan),
            (std::vector<std::string>{
                "packages/events changed (3 files): b c", "their own files changed (2 files): a",
                "their own files changed (1 file) + packages/events changed (3 "
                "files): d"}));
}

TEST(GroupByCause, TheOrderOfReasonsDoesNotMatter) {
  Plan plan;
  plan.services = {Deploying("a", {Own("a", 1), Events(1)}),
                   Deploying("b", {Events(1), Own("b", 1)})};
  EXPECT_EQ(GroupByCause(plan).size(), 1U);
}

TEST(GroupByCause, WhatManifestsAndLockfilesSayIsNamedByItsFile) {
  Reason joined = Of(ReasonCode::kDependenciesChanged);
  joined.details = ClosureChange{.package = "packages/ui", .joined = true};
  Reason left = joined;
  left.details = ClosureChange{.package = "packages/ui", .joined = false};
  const auto named = [](ReasonCode code, std::string input) {
    Reason reason = Of(code);
    reason.input = std::move(input);
    return reason;
  };
  Plan plan;
  plan.services = {
      Deploying("a", {named(ReasonCode::kLockfileChanged, "pnpm-lock.yaml")}),
      Deploying("b", {named(ReasonCode::kLockfileUnreadable, "pnpm-lock.yaml")}),
      Deploying("c", {named(ReasonCode::kManifestUnreadable, "package.json")}),
      Deploying("d", {named(ReasonCode::kSettingsChanged, ".npmrc")}),
      Deploying("e", {joined}),
      Deploying("f", {left}),
  };
  EXPECT_EQ(Lines(plan), (std::vector<std::string>{
                             "packages/ui joined or left their dependencies: e f",
                             "pnpm-lock.yaml changed for them: a",
                             "pnpm-lock.yaml can't be read on one side: b",
                             "package.json can't be read on one side: c",
                             "settings in .npmrc changed: d",
                         }));
}

TEST(GroupByCause, BaselinesMayDifferInTheNumberOfFiles) {
  Plan plan;
  plan.services = {Deploying("a", {Events(1)}), Deploying("b", {Events(7)})};
  EXPECT_EQ(Lines(plan), (std::vector<std::string>{"packages/events changed (1 to 7 files): a b"}));
}

TEST(GroupByCause, WhatAServiceAloneIsToldCountsAsTheSame) {
  Plan plan;
  Reason gone = Of(ReasonCode::kCommitNotFound);
  gone.detail = "1a2b3c4 is not in this clone";
  Reason also_gone = Of(ReasonCode::kCommitNotFound);
  also_gone.detail = "9f1c2ab is not in this clone";
  plan.services = {Deploying("a", {gone}), Deploying("b", {also_gone})};
  EXPECT_EQ(Lines(plan),
            (std::vector<std::string>{"the commit of their live tag is not in this clone: a b"}));
}

TEST(GroupByCause, FilesOutsideOfAServicesOwnFolderAreACauseWithAName) {
  Plan plan;
  plan.services = {Deploying("a", {ChangeOf(ReasonCode::kServiceChanged, "proto", 1)}),
                   Deploying("b", {Own("b", 1)})};
  EXPECT_EQ(Lines(plan), (std::vector<std::string>{"proto changed (1 file): a",
                                                   "their own files changed (1 file): b"}));
}

TEST(GroupByCause, EachServiceThatDeploysStandsInOneGroup) {
  const Plan plan = testing::SandboxPlan();
  std::size_t count = 0;
  for (const CauseGroup& group : GroupByCause(plan)) count += group.services.size();
  EXPECT_EQ(count, plan.deploy_count());
}

TEST(Concerns, AreInTheOrderOfUrgencyAndLeaveOutWhatIsInOrder) {
  Plan plan;
  plan.services = {Deploying("a", {Events(1)}), Deploying("b", {Of(ReasonCode::kNeverDeployed)}),
                   Deploying("c", {Of(ReasonCode::kForced)}),
                   Deploying("d", {Of(ReasonCode::kTagWithoutCommit)}),
                   Deploying("e", {Events(1)})};
  plan.services.front().live = Live{};
  plan.services.front().live->commit = graph::ObjectId{};
  plan.services.front().live->relation = graph::Relation::kAhead;
  std::vector<std::string> lines;
  for (const ConcernGroup& group : Concerns(plan)) {
    lines.push_back(std::string(ConcernText(group.concern)) + " " + group.services.front()->name);
  }
  EXPECT_EQ(lines, (std::vector<std::string>{"ahead of head a", "undetermined d",
                                             "never deployed b", "forced c"}));
}

TEST(CauseTexts, OfOneServiceAreItsReasons) {
  const Plan plan = testing::SandboxPlan();
  const std::vector<CauseGroup> groups = GroupByCause(plan);
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(CauseTexts(groups[0]).front(), "services/clinical-api changed (1 file)");
  EXPECT_EQ(CauseTexts(groups[1]), std::vector<std::string>{"no live tag is known"});
}

}  // namespace
}  // namespace deltaplan::planner
