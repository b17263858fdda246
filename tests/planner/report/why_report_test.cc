#include "planner/report/why_report.h"

#include <gtest/gtest.h>

namespace deltaplan::planner {
namespace {

graph::ObjectId Commit(char digit) { return *graph::ObjectId::FromHex(std::string(40, digit)); }

WhyReport ChangedPackage() {
  WhyReport report{.service = "api",
                   .decision = Decision::kDeploy,
                   .head_tag = "9f1c2ab",
                   .live = Live{.tag = "1a2b3c4",
                                .commit = Commit('1'),
                                .source = "ecs",
                                .relation = graph::Relation::kBehind,
                                .commits = 2},
                   .reasons = {},
                   .commits = TouchingCommits{}};
  report.reasons.push_back({.reason = {.code = ReasonCode::kPackageChanged,
                                       .input = "packages/events",
                                       .via = {"packages/events", "services/api"},
                                       .files = graph::FileListId{0},
                                       .file_count = 1,
                                       .detail = std::nullopt},
                            .paths = {{"packages/events", "services/api"},
                                      {"packages/events", "packages/auth", "services/api"}},
                            .paths_truncated = false,
                            .files = {{"packages/events/bus.ts", graph::ChangeStatus::kModified}}});
  report.commits->commits.push_back({Commit('2'), "Ada", "Answer \"faster\""});
  return report;
}

TEST(WhyText, ShowsEveryPathEveryFileAndTheCommits) {
  EXPECT_EQ(WhyText(ChangedPackage()),
            R"(api would deploy: head 9f1c2ab, live 1a2b3c4 (2 commits behind)

  packages/events changed (1 file)
    packages/events -> services/api
    packages/events -> packages/auth -> services/api
      M packages/events/bus.ts

Commits since 1a2b3c4 that touch its inputs:
  2222222222 Ada: Answer "faster"
)");
}

TEST(WhyText, SaysWhatIsNotShown) {
  WhyReport report = ChangedPackage();
  report.reasons.front().paths_truncated = true;
  report.commits->truncated = true;
  report.commits->history_missing = true;
  const std::string text = WhyText(report);
  EXPECT_NE(text.find("    ... only the first 2 paths are shown\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  ... only the newest 1 are shown\n  ... and those that this clone lacks\n"),
            std::string::npos)
      << text;
}

TEST(WhyText, NothingDiffersAndNothingIsLive) {
  const WhyReport report{.service = "api",
                         .decision = Decision::kSkip,
                         .head_tag = "9f1c2ab",
                         .live = std::nullopt,
                         .reasons = {},
                         .commits = std::nullopt};
  EXPECT_EQ(WhyText(report),
            "api is skipped: head 9f1c2ab\n\n  nothing that it needs differs there\n");
}

TEST(WhyJson, TellsWhatIsNotKnownFromWhatIsEmpty) {
  WhyReport report = ChangedPackage();
  report.reasons.clear();
  report.commits->commits.clear();
  EXPECT_EQ(WhyJson(report), R"({
  "format_version": "1.0",
  "service": "api",
  "decision": "deploy",
  "reasons": [],
  "commits": [],
  "history_missing": false
}
)");
  report.commits.reset();
  EXPECT_NE(WhyJson(report).find("\"commits\": null"), std::string::npos);
}

}  // namespace
}  // namespace deltaplan::planner
