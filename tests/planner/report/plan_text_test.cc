#include "planner/report/plan_text.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <string_view>

#include "planner/report/sentences.h"
#include "planner/text/layout.h"
#include "tests/planner/report/sample_plans.h"

namespace deltaplan::planner {
namespace {

constexpr TextStyle kWide{.color = false, .width = 80, .verbose = false};
constexpr TextStyle kNarrow{.color = false, .width = 40, .verbose = false};

TEST(PlanText, ShowsDecisionsTagsAndReasonsInColumns) {
  EXPECT_EQ(PlanText(testing::SandboxPlan(), kWide),
            R"(Plan for sandbox: 2 of 5 services to deploy, 3 to skip. 3 images to build in 2
waves.
Head 9f1c2ab against what is live

  clinical-api  DEPLOY  1a2b3c4 -> 9f1c2ab  12 commits behind
                        services/clinical-api changed (1 file)
                        packages/events changed (1203 files)
                        package.json changed (1 file)
                        and 2 more reasons
  gateway       skip    9f1c2ab             same, unchanged
  ledger        skip    1a2b3c4             12 commits behind
                        held by the configuration: quarter end
                        services/ledger changed (1 file)
  mailer        DEPLOY  (none) -> 9f1c2ab
                        no live tag is known
  web           skip    77aa001             relation unknown, unchanged

Warning: Live sources disagree about web: image_tags says 77aa001, live_file
  says 1a2b3c4. An untargeted apply from live_file would roll it back 3 commits.
Warning: Some live commits are not in this clone, and may be younger than
  head. To decide exactly, run:
    git fetch --depth=1 origin 1a2b3c4000000000000000000000000000000000
    git fetch --depth=1 origin 77aa001000000000000000000000000000000000

2 of 5 services to deploy, 3 to skip. 3 images to build in 2 waves.
)");
}

TEST(PlanText, NarrowTerminalsStackTheColumns) {
  EXPECT_EQ(PlanText(testing::SandboxPlan(), kNarrow),
            R"(Plan for sandbox: 2 of 5 services to
deploy, 3 to skip. 3 images to build in
2 waves.
Head 9f1c2ab against what is live

  clinical-api
    DEPLOY  1a2b3c4 -> 9f1c2ab
            12 commits behind
            serv...-api changed (1 file)
            pa...ts changed (1203 files)
            pack...json changed (1 file)
            and 2 more reasons
  gateway
    skip    9f1c2ab  same, unchanged
  ledger
    skip    1a2b3c4  12 commits behind
            held by the configuration:
            quarter end
            serv...dger changed (1 file)
  mailer
    DEPLOY  (none) -> 9f1c2ab
            no live tag is known
  web
    skip    77aa001
            relation unknown, unchanged

Warning: Live sources disagree about
  web: image_tags says 77aa001,
  live_file says 1a2b3c4. An untargeted
  apply from live_file would roll it
  back 3 commits.
Warning: Some live commits are not in
  this clone, and may be younger than
  head. To decide exactly, run:
    git fetch --depth=1 origin 1a2b3c4000000000000000000000000000000000
    git fetch --depth=1 origin 77aa001000000000000000000000000000000000

2 of 5 services to deploy, 3 to skip. 3
images to build in 2 waves.
)");
}

TEST(PlanText, VerboseShowsEveryReasonPathFileAndTarget) {
  EXPECT_EQ(PlanText(testing::SandboxPlan(), {.color = false, .width = 80, .verbose = true}),
            R"(Plan for sandbox: 2 of 5 services to deploy, 3 to skip. 3 images to build in 2
waves.
Head 9f1c2ab against what is live

  clinical-api  DEPLOY  1a2b3c4 -> 9f1c2ab  12 commits behind
                        live tag from image_tags, commit 1a2b3c400000
                        services/clinical-api changed (1 file)
                          A services/clinical-api/src/a.ts
                        packages/events changed (1203 files)
                          via packages/events -> packages/auth-client ->
                          services/clinical-api
                          X packages/events/bin/run
                          T packages/events/latest
                          M packages/events/src/bus.ts
                          and 1200 more files
                        package.json changed (1 file)
                          M package.json
                        pnpm-lock.yaml changed (1 file)
                          D pnpm-lock.yaml
                        base image node-base is rebuilt
                        target aws_ecs_service.service["clinical-api"]
  gateway       skip    9f1c2ab             same, unchanged
                        live tag from image_tags, commit 9f1c2ab00000
  ledger        skip    1a2b3c4             12 commits behind
                        live tag from image_tags, commit 1a2b3c400000
                        held by the configuration: quarter end
                        services/ledger changed (1 file)
                          M services/ledger/main.go
  mailer        DEPLOY  (none) -> 9f1c2ab
                        no live tag is known
                        target aws_ecs_service.service["mailer"]
  web           skip    77aa001             relation unknown, unchanged
                        live tag from image_tags, commit 77aa00100000

Warning: Live sources disagree about web: image_tags says 77aa001, live_file
  says 1a2b3c4. An untargeted apply from live_file would roll it back 3 commits.
Warning: Some live commits are not in this clone, and may be younger than
  head. To decide exactly, run:
    git fetch --depth=1 origin 1a2b3c4000000000000000000000000000000000
    git fetch --depth=1 origin 77aa001000000000000000000000000000000000

2 of 5 services to deploy, 3 to skip. 3 images to build in 2 waves.
)");
}

TEST(PlanText, ColorsDecisionsAndWarnings) {
  EXPECT_EQ(
      PlanText(testing::SandboxPlan(), {.color = true, .width = 80, .verbose = false}),
      "\033[1mPlan for sandbox: 2 of 5 services to deploy, 3 to skip. 3 images to build in "
      "2\033[0m\n"
      "\033[1mwaves.\033[0m\n"
      "Head 9f1c2ab against what is live\n"
      "\n"
      "  clinical-api  \033[1;33mDEPLOY\033[0m  1a2b3c4 -> 9f1c2ab  12 commits behind\n"
      "                        services/clinical-api changed (1 file)\n"
      "                        packages/events changed (1203 files)\n"
      "                        package.json changed (1 file)\n"
      "                        and 2 more reasons\n"
      "  gateway       skip    9f1c2ab             same, unchanged\n"
      "  ledger        skip    1a2b3c4             12 commits behind\n"
      "                        held by the configuration: quarter end\n"
      "                        services/ledger changed (1 file)\n"
      "  mailer        \033[1;33mDEPLOY\033[0m  (none) -> 9f1c2ab\n"
      "                        no live tag is known\n"
      "  web           skip    77aa001             relation unknown, "
      "unchanged\n"
      "\n"
      "\033[1;33mWarning:\033[0m Live sources disagree about web: image_tags says 77aa001, "
      "live_file\n"
      "  says 1a2b3c4. An untargeted apply from live_file would roll it back 3 commits.\n"
      "\033[1;33mWarning:\033[0m Some live commits are not in this clone, and may be younger than\n"
      "  head. To decide exactly, run:\n"
      "    git fetch --depth=1 origin 1a2b3c4000000000000000000000000000000000\n"
      "    git fetch --depth=1 origin 77aa001000000000000000000000000000000000\n"
      "\n"
      "\033[1m2 of 5 services to deploy, 3 to skip. 3 images to build in 2 waves.\033[0m\n");
}

TEST(PlanText, SummaryOnlyLeavesOutFileCounts) {
  EXPECT_EQ(PlanText(testing::SummaryOnlyPlan(), kWide),
            R"(Plan for sandbox: 2 of 5 services to deploy, 3 to skip. 3 images to build in 2
waves.
Head 9f1c2ab against what is live

  clinical-api  DEPLOY  1a2b3c4 -> 9f1c2ab  12 commits behind
                        services/clinical-api changed
                        packages/events changed
                        package.json changed
                        and 2 more reasons
  gateway       skip    9f1c2ab             same, unchanged
  ledger        skip    1a2b3c4             12 commits behind
                        held by the configuration: quarter end
                        services/ledger changed
  mailer        DEPLOY  (none) -> 9f1c2ab
                        no live tag is known
  web           skip    77aa001             relation unknown, unchanged

Warning: Live sources disagree about web: image_tags says 77aa001, live_file
  says 1a2b3c4. An untargeted apply from live_file would roll it back 3 commits.
Warning: Some live commits are not in this clone, and may be younger than
  head. To decide exactly, run:
    git fetch --depth=1 origin 1a2b3c4000000000000000000000000000000000
    git fetch --depth=1 origin 77aa001000000000000000000000000000000000

2 of 5 services to deploy, 3 to skip. 3 images to build in 2 waves.
)");
}

TEST(PlanText, NothingToDeployReadsWell) {
  EXPECT_EQ(PlanText(testing::NothingToDeployPlan(), kWide),
            R"(Plan for sandbox: Nothing to deploy: all 3 services are unchanged.
Head 9f1c2ab against what is live

  api      skip    9f1c2ab  same, unchanged
  gateway  skip    9f1c2ab  same, unchanged
  web      skip    9f1c2ab  same, unchanged

Nothing to deploy: all 3 services are unchanged.
)");
}

TEST(PlanText, AnEmptyPlanReadsWell) {
  EXPECT_EQ(PlanText(testing::EmptyPlan(), kWide),
            R"(Plan: Nothing to deploy: there are no services.
Head 9f1c2ab against what is live

Nothing to deploy: there are no services.
)");
}

TEST(PlanText, PreviewSaysWhatItComparesWith) {
  EXPECT_EQ(PlanText(testing::PreviewPlan(), kWide),
            R"(Preview: 1 of 2 services would deploy, 1 would not.
Head 9f1c2ab00000 (tag release-9f1c2ab) and the working tree against the merge
base with main, 1a2b3c400000

  api  DEPLOY  services/api changed (1 file)
  web  skip    unchanged

1 of 2 services would deploy, 1 would not.
)");
}

TEST(PlanText, OddNamesAreShownWithoutControlCharacters) {
  EXPECT_EQ(PlanText(testing::OddNamesPlan(), kWide),
            R"(Plan for prod|`x`: 2 of 3 services to deploy, 1 to skip. 2 images to build in 1
wave.
Head 9f1c2ab against what is live

  "a|b`c <b>@team #1 \\"  DEPLOY  <script>|`tag`\033[31m -> 9f1c2ab
                                  '<script>|`tag`\033[31m' names no commit
                                  "services/\n| x |" changed (3 files)
  测试                    DEPLOY  1a2b3c4 -> 9f1c2ab  diverged
                                  服务/测试 changed (1 file)
  z-sixty-characters-long-name-of-a-service-that-somebody-chose
                          skip    1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f1a2b
                                  1 commit ahead, unchanged

Warning: "Line one\r\033[2Jand <b>@you</b>\nservices=[\"injected\"]" runs 1
  (ecs), but the configuration knows no such service. Its tag stays in the tag
  map.

2 of 3 services to deploy, 1 to skip. 2 images to build in 1 wave.
)");
}

TEST(PlanText, OddNamesFitNarrowTerminals) {
  EXPECT_EQ(PlanText(testing::OddNamesPlan(), kNarrow),
            R"(Plan for prod|`x`: 2 of 3 services to
deploy, 1 to skip. 2 images to build in
1 wave.
Head 9f1c2ab against what is live

  "a|b`c <b>@team #1 \\"
    DEPLOY  <script>|`tag`\033[31m ->
            9f1c2ab
            '<script>|`tag`\033[31m'
            names no commit
            "ser... |" changed (3 files)
  测试
    DEPLOY  1a2b3c4 -> 9f1c2ab
            diverged
            服务/测试 changed (1 file)
  z-sixty-characters-long-name-of-a-service-that-somebody-chose
    skip    1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f1a2b
            1 commit ahead, unchanged

Warning: "Line one\r\033[2Jand
  <b>@you</b>\nservices=[\"injected\"]"
  runs 1 (ecs), but the configuration
  knows no such service. Its tag stays
  in the tag map.

2 of 3 services to deploy, 1 to skip. 2
images to build in 1 wave.
)");
}

TEST(PlanText, ManyUnchangedServicesBecomeOneLine) {
  EXPECT_EQ(PlanText(testing::LargePlan(2000, 1, 30), kWide),
            R"(Plan for sandbox: 1 of 2000 services to deploy, 1999 to skip. 1 image to build
in 1 wave.
Head 9f1c2ab against what is live

  service-0000  DEPLOY  1a2b3c4 -> 9f1c2ab  1 commit behind
                        packages/common changed (30 files)
  1999 unchanged services to skip (listed with -v)

1 of 2000 services to deploy, 1999 to skip. 1 image to build in 1 wave.
)");
}

TEST(PlanText, UpToFortyUnchangedServicesAreListed) {
  const std::string listed = PlanText(testing::LargePlan(kMostPlainSkipsListed, 0, 0), kWide);
  EXPECT_NE(listed.find("service-0039"), std::string::npos);
  const std::string folded = PlanText(testing::LargePlan(kMostPlainSkipsListed + 1, 0, 0), kWide);
  EXPECT_EQ(folded.find("service-0039"), std::string::npos);
  EXPECT_NE(folded.find("  41 unchanged services to skip"), std::string::npos);
}

TEST(PlanText, VerboseListsEveryUnchangedService) {
  const std::string text =
      PlanText(testing::LargePlan(2000, 0, 0), {.color = false, .width = 80, .verbose = true});
  EXPECT_NE(text.find("  service-1999  skip    9f1c2ab  same, unchanged\n"), std::string::npos);
}

TEST(PlanText, NoLineIsWiderThanTheTerminalUnlessAWordIs) {
  for (const bool verbose : {false, true}) {
    for (std::size_t width = 40; width <= 130; ++width) {
      for (Plan plan : {testing::SandboxPlan(), testing::OddNamesPlan(), testing::PreviewPlan(),
                        testing::LargePlan(50, 2, 3)}) {
        plan.warnings.resize(std::min<std::size_t>(plan.warnings.size(), 1));
        const std::string text =
            PlanText(plan, {.color = false, .width = width, .verbose = verbose});
        for (std::string_view rest = text; !rest.empty();) {
          const std::string_view line = rest.substr(0, rest.find('\n'));
          rest.remove_prefix(line.size() + 1);
          if (DisplayWidth(line) <= width) continue;
          const std::string_view content = line.substr(line.find_first_not_of(' '));
          const std::size_t words = WrapWords(content, 0).size();
          // Beside a long word stand at most its mark ("DEPLOY", a status letter) and odd names'
          // own spaces.
          EXPECT_TRUE(words <= 2 || content.find('"') != std::string_view::npos)
              << width << ": " << line;
        }
      }
    }
  }
}

TEST(PlanText, NoLineEndsInSpaces) {
  for (const Plan& plan : {testing::SandboxPlan(), testing::OddNamesPlan(), testing::EmptyPlan(),
                           testing::PreviewPlan(), testing::LargePlan(2000, 1, 1)}) {
    EXPECT_EQ(PlanText(plan, kWide).find(" \n"), std::string::npos);
    EXPECT_EQ(PlanText(plan, kNarrow).find(" \n"), std::string::npos);
  }
}

TEST(PlanText, WhoIsNamedForACauseIsNotNamedAgainForTheSameConcern) {
  Plan plan = testing::LargePlan(60, 21, 3);
  for (PlannedService& service : plan.services) {
    if (service.decision != Decision::kDeploy) continue;
    service.live.reset();
    Reason never;
    never.code = ReasonCode::kNeverDeployed;
    service.reasons = {never};
  }
  const std::string text = PlanText(plan, kWide);
  EXPECT_NE(text.find("  Look at 21 never deployed, named above\n"), std::string::npos) << text;
}

TEST(PlanText, ManyDeploysAreShownByTheirCauses) {
  Plan plan = testing::LargePlan(60, 21, 3);
  Reason held;
  held.code = ReasonCode::kHeld;
  held.detail = "held by the configuration: quarter end";
  plan.services.back().reasons = {held};
  const std::string text = PlanText(plan, kWide);
  EXPECT_NE(text.find("    DEPLOY 21: "), std::string::npos) << text;
  EXPECT_NE(text.find("  Look at 1 held: "), std::string::npos) << text;
  EXPECT_NE(text.find("  38 unchanged services to skip. "), std::string::npos) << text;
  EXPECT_LE(std::ranges::count(text, '\n'), 24) << text;
  // The verdict is the first and the last line.
  const std::string verdict = SummaryText(plan);
  EXPECT_TRUE(text.starts_with("Plan for sandbox: " + verdict.substr(0, 20))) << text;
  EXPECT_TRUE(text.ends_with(verdict + "\n")) << text;
}

// Of services that are counted nobody sees how they stand to head.
TEST(PlanText, WhatNeedsALookIsNamedWhereNotEachServiceIsListed) {
  Plan plan = testing::LargePlan(60, 3, 1);
  plan.services[30].live->relation = graph::Relation::kAhead;
  plan.services[30].live->commits = 2;
  EXPECT_NE(
      PlanText(plan, kWide)
          .find("  57 unchanged services to skip (listed with -v)\n\n  Look at 1 ahead of head: "
                "service-0030 (2 commits ahead)\n"),
      std::string::npos)
      << PlanText(plan, kWide);
  plan.services.resize(kMostPlainSkipsListed);
  EXPECT_EQ(PlanText(plan, kWide).find("Look at"), std::string::npos);
}

TEST(PlanText, VerboseListsEachServiceHoweverMany) {
  const Plan plan = testing::LargePlan(60, 21, 3);
  const std::string text = PlanText(plan, {.color = false, .width = 80, .verbose = true});
  EXPECT_EQ(text.find("DEPLOY 21"), std::string::npos);
}

TEST(PlanText, CausesFitIntoNarrowTerminals) {
  const std::string text = PlanText(testing::LargePlan(200, 150, 3), kNarrow);
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    EXPECT_LE(DisplayWidth(rest.substr(0, end)), 40U);
    rest.remove_prefix(end + 1);
  }
}

}  // namespace
}  // namespace deltaplan::planner
